import type { Bytes } from './bytes';
import { KEY_BYTES } from './sizes';

/** Answers `length` bytes that nobody can guess. Passed in, so that tests can repeat a run. */
export type Randomness = (length: number) => Bytes;

export const systemRandom: Randomness = (length) => crypto.getRandomValues(new Uint8Array(length));

export async function sha256(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data));
}

/** A key that other keys are derived from; WebCrypto doesn't give it away again. */
export function hkdfKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'HKDF', false, ['deriveBits', 'deriveKey']);
}

/** HKDF-SHA256 (RFC 5869). */
export async function hkdf(key: CryptoKey, salt: Bytes, info: Bytes, length = KEY_BYTES): Promise<Bytes> {
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, length * 8);
  return new Uint8Array(bits);
}

/** The same as an AES-256-GCM key that can't be read. */
export function hkdfAes(
  key: CryptoKey,
  salt: Bytes,
  info: Bytes,
  use: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt, info };
  return crypto.subtle.deriveKey(derivation, key, { name: 'AES-GCM', length: 256 }, false, [use]);
}

/** AES-256-GCM: ciphertext and its tag. */
export async function gcmSeal(
  key: CryptoKey,
  iv: Bytes,
  additionalData: Bytes,
  plaintext: Bytes,
): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plaintext));
}

/** Null if the tag doesn't fit. */
export async function gcmOpen(
  key: CryptoKey,
  iv: Bytes,
  additionalData: Bytes,
  sealed: Bytes,
): Promise<Bytes | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return null;
    throw error;
  }
}
