import { p256 } from '@noble/curves/nist.js';
import { type Bytes, concat, utf8 } from '../seal/bytes';
import { hkdf, hkdfKey, sha256 } from '../seal/primitives';
import { isOnCurve } from './curve';
import { PairError } from './pair-error';
import type { Side } from './pair-keys';

/**
 * SPAKE2 of RFC 9382 with P-256, SHA-256, HKDF and HMAC: two sides that know the same few bits agree on a key of which somebody
 * between them learns nothing but whether one guess, said to one of them, was right. Nothing is added to its confirmation keys.
 */

const { Point } = p256;
type GroupPoint = typeof Point.BASE;

/** The points that hide the password's share (RFC 9382, section 6). */
const HIDING: Readonly<Record<Side, GroupPoint>> = {
  a: Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f'),
  b: Point.fromHex('03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49'),
};

/** Bytes of a scalar, and of the halves of what the transcript is hashed to. */
const SCALAR_BYTES = 32;
const HALF_BYTES = 16;

/** What the two sides call themselves; it is a part of what they agree on. */
export interface Identities {
  readonly a: Bytes;
  readonly b: Bytes;
}

/** What one side knows before it hears of the other. */
export interface SpakeSecret {
  /** What both know, 1 … n - 1. */
  readonly password: bigint;
  /** Its own, for one run alone, 1 … n - 1. */
  readonly own: bigint;
}

/** What both sides have at the end. */
export interface SpakeKeys {
  /** Ke, 16 bytes: what is agreed on. */
  readonly key: Bytes;
  /** What each side says to show that it has the same key; 32 bytes. */
  readonly confirm: Readonly<Record<Side, Bytes>>;
}

/** A number of the group, from at least 40 bytes that nobody can guess: what is lost by the remainder shows to nobody then. */
export function scalarOf(bytes: Bytes): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) % Point.Fn.ORDER;
}

/** What a side says: pA or pB, 65 bytes. */
export function shareOf(side: Side, { password, own }: SpakeSecret): Bytes {
  return encode(Point.BASE.multiply(own).add(HIDING[side].multiply(password)));
}

/**
 * The point that only who knows the password shares.
 * @param side whose end this is
 * @throws PairError `BAD_POINT` if what the other side said isn't of the curve, or leaves nothing secret
 */
export function sharedPoint(side: Side, { password, own }: SpakeSecret, other: Bytes): Bytes {
  if (!isOnCurve(other)) throw new PairError('BAD_POINT', 'not on the curve');
  const hiding = HIDING[side === 'a' ? 'b' : 'a'].multiply(password);
  const bare = Point.fromBytes(other).subtract(hiding);
  if (bare.is0()) throw new PairError('BAD_POINT', 'nothing but the password');
  return encode(bare.multiply(own));
}

/**
 * The keys of a run.
 * @param said pA and pB
 * @param point what `sharedPoint` gave
 */
export async function spakeKeys(
  names: Identities,
  said: Readonly<Record<Side, Bytes>>,
  point: Bytes,
  password: bigint,
): Promise<SpakeKeys> {
  const parts = [names.a, names.b, said.a, said.b, point, scalarBytes(password)];
  const transcript = concat(...parts.flatMap((part) => [lengthOf(part), part]));
  const hash = await sha256(transcript);
  const authentication = await hkdfKey(hash.slice(HALF_BYTES));
  const both = await hkdf(authentication, new Uint8Array(), utf8('ConfirmationKeys'), 2 * HALF_BYTES);
  const [a, b] = await Promise.all([
    hmac(both.slice(0, HALF_BYTES), transcript),
    hmac(both.slice(HALF_BYTES), transcript),
  ]);
  return { key: hash.slice(0, HALF_BYTES), confirm: { a, b } };
}

function encode(point: GroupPoint): Bytes {
  return Uint8Array.from(point.toBytes(false));
}

function scalarBytes(scalar: bigint): Bytes {
  return Uint8Array.from({ length: SCALAR_BYTES }, (_, at) =>
    Number((scalar >> BigInt(8 * (SCALAR_BYTES - 1 - at))) & 0xffn),
  );
}

/** Lengths stand before what they are of, in eight bytes, the lowest first. */
function lengthOf(part: Bytes): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(part.length), true);
  return bytes;
}

async function hmac(raw: Bytes, data: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, data));
}
