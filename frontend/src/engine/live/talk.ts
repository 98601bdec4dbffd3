import { type Decoder, id, list, object, oneOf, optional, text, whole } from '../api/decode';
import { ApiProblem } from '../api/problem';
import { type Bytes, fromBase64Url, utf8 } from '../seal/bytes';
import { SEAL_BLOCK_BYTES } from '../seal/file-seal';
import { WRAP_BYTES } from '../seal/keys';
import type { TransferPath } from '../view';
import { PairError } from './pair-error';
import { MAC_BYTES } from './pair-messages';

/** The most files that a sender names; a message has no room for more. */
export const SERVING_MAX = 600;
/** The longest description of a connection, in bytes. */
export const SDP_MAX = 8192;
/** The longest candidate, in bytes. */
export const CANDIDATE_MAX = 512;
/** How many candidates there may be for each offer or answer; the rest are dropped. */
export const CANDIDATES_MAX = 64;

export type LivePath = TransferPath;

/** A description of a connection, signed. */
export interface Description<T extends 'offer' | 'answer' = 'offer' | 'answer'> {
  readonly t: T;
  readonly seq: number;
  readonly sdp: string;
  readonly mac: Bytes;
}

export interface Candidate {
  readonly t: 'candidate';
  readonly seq: number;
  readonly candidate: string;
  readonly mid: string;
  readonly line: number;
}

/** How far a receiver is with a file. */
export interface Progress {
  readonly t: 'progress';
  readonly file: string;
  readonly bytes: number;
  readonly rate: number;
  readonly path: LivePath;
}

/** What is said under seal (wire.md, section 4). */
export type Talk =
  | { readonly t: 'serving'; readonly files: readonly string[]; readonly from: string }
  | Description<'offer'>
  | Description<'answer'>
  | Candidate
  | Progress
  | { readonly t: 'verified'; readonly file: string }
  /** The seal block of a file, from a sender that has read all of it. */
  | { readonly t: 'seal'; readonly file: string; readonly seal: Bytes }
  /** A receiver has all chunks of a file, and waits for its seal. */
  | { readonly t: 'unsealed'; readonly file: string }
  | { readonly t: 'cancel'; readonly file: string | null }
  | { readonly t: 'decline' }
  | { readonly t: 'busy'; readonly after: number }
  /** The link's secret, for whoever had a code. */
  | { readonly t: 'secret'; readonly block: Bytes };

function upTo(max: number): Decoder<string> {
  return (value, at) => {
    const string = text(value, at);
    if (utf8(string).length > max) throw new ApiProblem('BAD_ANSWER', 0, `${at} is too long`);
    return string;
  };
}

const number32: Decoder<number> = (value, at) => {
  const number = whole(value, at);
  if (number >= 2 ** 32) throw new ApiProblem('BAD_ANSWER', 0, `${at} is too large`);
  return number;
};

function bytesOf(length: number, what: string): Decoder<Bytes> {
  return (value, at) => {
    const bytes = fromBase64Url(text(value, at));
    if (bytes?.length !== length) throw new ApiProblem('BAD_ANSWER', 0, `${at} is no ${what}`);
    return bytes;
  };
}

const macText = bytesOf(MAC_BYTES, 'MAC');
const wrap = bytesOf(WRAP_BYTES, 'wrapped key');
const sealBlock = bytesOf(SEAL_BLOCK_BYTES, 'seal');

const described = { seq: number32, sdp: upTo(SDP_MAX), mac: macText };

const DECODERS: { readonly [T in Talk['t']]: Decoder<Extract<Talk, { t: T }>> } = {
  serving: object({ t: oneOf('serving'), files: list(id, SERVING_MAX), from: upTo(64) }),
  offer: object({ t: oneOf('offer'), ...described }),
  answer: object({ t: oneOf('answer'), ...described }),
  candidate: object({
    t: oneOf('candidate'),
    seq: number32,
    candidate: upTo(CANDIDATE_MAX),
    mid: upTo(64),
    line: whole,
  }),
  progress: object({
    t: oneOf('progress'),
    file: id,
    bytes: whole,
    rate: whole,
    path: oneOf('direct', 'relay', 'store'),
  }),
  verified: object({ t: oneOf('verified'), file: id }),
  seal: object({ t: oneOf('seal'), file: id, seal: sealBlock }),
  unsealed: object({ t: oneOf('unsealed'), file: id }),
  cancel: object({ t: oneOf('cancel'), file: optional(id) }),
  decline: object({ t: oneOf('decline') }),
  busy: object({ t: oneOf('busy'), after: whole }),
  secret: object({ t: oneOf('secret'), block: wrap }),
};

/** Null for what a later version may say. @throws PairError `BAD_TALK` */
export function decodeTalk(value: unknown): Talk | null {
  try {
    const { t } = object({ t: text })(value, 'talk');
    return Object.hasOwn(DECODERS, t) ? DECODERS[t as Talk['t']](value, t) : null;
  } catch (error) {
    if (error instanceof ApiProblem) throw new PairError('BAD_TALK', error.message);
    throw error;
  }
}
