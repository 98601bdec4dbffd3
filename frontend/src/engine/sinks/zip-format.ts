import { type Bytes, concat, utf8 } from '../seal/bytes';

/** A file or folder of a zip. Folders end in `/` and have no bytes. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  /** ms since 1970; 0: unknown. */
  readonly modified: number;
}

/** An entry that was written. */
export interface WrittenEntry extends ZipEntry {
  readonly crc: number;
  /** Where its header stands. */
  readonly at: number;
}

/** From here on sizes and places don't fit into 32 bits, and from this many entries on, counts into 16. */
export interface ZipLimits {
  readonly bytes: number;
  readonly entries: number;
}

export const ZIP_LIMITS: ZipLimits = { bytes: 0xffff_ffff, entries: 0xffff };

const MADE_BY_UNIX = 3 << 8;
const VERSION = 20;
const VERSION_ZIP64 = 45;
/** Names are UTF-8 (bit 11), sizes follow the bytes (bit 3). */
const FLAGS = 0x0800 | 0x0008;
const FLAGS_FOLDER = 0x0800;
const FILE_MODE = 0o100644;
const FOLDER_MODE = 0o40755;

/** Little-endian numbers one after the other: how many bytes each has, and its value. */
function pack(...parts: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Bytes {
  const packed = new Uint8Array(parts.reduce((sum, [bytes]) => sum + bytes, 0));
  const view = new DataView(packed.buffer);
  let at = 0;
  for (const [bytes, value] of parts) {
    if (bytes === 2) view.setUint16(at, value, true);
    else if (bytes === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += bytes;
  }
  return packed;
}

const isFolder = ({ name }: ZipEntry) => name.endsWith('/');

/** Date and time as DOS counts them, in this device's time zone; 1980 … 2107, two seconds apart. */
function dosTime(modified: number): readonly [time: number, date: number] {
  const when = new Date(modified);
  const year = when.getFullYear();
  if (modified === 0 || year < 1980) return [0, 0x21];
  if (year > 2107) return [0xbf7d, 0xff9f];
  return [
    (when.getHours() << 11) | (when.getMinutes() << 5) | (when.getSeconds() >> 1),
    ((year - 1980) << 9) | ((when.getMonth() + 1) << 5) | when.getDate(),
  ];
}

/** The extended timestamp: seconds since 1970, whatever the time zone; nothing where they don't fit. */
function timestamp({ modified }: ZipEntry): Bytes {
  const seconds = Math.floor(modified / 1000);
  if (modified === 0 || seconds < -0x8000_0000 || seconds > 0x7fff_ffff) return new Uint8Array();
  return concat(pack([2, 0x5455], [2, 5]), Uint8Array.of(1), pack([4, seconds >>> 0]));
}

/** What stands before an entry's bytes (APPNOTE 4.3.7). Its CRC isn't known yet and follows them. */
export function localHeader(entry: ZipEntry, limits = ZIP_LIMITS): Bytes {
  const name = utf8(entry.name);
  const large = entry.size >= limits.bytes;
  // A place for 64-bit sizes says that those after the bytes have 64 bits.
  const zip64 = large ? pack([2, 1], [2, 16], [8, 0], [8, 0]) : new Uint8Array();
  const extra = concat(zip64, timestamp(entry));
  const [time, date] = dosTime(entry.modified);
  const fixed = pack(
    [4, 0x04034b50],
    [2, large ? VERSION_ZIP64 : VERSION],
    [2, isFolder(entry) ? FLAGS_FOLDER : FLAGS],
    [2, 0],
    [2, time],
    [2, date],
    [4, 0],
    [4, large ? 0xffff_ffff : 0],
    [4, large ? 0xffff_ffff : 0],
    [2, name.length],
    [2, extra.length],
  );
  return concat(fixed, name, extra);
}

/** What stands behind an entry's bytes (APPNOTE 4.3.9); nothing for a folder. */
export function dataDescriptor(entry: ZipEntry, crc: number, limits = ZIP_LIMITS): Bytes {
  if (isFolder(entry)) return new Uint8Array();
  const size = entry.size >= limits.bytes ? 8 : 4;
  return pack([4, 0x08074b50], [4, crc], [size, entry.size], [size, entry.size]);
}

function centralHeader(entry: WrittenEntry, limits: ZipLimits): Bytes {
  const name = utf8(entry.name);
  const large = entry.size >= limits.bytes;
  const far = entry.at >= limits.bytes;
  const wide: [8, number][] = [
    ...(large ? ([[8, entry.size] as [8, number], [8, entry.size] as [8, number]] as const) : []),
    ...(far ? ([[8, entry.at] as [8, number]] as const) : []),
  ];
  const zip64 = wide.length === 0 ? new Uint8Array() : pack([2, 1], [2, wide.length * 8], ...wide);
  const extra = concat(zip64, timestamp(entry));
  const [time, date] = dosTime(entry.modified);
  const folder = isFolder(entry);
  const fixed = pack(
    [4, 0x02014b50],
    [2, MADE_BY_UNIX | VERSION_ZIP64],
    [2, large || far ? VERSION_ZIP64 : VERSION],
    [2, folder ? FLAGS_FOLDER : FLAGS],
    [2, 0],
    [2, time],
    [2, date],
    [4, entry.crc],
    [4, large ? 0xffff_ffff : entry.size],
    [4, large ? 0xffff_ffff : entry.size],
    [2, name.length],
    [2, extra.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, (((folder ? FOLDER_MODE : FILE_MODE) << 16) | (folder ? 0x10 : 0)) >>> 0],
    [4, far ? 0xffff_ffff : entry.at],
  );
  return concat(fixed, name, extra);
}

/** The directory that ends a zip (APPNOTE 4.3.12 to 4.3.16), in parts. */
export function* centralDirectory(
  entries: readonly WrittenEntry[],
  at: number,
  limits = ZIP_LIMITS,
): Iterable<Bytes> {
  let size = 0;
  for (const entry of entries) {
    const header = centralHeader(entry, limits);
    size += header.length;
    yield header;
  }
  const count = entries.length;
  const large = at >= limits.bytes || size >= limits.bytes || count >= limits.entries;
  if (large) {
    yield pack(
      ...([
        [4, 0x06064b50],
        [8, 44],
        [2, MADE_BY_UNIX | VERSION_ZIP64],
        [2, VERSION_ZIP64],
      ] as const),
      ...([
        [4, 0],
        [4, 0],
        [8, count],
        [8, count],
        [8, size],
        [8, at],
      ] as const),
    );
    yield pack([4, 0x07064b50], [4, 0], [8, at + size], [4, 1]);
  }
  const [short, long] = large ? [0xffff, 0xffff_ffff] : [count, null];
  yield pack(
    ...([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, short],
      [2, short],
    ] as const),
    ...([
      [4, long ?? size],
      [4, long ?? at],
      [2, 0],
    ] as const),
  );
}

/** How many bytes a zip of these entries has. */
export function zipSize(entries: readonly ZipEntry[], limits = ZIP_LIMITS): number {
  let at = 0;
  const written: WrittenEntry[] = [];
  for (const entry of entries) {
    written.push({ ...entry, crc: 0, at });
    at += localHeader(entry, limits).length + entry.size + dataDescriptor(entry, 0, limits).length;
  }
  for (const part of centralDirectory(written, at, limits)) at += part.length;
  return at;
}
