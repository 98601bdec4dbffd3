import { type Bytes, concat, readU64, u64, utf8 } from './bytes';
import { sha256 } from './primitives';
import { SealError } from './seal-error';
import { HEADER_BYTES, ID_BYTES } from './sizes';

const FIXED = concat(utf8('SLP1'), Uint8Array.of(1, 16, 20, 0));
const UNKNOWN = 2n ** 64n - 1n;
/** A file larger than this can't be counted exactly in JavaScript: 8 PiB. */
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** The 32 bytes that stand before a file, written once and never changed. */
export interface FileHeader {
  readonly bytes: Bytes;
  /** 16 bytes. */
  readonly fileId: Bytes;
  /** The announced size in bytes; null if it wasn't known. */
  readonly size: number | null;
  /** SHA-256 of the header: names the file in every key and every tag. */
  readonly hash: Bytes;
}

export async function writeHeader(fileId: Bytes, size: number | null): Promise<FileHeader> {
  if (fileId.length !== ID_BYTES) throw new RangeError('a file id has 16 bytes');
  const bytes = concat(FIXED, fileId, u64(size ?? UNKNOWN));
  return { bytes, fileId, size, hash: await sha256(bytes) };
}

/** Refuses everything but suite 1 with segments of 64 KiB, chunks of 1 MiB and no flags (`BAD_HEADER`). */
export async function parseHeader(bytes: Bytes): Promise<FileHeader> {
  if (bytes.length !== HEADER_BYTES) throw new SealError('BAD_HEADER', `${bytes.length} bytes`);
  if (FIXED.some((byte, at) => bytes[at] !== byte))
    throw new SealError('BAD_HEADER', 'unknown magic, suite, size or flag');
  const announced = readU64(bytes, 24);
  if (announced !== UNKNOWN && announced > LARGEST) throw new SealError('BAD_HEADER', 'impossible size');
  return {
    bytes,
    fileId: bytes.slice(8, 24),
    size: announced === UNKNOWN ? null : Number(announced),
    hash: await sha256(bytes),
  };
}
