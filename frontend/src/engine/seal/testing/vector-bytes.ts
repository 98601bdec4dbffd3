import { type Bytes, concat } from '../bytes';
import { sealChunk } from '../chunk';
import { hkdfKey, sha256 } from '../primitives';
import { fromHex, toHex } from './hex';

/** Bytes as the vectors write them; see the README beside slp1.json. */
export type VectorBytes =
  | string
  | { readonly len: number; readonly seed: number }
  | { readonly sha256: string; readonly len: number }
  | ({ readonly sealed: SealedInput } & Edits)
  | ({ readonly concat: readonly VectorBytes[] } & Edits);

interface SealedInput {
  readonly fileKey: string;
  readonly header: string;
  readonly index: number;
  readonly last: boolean;
  readonly salt: string;
  readonly plaintext: VectorBytes;
}

interface Edits {
  readonly parts?: readonly (readonly [number, number])[];
  readonly flip?: readonly (readonly [number, number])[];
}

export async function resolve(bytes: VectorBytes): Promise<Bytes> {
  if (typeof bytes === 'string') return fromHex(bytes);
  if ('sealed' in bytes) return edited(await sealed(bytes.sealed), bytes);
  if ('concat' in bytes) return edited(concat(...(await Promise.all(bytes.concat.map(resolve)))), bytes);
  if ('seed' in bytes) {
    const { len, seed } = bytes;
    const plain = new Uint8Array(len);
    for (let i = 0; i < len; i++) plain[i] = i * 167 + (i >>> 8) * 13 + (i >>> 16) * 7 + seed;
    return plain;
  }
  throw new TypeError('a digest stands for an output only');
}

async function sealed({ fileKey, header, index, last, salt, plaintext }: SealedInput): Promise<Bytes> {
  const place = {
    fileKey: await hkdfKey(fromHex(fileKey)),
    hash: await sha256(fromHex(header)),
    index,
    last,
  };
  return (await sealChunk(() => fromHex(salt), place, await resolve(plaintext))).sealed;
}

function edited(bytes: Bytes, { parts, flip }: Edits): Bytes {
  const kept = parts === undefined ? bytes : concat(...parts.map(([from, to]) => bytes.slice(from, to)));
  for (const [at, mask] of flip ?? []) kept[at] = (kept[at] ?? 0) ^ mask;
  return kept;
}

/** What an output looks like in the form that the vector chose for it; hex where it chose none. */
export async function written(bytes: Bytes, like: unknown): Promise<unknown> {
  return typeof like !== 'object' ? toHex(bytes) : { sha256: toHex(await sha256(bytes)), len: bytes.length };
}
