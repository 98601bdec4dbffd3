import { openBlock, sealBlock } from '../block';
import { type Bytes, concat, fromUtf8, utf8 } from '../bytes';
import { openChunk, openTail, sealChunk, sealTail } from '../chunk';
import { openFile } from '../file-opener';
import { checkArrived, Digests, openSeal, sealFile } from '../file-seal';
import { parseHeader, writeHeader } from '../header';
import {
  type NewKey,
  passwordKeys,
  readCapability,
  unwrapShareKey,
  verifier,
  wrapFileKey,
  wrapShareKey,
} from '../keys';
import { parseLink } from '../link';
import { decodeMeta, encodeMeta, type FileMeta } from '../meta';
import { hkdf, hkdfKey, sha256 } from '../primitives';
import { checkCommit, fileScope, label, shareScope } from '../scope';
import { CHUNK_BYTES, chunkCount, sealedSize } from '../sizes';
import { fromHex, toHex } from './hex';
import { resolve, type VectorBytes, written } from './vector-bytes';

/** The members of one case; which of them are there depends on its kind. */
export interface VectorInput {
  readonly [member: string]: unknown;
}

export interface VectorCase {
  readonly id: string;
  readonly kind: string;
  readonly in: VectorInput;
  readonly out?: VectorInput;
  readonly error?: string;
}

export interface VectorFile {
  readonly format: string;
  readonly good: readonly VectorCase[];
  readonly bad: readonly VectorCase[];
}

/** Members of a case by type; a missing one fails the case. */
class Input {
  constructor(private readonly members: VectorInput) {}

  text(name: string): string {
    const value = this.members[name];
    if (typeof value !== 'string') throw new TypeError(`no ${name}`);
    return value;
  }

  textOrNull(name: string): string | null {
    return this.members[name] === null ? null : this.text(name);
  }

  number(name: string): number {
    const value = Number(this.members[name]);
    if (!Number.isSafeInteger(value)) throw new TypeError(`no ${name}`);
    return value;
  }

  has(name: string): boolean {
    return this.members[name] !== undefined && this.members[name] !== null;
  }

  flag(name: string): boolean {
    return this.members[name] === true;
  }

  hex(name: string): Bytes {
    return fromHex(this.text(name));
  }

  bytes(name: string): Promise<Bytes> {
    return resolve(this.members[name] as VectorBytes);
  }

  list(name: string): Promise<Bytes[]> {
    return Promise.all((this.members[name] as readonly VectorBytes[]).map(resolve));
  }

  raw(name: string): unknown {
    return this.members[name];
  }

  key(name: string): Promise<CryptoKey> {
    return hkdfKey(this.hex(name));
  }

  salt = () => this.hex('salt');
}

async function place(input: Input) {
  return {
    fileKey: await input.key('fileKey'),
    hash: await sha256(input.hex('header')),
    index: input.number('index'),
    last: input.flag('last'),
  };
}

async function fileKey(input: Input): Promise<NewKey> {
  const raw = input.hex('fileKey');
  const key = await hkdfKey(raw);
  return { raw, key, scope: await fileScope(key, await parseHeader(input.hex('header'))) };
}

async function shareKey(input: Input): Promise<NewKey> {
  const raw = input.hex('shareKey');
  const key = await hkdfKey(raw);
  return { raw, key, scope: await shareScope(key, input.hex('shareId')) };
}

async function password(input: Input): Promise<Bytes | null> {
  const text = input.textOrNull('password');
  return text === null ? null : (await passwordKeys(input.hex('S'), input.hex('shareId'), text)).pw;
}

function blockScope(input: Input) {
  const scope = new Input(input.raw('scope') as VectorInput);
  return { hash: scope.hex('hh'), commit: scope.hex('commit') };
}

type Answer = Readonly<Record<string, Bytes | readonly Bytes[] | string | number>>;

