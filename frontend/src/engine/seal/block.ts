import { type Bytes, concat, u32 } from './bytes';
import { gcmOpen, gcmSeal, hkdfAes, type Randomness } from './primitives';
import { type Scope, label } from './scope';
import { SealError } from './seal-error';
import { BLOCK_OVERHEAD, SALT_BYTES } from './sizes';

/** What a block is used for. */
export type BlockUse = 'meta' | 'share meta' | 'seal' | 'wrap share' | 'wrap file' | 'wrap node';

/** Every block has a key of its own, by its salt, so its nonce may be the same. */
const NONCE = new Uint8Array(12);

/** Seals a small piece of data under a fresh salt. */
export async function sealBlock(
  random: Randomness,
  key: CryptoKey,
  use: string,
  version: number,
  scope: Scope,
  plaintext: Bytes,
): Promise<Bytes> {
  const salt = random(SALT_BYTES);
  const name = label(use, scope.hash);
  const blockKey = await hkdfAes(key, salt, concat(name, u32(version)), 'encrypt');
  return concat(salt, await gcmSeal(blockKey, NONCE, concat(name, scope.commit), plaintext));
}

/**
 * Opens what `sealBlock` made.
 * @throws SealError `BAD_LENGTH` if it is too short to be a block; `BAD_BLOCK` if it doesn't open
 */
export async function openBlock(
  key: CryptoKey,
  use: string,
  version: number,
  scope: Scope,
  block: Bytes,
): Promise<Bytes> {
  if (block.length < BLOCK_OVERHEAD) throw new SealError('BAD_LENGTH', `a block of ${block.length} bytes`);
  const salt = block.slice(0, SALT_BYTES);
  const name = label(use, scope.hash);
  const blockKey = await hkdfAes(key, salt, concat(name, u32(version)), 'decrypt');
  const plaintext = await gcmOpen(blockKey, NONCE, concat(name, scope.commit), block.subarray(SALT_BYTES));
  if (plaintext === null) throw new SealError('BAD_BLOCK', `${use} doesn't open`);
  return plaintext;
}
