import { openBlock, sealBlock } from './block';
import { type Bytes, concat, utf8 } from './bytes';
import type { FileHeader } from './header';
import { hkdf, hkdfKey, type Randomness, sha256 } from './primitives';
import { checkCommit, fileScope, type Scope, shareHash, shareScope } from './scope';
import { SealError } from './seal-error';
import { BLOCK_OVERHEAD, KEY_BYTES } from './sizes';

/** Rounds of PBKDF2-SHA256 behind a password: about 0.1 s. */
export const PASSWORD_ROUNDS = 600_000;

/** A wrapped key: 64. */
export const WRAP_BYTES = BLOCK_OVERHEAD + KEY_BYTES;

/** A key in use, with what it is committed to. The key itself can't be read any more. */
export interface ScopedKey {
  readonly key: CryptoKey;
  readonly scope: Scope;
}

/** What a sender makes and wraps at once: the raw key should be dropped right after. */
export interface NewKey extends ScopedKey {
  readonly raw: Bytes;
}

export function newShareKey(random: Randomness, shareId: Bytes): Promise<NewKey> {
  return shareKeyOf(random(KEY_BYTES), shareId);
}

/** The key of a share whose 32 bytes this page has: it made them, or they were handed to it. */
export async function shareKeyOf(raw: Bytes, shareId: Bytes): Promise<NewKey> {
  const key = await hkdfKey(raw);
  return { raw, key, scope: await shareScope(key, shareId) };
}

export async function newFileKey(random: Randomness, header: FileHeader): Promise<NewKey> {
  const raw = random(KEY_BYTES);
  const key = await hkdfKey(raw);
  return { raw, key, scope: await fileScope(key, header) };
}

/** The key that wraps a share's key: of the link's secret, and of the password's key if there is one. */
async function wrappingKey(secret: Bytes, pw: Bytes | null, shareId: Bytes): Promise<CryptoKey> {
  const base = await hkdfKey(pw === null ? secret : concat(secret, pw));
  return hkdfKey(await hkdf(base, shareId, utf8('slp/1 share')));
}

/** @param version rises with each change of the password */
export async function wrapShareKey(
  random: Randomness,
  secret: Bytes,
  pw: Bytes | null,
  shareId: Bytes,
  version: number,
  share: NewKey,
): Promise<Bytes> {
  const key = await wrappingKey(secret, pw, shareId);
  return sealBlock(random, key, 'wrap share', version, share.scope, share.raw);
}

/**
 * @param commit the share's commitment, as it stands beside the wrap
 * @throws SealError `BAD_LENGTH`; `BAD_BLOCK` with another secret or password; `BAD_COMMIT`
 */
export async function unwrapShareKey(
  secret: Bytes,
  pw: Bytes | null,
  shareId: Bytes,
  version: number,
  block: Bytes,
  commit: Bytes,
): Promise<ScopedKey> {
  checkWrap(block);
  const wrapping = await wrappingKey(secret, pw, shareId);
  const claimed = { hash: await shareHash(shareId), commit };
  const key = await hkdfKey(await openBlock(wrapping, 'wrap share', version, claimed, block));
  const scope = await shareScope(key, shareId);
  checkCommit(scope, commit);
  return { key, scope };
}

/** How a share's key was wrapped, or is to be. */
export interface ShareWrapping {
  /** What the password adds; null: no password. */
  readonly pw: Bytes | null;
  readonly version: number;
}

/**
 * Wraps a share's key anew, as when its password changes; the raw key is gone when this is done.
 * @throws SealError as `unwrapShareKey`
 */
export async function rewrapShareKey(
  random: Randomness,
  { secret, shareId, commit }: { readonly secret: Bytes; readonly shareId: Bytes; readonly commit: Bytes },
  block: Bytes,
  before: ShareWrapping,
  after: ShareWrapping,
): Promise<Bytes> {
  checkWrap(block);
  const wrapping = await wrappingKey(secret, before.pw, shareId);
  const claimed = { hash: await shareHash(shareId), commit };
  const raw = await openBlock(wrapping, 'wrap share', before.version, claimed, block);
  const key = await hkdfKey(raw);
  const scope = await shareScope(key, shareId);
  checkCommit(scope, commit);
  const wrapped = await wrapShareKey(random, secret, after.pw, shareId, after.version, { raw, key, scope });
  raw.fill(0);
  return wrapped;
}

export function wrapFileKey(random: Randomness, shareKey: CryptoKey, file: NewKey): Promise<Bytes> {
  return sealBlock(random, shareKey, 'wrap file', 1, file.scope, file.raw);
}

/**
 * @param commit the file's commitment, as it stands beside its header
 * @throws SealError `BAD_LENGTH`, `BAD_BLOCK`, `BAD_COMMIT`
 */
export async function unwrapFileKey(
  shareKey: CryptoKey,
  header: FileHeader,
  block: Bytes,
  commit: Bytes,
): Promise<ScopedKey> {
  checkWrap(block);
  const raw = await openBlock(shareKey, 'wrap file', 1, { hash: header.hash, commit }, block);
  const key = await hkdfKey(raw);
  const scope = await fileScope(key, header);
  checkCommit(scope, commit);
  return { key, scope };
}

function checkWrap(block: Bytes): void {
  if (block.length !== WRAP_BYTES)
    throw new SealError('BAD_LENGTH', `a wrapped key of ${block.length} bytes`);
}

/** The capability to read a share; the node keeps its SHA-256 only. */
export async function readCapability(secret: Bytes, shareId: Bytes): Promise<Bytes> {
  return hkdf(await hkdfKey(secret), shareId, utf8('slp/1 auth'));
}

/** What the node keeps of a capability. */
export function verifier(capability: Bytes): Promise<Bytes> {
  return sha256(capability);
}

export interface PasswordKeys {
  /** Goes into the wrap of the share's key. */
  readonly pw: Bytes;
  /** The capability that the node asks for before it hands the wrap out. */
  readonly capability: Bytes;
}

/** Slow on purpose. The password counts in its NFC, so that it doesn't matter how a keyboard composes it. */
export async function passwordKeys(secret: Bytes, shareId: Bytes, password: string): Promise<PasswordKeys> {
  const base = await crypto.subtle.importKey('raw', utf8(password.normalize('NFC')), 'PBKDF2', false, [
    'deriveBits',
  ]);
  const derivation = {
    name: 'PBKDF2',
    hash: 'SHA-256',
    salt: concat(secret, shareId),
    iterations: PASSWORD_ROUNDS,
  };
  const pw = new Uint8Array(await crypto.subtle.deriveBits(derivation, base, KEY_BYTES * 8));
  return { pw, capability: await hkdf(await hkdfKey(pw), shareId, utf8('slp/1 pw auth')) };
}