const GOOD: Readonly<Record<string, (input: Input) => Answer | Promise<Answer>>> = {
  header: async (input) => {
    const header = await writeHeader(input.hex('fileId'), input.has('size') ? input.number('size') : null);
    const parsed = await parseHeader(header.bytes);
    if (toHex(parsed.fileId) !== input.text('fileId') || parsed.size !== header.size)
      throw new Error('parsed otherwise than written');
    return { header: header.bytes, hh: parsed.hash };
  },
  commit: async (input) => ({ commit: (await fileKey(input)).scope.commit }),
  hkdf: async (input) => {
    const okm = await hkdf(
      await hkdfKey(await input.bytes('ikm')),
      await input.bytes('salt'),
      await input.bytes('info'),
      input.number('length'),
    );
    return { okm };
  },
  label: (input) => ({ label: label(input.text('x'), input.hex('hh')) }),
  chunk: async (input) => {
    const plaintext = await input.bytes('plaintext');
    const at = await place(input);
    const { sealed } = await sealChunk(input.salt, at, plaintext);
    same((await openChunk(at, sealed)).plaintext, plaintext);
    return { chunk: sealed };
  },
  tail: async (input) => {
    const plaintext = await input.bytes('plaintext');
    const at = await place(input);
    const tail = await sealTail(input.salt, at, plaintext);
    same(await openTail(at, tail), plaintext);
    return { tail };
  },
  block: async (input) => {
    const plaintext = await input.bytes('plaintext');
    const of = [await input.key('key'), input.text('x'), input.number('version'), blockScope(input)] as const;
    const block = await sealBlock(input.salt, ...of, plaintext);
    same(await openBlock(...of, block), plaintext);
    return { block };
  },
  'share-scope': async (input) => {
    const { hash, commit } = (await shareKey(input)).scope;
    return { hh: hash, commit };
  },
  'wrap-share': async (input) => {
    const [secret, shareId] = [input.hex('S'), input.hex('shareId')];
    const pw = await password(input);
    const key = await shareKey(input);
    const version = input.number('version');
    const block = await wrapShareKey(input.salt, secret, pw, shareId, version, key);
    await unwrapShareKey(secret, pw, shareId, version, block, key.scope.commit);
    return { block, commit: key.scope.commit };
  },
  'wrap-file': async (input) => ({
    block: await wrapFileKey(input.salt, await input.key('shareKey'), await fileKey(input)),
  }),
  auth: async (input) => {
    const auth = await readCapability(input.hex('S'), input.hex('shareId'));
    return { auth, verifier: await verifier(auth) };
  },
  password: async (input) => {
    const keys = await passwordKeys(input.hex('S'), input.hex('shareId'), input.text('password'));
    return { pw: keys.pw, pwAuth: keys.capability, verifier: await verifier(keys.capability) };
  },
  'meta-json': (input) => {
    const json = encodeMeta(input.raw('meta') as FileMeta);
    same(encodeMeta(decodeMeta(json)), json);
    return { json: fromUtf8(json) };
  },
  'seal-block': async (input) => {
    const { key, scope } = await fileKey(input);
    const seal = { size: input.number('size'), chunks: input.number('chunks'), root: input.hex('root') };
    const block = await sealFile(input.salt, key, scope, seal);
    const header = await parseHeader(input.hex('header'));
    same((await openSeal(header, { key, scope }, block)).root, seal.root);
    return { block };
  },
  root: async (input) => ({ root: await rootOf(await input.list('digests')) }),
  file: async (input) => {
    const plaintext = await input.bytes('plaintext');
    const header = await writeHeader(input.hex('fileId'), plaintext.length);
    const key = await input.key('fileKey');
    const chunks: Bytes[] = [];
    const digests: Bytes[] = [];
    const salts = input.raw('salts') as readonly string[];
    for (const [index, salt] of salts.entries()) {
      const part = plaintext.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
      const at = { fileKey: key, hash: header.hash, index, last: index === salts.length - 1 };
      const chunk = await sealChunk(() => fromHex(salt), at, part);
      chunks.push(chunk.sealed);
      digests.push(chunk.digest);
    }
    const scope = await fileScope(key, header);
    const root = await rootOf(digests);
    const size = plaintext.length;
    const seal = await sealFile(() => new Uint8Array(16), key, scope, { size, chunks: chunks.length, root });
    same(concat(...(await openFile({ header, key: { key, scope }, chunks, seal }))), plaintext);
    return {
      header: header.bytes,
      commit: scope.commit,
      chunks,
      root,
      size: String(size),
      chunks_count: chunks.length,
    };
  },
  link: (input) => {
    const { shareId, secret } = parseLink(input.text('url'));
    return { shareId, S: secret };
  },
  sizes: (input) => {
    const size = input.number('plaintext');
    return { chunks: String(chunkCount(size)), sealed: String(sealedSize(size)) };
  },
};

