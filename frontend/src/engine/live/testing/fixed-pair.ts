import { createECDH } from 'node:crypto';
import { type Bytes, toBase64Url } from '../../seal/bytes';
import type { Randomness } from '../../seal/primitives';
import { seededNumbers } from '../../testing/sources';
import type { EphemeralKey, KeyMaker } from '../curve';

/** The key with this secret: 32 bytes, 1 … n - 1. */
export async function fixedKey(secret: Bytes): Promise<EphemeralKey> {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secret);
  const point = Uint8Array.from(ecdh.getPublicKey());
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256', ext: true },
    d: toBase64Url(secret),
    x: toBase64Url(point.slice(1, 33)),
    y: toBase64Url(point.slice(33)),
  };
  const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, false, [
    'deriveBits',
  ]);
  return { secret: key, point };
}

/** Bytes that look random and repeat with their seed. */
export function seededBytes(seed: number): Randomness {
  const next = seededNumbers(seed);
  return (length) => Uint8Array.from({ length }, () => Math.floor(next() * 256));
}

/** Keys that repeat with their seed. */
export function seededKeys(seed: number): KeyMaker {
  const random = seededBytes(seed);
  return () => {
    const secret = random(32);
    secret[0] = (secret[0] ?? 0) & 0x7f;
    return fixedKey(secret);
  };
}
