import { type Bytes, concat, equal, u32 } from '../seal/bytes';
import { BLOCK_OVERHEAD, ID_BYTES, KEY_BYTES } from '../seal/sizes';
import { WRAP_BYTES } from '../seal/keys';
import { PairError } from './pair-error';

/** A P-256 point, SEC1 uncompressed. */
export const POINT_BYTES = 65;
/** A MAC, and a commitment. */
export const MAC_BYTES = 32;
/** The most bytes of one message between two peers. */
export const BODY_MAX = 16_384;
/** The most suites that may be offered. */
export const SUITES_MAX = 8;
/** P-256, HKDF-SHA256, AES-256-GCM. */
export const SUITE = 1;

/** First bytes of messages between two peers (wire.md, section 4). */
const KIND = { commit: 1, key: 2, reveal: 3, confirmB: 4, confirmA: 5, sealed: 6, end: 7 } as const;

/** Why a pair is over, as far as whoever ended it says: a hint, since nobody proves it. */
export type EndCause = 'ended' | 'declined' | 'busy';

const CAUSES: readonly EndCause[] = ['ended', 'declined', 'busy'];

/** What two peers say to each other. `suites` stands with its count, as in the transcript. */
export type PairMessage =
  | { readonly is: 'commit'; readonly pair: Bytes; readonly suites: Bytes; readonly commitment: Bytes }
  | { readonly is: 'key'; readonly pair: Bytes; readonly point: Bytes }
  | { readonly is: 'reveal'; readonly pair: Bytes; readonly point: Bytes; readonly nonce: Bytes }
  | { readonly is: 'confirmB'; readonly pair: Bytes; readonly mac: Bytes }
  /** `wrap` is empty but for live shares. */
  | { readonly is: 'confirmA'; readonly pair: Bytes; readonly mac: Bytes; readonly wrap: Bytes }
  | { readonly is: 'sealed'; readonly pair: Bytes; readonly number: number; readonly block: Bytes }
  | { readonly is: 'end'; readonly pair: Bytes; readonly cause: EndCause };

export function encodePairMessage(message: PairMessage): Bytes {
  const head = concat(Uint8Array.of(KIND[message.is]), message.pair);
  switch (message.is) {
    case 'commit':
      return concat(head, message.suites, message.commitment);
    case 'key':
      return concat(head, message.point);
    case 'reveal':
      return concat(head, message.point, message.nonce);
    case 'confirmB':
      return concat(head, message.mac);
    case 'confirmA': {
      const { length } = message.wrap;
      return concat(head, message.mac, Uint8Array.of(length >> 8, length & 0xff), message.wrap);
    }
    case 'sealed':
      return concat(head, u32(message.number), message.block);
    case 'end':
      return concat(head, Uint8Array.of(CAUSES.indexOf(message.cause)));
  }
}

/** @throws PairError `BAD_MESSAGE` */
export function decodePairMessage(body: Bytes): PairMessage {
  if (body.length > BODY_MAX) throw new PairError('BAD_MESSAGE', `${body.length} bytes`);
  const reader = new Reader(body);
  const kind = reader.u8();
  const pair = reader.take(ID_BYTES);
  const message = read(kind, pair, reader);
  reader.end();
  return message;
}

/** Which pair a message is of, whatever else it says; null if it is too short to say it. */
export function pairOf(body: Bytes): Bytes | null {
  return body.length > ID_BYTES ? body.slice(1, 1 + ID_BYTES) : null;
}

function read(kind: number, pair: Bytes, reader: Reader): PairMessage {
  switch (kind) {
    case KIND.commit: {
      const count = reader.u8();
      if (count === 0 || count > SUITES_MAX) throw new PairError('BAD_MESSAGE', `${count} suites`);
      const suites = concat(Uint8Array.of(count), reader.take(count));
      return { is: 'commit', pair, suites, commitment: reader.take(MAC_BYTES) };
    }
    case KIND.key:
      return { is: 'key', pair, point: reader.take(POINT_BYTES) };
    case KIND.reveal:
      return { is: 'reveal', pair, point: reader.take(POINT_BYTES), nonce: reader.take(KEY_BYTES) };
    case KIND.confirmB:
      return { is: 'confirmB', pair, mac: reader.take(MAC_BYTES) };
    case KIND.confirmA: {
      const mac = reader.take(MAC_BYTES);
      const length = reader.u8() * 256 + reader.u8();
      if (length !== 0 && length !== WRAP_BYTES) throw new PairError('BAD_MESSAGE', `a wrap of ${length}`);
      return { is: 'confirmA', pair, mac, wrap: reader.take(length) };
    }
    case KIND.sealed: {
      const number = reader.u32();
      const block = reader.rest();
      if (block.length <= BLOCK_OVERHEAD) throw new PairError('BAD_MESSAGE', 'nothing under seal');
      return { is: 'sealed', pair, number, block };
    }
    case KIND.end:
      // One that a later version may have is an end as any other.
      return { is: 'end', pair, cause: CAUSES[reader.u8()] ?? 'ended' };
    default:
      throw new PairError('BAD_MESSAGE', `kind ${kind}`);
  }
}

class Reader {
  #at = 0;

  constructor(private readonly bytes: Bytes) {}

  take(length: number): Bytes {
    if (this.#at + length > this.bytes.length) throw new PairError('BAD_MESSAGE', 'too short');
    this.#at += length;
    return this.bytes.slice(this.#at - length, this.#at);
  }

  u8(): number {
    return this.take(1)[0] ?? 0;
  }

  u32(): number {
    return new DataView(this.take(4).buffer).getUint32(0);
  }

  rest(): Bytes {
    return this.take(this.bytes.length - this.#at);
  }

  end(): void {
    if (this.#at !== this.bytes.length) throw new PairError('BAD_MESSAGE', 'too long');
  }
}

/** @throws PairError `OTHER_PAIR` */
export function checkPair(message: PairMessage, pair: Bytes): void {
  if (!equal(message.pair, pair)) throw new PairError('OTHER_PAIR', 'a message of another pair');
}