/** What may be refused. Where it isn't, the answer says what came out. */
const BAD: Readonly<Record<string, (input: Input) => Answer | Promise<Answer>>> = {
  'parse-header': async (input) => {
    const { fileId, size } = await parseHeader(await input.bytes('header'));
    return { fileId, size: String(size) };
  },
  'check-commit': async (input) => {
    checkCommit((await fileKey(input)).scope, await input.bytes('commit'));
    return {};
  },
  'open-chunk': async (input) => {
    const { plaintext } = await openChunk(await place(input), await input.bytes('chunk'));
    return { plaintext };
  },
  'open-tail': async (input) => ({
    plaintext: await openTail(await place(input), await input.bytes('tail')),
  }),
  'open-block': async (input) => {
    const of = [await input.key('key'), input.text('x'), input.number('version'), blockScope(input)] as const;
    return { plaintext: await openBlock(...of, await input.bytes('block')) };
  },
  'open-seal': async (input) => {
    const header = await parseHeader(input.hex('header'));
    const seal = await openSeal(header, await fileKey(input), await input.bytes('block'));
    if (input.has('size')) checkArrived(seal, input.number('size'), input.number('chunks'));
    return { size: String(seal.size), chunks: String(seal.chunks), root: seal.root };
  },
  'open-share': async (input) => {
    const [secret, shareId] = [input.hex('S'), input.hex('shareId')];
    const of = [secret, await password(input), shareId, input.number('version')] as const;
    const { scope } = await unwrapShareKey(...of, await input.bytes('block'), await input.bytes('commit'));
    return { commit: scope.commit };
  },
  'open-file': async (input) => {
    const header = await parseHeader(await input.bytes('header'));
    const key = await input.key('fileKey');
    const scope = await fileScope(key, header);
    checkCommit(scope, await input.bytes('commit'));
    const chunks = await input.list('chunks');
    const file = { header, key: { key, scope }, chunks, seal: await input.bytes('seal') };
    return { plaintext: concat(...(await openFile(file))) };
  },
  'parse-meta': (input) => ({ ...decodeMeta(utf8(input.text('json'))) }),
  'parse-link': (input) => {
    const { shareId, secret } = parseLink(input.text('url'));
    return { shareId, S: secret };
  },
};

async function rootOf(all: readonly Bytes[]): Promise<Bytes> {
  const digests = new Digests(all.length);
  all.forEach((digest, index) => digests.set(index, digest));
  return digests.root();
}

function same(actual: Bytes, expected: Bytes): void {
  if (actual.length !== expected.length || actual.some((byte, at) => byte !== expected[at]))
    throw new Error('what was sealed opens to something else');
}

/** What this implementation makes of a case, in the form of its `out`, or in hex. @throws SealError */
export async function solve(vector: VectorCase): Promise<VectorInput> {
  const run = GOOD[vector.kind] ?? BAD[vector.kind];
  if (run === undefined) throw new Error(`unknown kind ${vector.kind}`);
  const answer = await run(new Input(vector.in));
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answer)) {
    const like = vector.out?.[name];
    if (value instanceof Uint8Array) out[name] = await written(value, like);
    else if (typeof value === 'object')
      out[name] = await Promise.all(
        value.map((bytes, at) => written(bytes, (like as unknown[] | undefined)?.[at])),
      );
    else out[name] = value;
  }
  return out;
}
