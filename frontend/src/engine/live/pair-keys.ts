import { type Bytes, concat, u32, utf8 } from '../seal/bytes';
import { hkdf, hkdfKey, sha256 } from '../seal/primitives';
import { shareHash, type Scope } from '../seal/scope';
import { KEY_BYTES } from '../seal/sizes';
import { agree, type EphemeralKey } from './curve';

/** What both sides of a pair know before it: the link. */
export interface PairSecret {
  /** 16 bytes. */
  readonly shareId: Bytes;
  /** S of SLP1; with a code, what the code's exchange gave. */
  readonly secret: Bytes;
}

/** What was said in the clear, by which the keys are bound to it. */
export interface Transcript extends PairSecret {
  readonly pair: Bytes;
  /** Count and suites. */
  readonly suites: Bytes;
  readonly commitment: Bytes;
  /** The sender's, and the receiver's. */
  readonly a: Bytes;
  readonly b: Bytes;
}

/** A sender, or a receiver. */
export type Side = 'a' | 'b';

/** The keys of a pair; none of them can be read. */
export interface PairKeys {
  /** T: SHA-256 of what was said. */
  readonly transcript: Bytes;
  readonly confirmA: CryptoKey;
  readonly confirmB: CryptoKey;
  readonly wrap: CryptoKey;
  readonly sign: CryptoKey;
  readonly words: CryptoKey;
  /** Of the sealed messages: the share, and T in the place of a commitment. */
  readonly scope: Scope;
}

/** SHA-256(A | r): what the sender commits to. */
export function commitmentOf(point: Bytes, nonce: Bytes): Promise<Bytes> {
  return sha256(concat(point, nonce));
}

/** @throws PairError `BAD_POINT` */
export async function pairKeys(own: EphemeralKey, other: Bytes, said: Transcript): Promise<PairKeys> {
  const { shareId, secret, pair, suites, commitment, a, b } = said;
  const shared = await agree(own, other);
  const transcript = await sha256(concat(utf8('slp/1 live'), shareId, pair, suites, commitment, a, b));
  const salt = await hkdf(await hkdfKey(secret), shareId, utf8('slp/1 live psk'));
  const info = concat(utf8('slp/1 live keys'), transcript);
  const all = await hkdf(await hkdfKey(shared), salt, info, 5 * KEY_BYTES);
  const part = (at: number) => all.slice(at * KEY_BYTES, (at + 1) * KEY_BYTES);
  const [confirmA, confirmB, wrap, sign, words, hash] = await Promise.all([
    macKey(part(0)),
    macKey(part(1)),
    hkdfKey(part(2)),
    macKey(part(3)),
    macKey(part(4)),
    shareHash(shareId),
  ]);
  all.fill(0);
  return { transcript, confirmA, confirmB, wrap, sign, words, scope: { hash, commit: transcript } };
}

function macKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
}

/** HMAC-SHA256. */
export async function mac(key: CryptoKey, data: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, data));
}

/** Takes the same time whatever differs. */
export function macFits(key: CryptoKey, data: Bytes, claimed: Bytes): Promise<boolean> {
  return crypto.subtle.verify('HMAC', key, claimed, data);
}

/** What is signed of an offer or an answer: its number, who makes it, and the fingerprint of its certificate. */
export function signedOffer(number: number, side: Side, fingerprint: Bytes): Bytes {
  return concat(u32(number), Uint8Array.of(side === 'a' ? 0 : 1), fingerprint);
}
