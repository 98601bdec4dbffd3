import type { Bytes } from '../seal/bytes';
import { PairError } from './pair-error';
import { POINT_BYTES } from './pair-messages';

/** P-256 (FIPS 186-4, D.1.2.3): y² = x³ − 3x + b mod p. */
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

const ECDH = { name: 'ECDH', namedCurve: 'P-256' } as const;

/** One side's key for one pair. */
export interface EphemeralKey {
  /** Only for what this pair derives of it. */
  readonly secret: CryptoKey;
  /** 65 bytes. */
  readonly point: Bytes;
}

/** Passed in, so that tests can repeat a handshake. */
export type KeyMaker = () => Promise<EphemeralKey>;

export const newEphemeralKey: KeyMaker = async () => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey(ECDH, false, ['deriveBits']);
  return { secret: privateKey, point: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)) };
};

/** Whether these bytes are a point of the curve: not every implementation looks, and one that doesn't gives its key away. */
export function isOnCurve(point: Bytes): boolean {
  if (point.length !== POINT_BYTES || point[0] !== 4) return false;
  const [x, y] = [numberOf(point.subarray(1, 33)), numberOf(point.subarray(33))];
  return x < P && y < P && (y * y - (x * x * x - 3n * x + B)) % P === 0n;
}

function numberOf(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** The X coordinate of the shared point. @throws PairError `BAD_POINT` */
export async function agree({ secret }: EphemeralKey, other: Bytes): Promise<Bytes> {
  if (!isOnCurve(other)) throw new PairError('BAD_POINT', 'not on the curve');
  const key = await crypto.subtle.importKey('raw', other, ECDH, false, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ ...ECDH, public: key }, secret, 256));
}
