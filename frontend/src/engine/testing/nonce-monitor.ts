import { afterAll, expect } from 'vitest';
import { sha256 } from '../seal/primitives';
import { toHex } from '../seal/testing/hex';
import { concat } from '../seal/bytes';

/**
 * Watches every encryption of a test file: no key may be used with one nonce twice. It sits in front of WebCrypto, so it sees
 * what is done, whoever asks for it.
 */
const names = new WeakMap<CryptoKey, string>();
const used = new Set<string>();
let repeats: string[] = [];
let watched = 0;

const real = {
  importKey: crypto.subtle.importKey.bind(crypto.subtle),
  deriveKey: crypto.subtle.deriveKey.bind(crypto.subtle),
  encrypt: crypto.subtle.encrypt.bind(crypto.subtle),
};

function bytesOf(source: BufferSource): Uint8Array<ArrayBuffer> {
  return source instanceof ArrayBuffer
    ? new Uint8Array(source.slice(0))
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
}

Object.assign(crypto.subtle, {
  importKey: async (...call: Parameters<typeof real.importKey>) => {
    const [format, data] = call;
    const key = await real.importKey(...call);
    if (format === 'raw') names.set(key, toHex(await sha256(bytesOf(data))));
    return key;
  },
  deriveKey: async (...call: Parameters<typeof real.deriveKey>) => {
    const [how, base] = call;
    const { salt, info } = how as HkdfParams;
    const text = `${names.get(base) ?? '?'} ${toHex(bytesOf(salt))} ${toHex(bytesOf(info))}`;
    const key = await real.deriveKey(...call);
    names.set(key, toHex(await sha256(concat(new TextEncoder().encode(text)))));
    return key;
  },
  encrypt: (...call: Parameters<typeof real.encrypt>) => {
    const [how, key] = call;
    const use = `${names.get(key) ?? '?'} ${toHex(bytesOf((how as AesGcmParams).iv))}`;
    watched++;
    if (used.has(use)) repeats.push(use);
    used.add(use);
    return real.encrypt(...call);
  },
});

/** How many encryptions were seen in this file. */
export function encryptionsSeen(): number {
  return watched;
}

/** Forgets repeats that a test makes on purpose, such as by fixed salts; answers how many there were. */
export function forgiveRepeats(): number {
  const count = repeats.length;
  repeats = [];
  return count;
}

afterAll(() => expect(repeats, 'a key was used with one nonce twice').toEqual([]));
