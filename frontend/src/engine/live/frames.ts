import { type Bytes, concat, readU64, u64 } from '../seal/bytes';
import { ID_BYTES, KEY_BYTES, SALT_BYTES, SEALED_CHUNK_BYTES, SEALED_SEGMENT_BYTES } from '../seal/sizes';

/** What every frame begins with: type, flags, stream, position. */
export const FRAME_HEAD_BYTES = 28;
/** The most that one frame carries of a file: a salt and a segment. */
export const DATA_MAX = SALT_BYTES + SEALED_SEGMENT_BYTES;
/** The largest frame. */
export const FRAME_MAX = FRAME_HEAD_BYTES + DATA_MAX;
/** How far a limit may be beyond what was taken. */
export const CREDIT_MAX = 4 * 1_048_576;

const TYPE = { hello: 1, ready: 2, open: 3, data: 4, grant: 5, resume: 6, close: 7 } as const;

/** Why a stream ends. */
export const CAUSE = {
  DONE: 0,
  CANCELLED: 1,
  PEER_GONE: 2,
  NOT_ALLOWED: 3,
  CREDIT_VIOLATION: 4,
  BAD_FRAME: 5,
  NO_SUCH_FILE: 6,
  SOURCE_NOT_SEEKABLE: 7,
  SOURCE_CHANGED: 8,
  OVER_CAPACITY: 9,
  RATE_LIMITED: 10,
  STALLED: 11,
  REVOKED: 12,
  BROKEN: 13,
  NODE_LEAVING: 14,
} as const;

export type CauseName = keyof typeof CAUSE;

/** The name of a cause; of one that isn't listed, `CANCELLED`: somebody ended the stream. */
export function causeName(cause: number): CauseName {
  const named = (Object.entries(CAUSE) as [CauseName, number][]).find(([, value]) => value === cause);
  return named?.[0] ?? 'CANCELLED';
}

/** One message of a stream (wire.md, section 5). Positions count bytes of the sealed file. */
export type Frame =
  | { readonly is: 'hello'; readonly ticket: Bytes }
  | { readonly is: 'ready' }
  | OpenFrame
  | { readonly is: 'data'; readonly stream: Bytes; readonly position: number; readonly bytes: Bytes }
  | { readonly is: 'grant'; readonly stream: Bytes; readonly limit: number }
  | { readonly is: 'resume'; readonly stream: Bytes; readonly position: number }
  | { readonly is: 'close'; readonly stream: Bytes; readonly position: number; readonly cause: number };

export interface OpenFrame {
  readonly is: 'open';
  readonly stream: Bytes;
  /** First byte: the start of a chunk. */
  readonly position: number;
  /** The peer at the other end; zeros on a data channel. */
  readonly peer: Bytes;
  readonly file: Bytes;
  /** First byte after the range. */
  readonly end: number;
  readonly limit: number;
}

/** Bytes that are no frame; whoever sent them isn't listened to any more. */
export class BadFrame extends Error {
  override readonly name = 'BadFrame';
  readonly code = 'BAD_FRAME';
}

const NO_STREAM = new Uint8Array(ID_BYTES);

export function encodeFrame(frame: Frame): Bytes {
  switch (frame.is) {
    case 'hello':
      return concat(head(TYPE.hello, NO_STREAM, 0), frame.ticket);
    case 'ready':
      return head(TYPE.ready, NO_STREAM, 0);
    case 'open': {
      const { stream, position, peer, file, end, limit } = frame;
      return concat(head(TYPE.open, stream, position), peer, file, u64(end), u64(limit));
    }
    case 'data':
      return concat(head(TYPE.data, frame.stream, frame.position), frame.bytes);
    case 'grant':
      return head(TYPE.grant, frame.stream, frame.limit);
    case 'resume':
      return head(TYPE.resume, frame.stream, frame.position);
    case 'close':
      return concat(
        head(TYPE.close, frame.stream, frame.position),
        Uint8Array.of(frame.cause >> 8, frame.cause & 0xff),
      );
  }
}

function head(type: number, stream: Bytes, position: number): Bytes {
  const bytes = new Uint8Array(FRAME_HEAD_BYTES);
  bytes[0] = type;
  bytes.set(stream, 4);
  new DataView(bytes.buffer).setBigUint64(20, BigInt(position));
  return bytes;
}

/** @throws BadFrame */
export function decodeFrame(bytes: Bytes): Frame {
  if (bytes.length < FRAME_HEAD_BYTES || bytes.length > FRAME_MAX)
    throw new BadFrame(`a frame of ${bytes.length} bytes`);
  if (bytes[1] !== 0 || bytes[2] !== 0 || bytes[3] !== 0) throw new BadFrame('unknown flags');
  const [type = 0] = bytes;
  const stream = bytes.slice(4, 4 + ID_BYTES);
  const position = safe(bytes, 20);
  const length = bytes.length - FRAME_HEAD_BYTES;
  switch (type) {
    case TYPE.hello:
      exactly(length, KEY_BYTES);
      ofNoStream(stream, position);
      return { is: 'hello', ticket: bytes.slice(FRAME_HEAD_BYTES) };
    case TYPE.ready:
      exactly(length, 0);
      ofNoStream(stream, position);
      return { is: 'ready' };
    case TYPE.open:
      exactly(length, 48);
      return opening(bytes, stream, position);
    case TYPE.data:
      if (length === 0) throw new BadFrame('no data');
      return { is: 'data', stream, position, bytes: bytes.slice(FRAME_HEAD_BYTES) };
    case TYPE.grant:
      exactly(length, 0);
      return { is: 'grant', stream, limit: position };
    case TYPE.resume:
      exactly(length, 0);
      atChunk(position);
      return { is: 'resume', stream, position };
    case TYPE.close:
      exactly(length, 2);
      return { is: 'close', stream, position, cause: (bytes[28] ?? 0) * 256 + (bytes[29] ?? 0) };
    default:
      throw new BadFrame(`type ${type}`);
  }
}

function opening(bytes: Bytes, stream: Bytes, position: number): OpenFrame {
  atChunk(position);
  const [end, limit] = [safe(bytes, 60), safe(bytes, 68)];
  if (end <= position) throw new BadFrame('an empty range');
  return {
    is: 'open',
    ...{ stream, position, end, limit },
    peer: bytes.slice(28, 44),
    file: bytes.slice(44, 60),
  };
}

function exactly(length: number, wanted: number): void {
  if (length !== wanted) throw new BadFrame(`${length} bytes where ${wanted} belong`);
}

function ofNoStream(stream: Bytes, position: number): void {
  if (position !== 0 || stream.some((byte) => byte !== 0)) throw new BadFrame('of a stream');
}

function atChunk(position: number): void {
  if (position % SEALED_CHUNK_BYTES !== 0) throw new BadFrame('not the start of a chunk');
}

function safe(bytes: Bytes, at: number): number {
  const value = Number(readU64(bytes, at));
  if (!Number.isSafeInteger(value)) throw new BadFrame('a position beyond what can be counted');
  return value;
}
