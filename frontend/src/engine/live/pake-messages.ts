import { type Bytes, concat } from '../seal/bytes';
import { ID_BYTES } from '../seal/sizes';
import { PairError } from './pair-error';
import { MAC_BYTES, POINT_BYTES } from './pair-messages';

/** First bytes of what comes before a pair, where all that its two sides share is a code (wire.md, section 7). */
const KIND = { pakeA: 16, pakeB: 17, pakeOk: 18 } as const;

/** What each kind is long, with its first byte. */
const LENGTH = {
  pakeA: 1 + ID_BYTES + POINT_BYTES,
  pakeB: 1 + POINT_BYTES + MAC_BYTES,
  pakeOk: 1 + MAC_BYTES,
} as const;

export type PakeMessage =
  /** The sender names its share, and begins. */
  | { readonly is: 'pakeA'; readonly shareId: Bytes; readonly point: Bytes }
  /** The receiver's guess. */
  | { readonly is: 'pakeB'; readonly point: Bytes; readonly mac: Bytes }
  /** It was right. */
  | { readonly is: 'pakeOk'; readonly mac: Bytes };

export function encodePakeMessage(message: PakeMessage): Bytes {
  const kind = Uint8Array.of(KIND[message.is]);
  switch (message.is) {
    case 'pakeA':
      return concat(kind, message.shareId, message.point);
    case 'pakeB':
      return concat(kind, message.point, message.mac);
    case 'pakeOk':
      return concat(kind, message.mac);
  }
}

/** Whether a message is one of these, by its first byte. */
export function isPakeMessage(body: Bytes): boolean {
  return kindOf(body) !== null;
}

/** @throws PairError `BAD_MESSAGE` */
export function decodePakeMessage(body: Bytes): PakeMessage {
  const is = kindOf(body);
  if (is === null) throw new PairError('BAD_MESSAGE', `kind ${body[0] ?? 'missing'}`);
  if (body.length !== LENGTH[is]) throw new PairError('BAD_MESSAGE', `${is} of ${body.length} bytes`);
  const rest = body.slice(1);
  switch (is) {
    case 'pakeA':
      return { is, shareId: rest.slice(0, ID_BYTES), point: rest.slice(ID_BYTES) };
    case 'pakeB':
      return { is, point: rest.slice(0, POINT_BYTES), mac: rest.slice(POINT_BYTES) };
    case 'pakeOk':
      return { is, mac: rest };
  }
}

function kindOf(body: Bytes): PakeMessage['is'] | null {
  const kinds = Object.keys(KIND) as PakeMessage['is'][];
  return kinds.find((is) => KIND[is] === body[0]) ?? null;
}
