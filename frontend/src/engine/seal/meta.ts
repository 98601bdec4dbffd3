import { type Bytes, equal, fromUtf8, utf8 } from './bytes';
import { SealError } from './seal-error';

/** What a sender says of a file; sealed, so that only receivers read it. */
export interface FileMeta {
  readonly name: string;
  /** The folders it stood in, with `/` between them; empty if it stood in none. */
  readonly path: string;
  /** Media type; empty if unknown. */
  readonly type: string;
  /** When it was last changed: whole ms since 1970, UTC; 0 if unknown. */
  readonly mtime: number;
  /** Bytes. */
  readonly size: number;
}

/** Metadata is padded to a multiple of this many bytes, so that its length doesn't tell the name's. */
const PADDED_BYTES = 256;
/** With the block around it, it stays below 8 KiB. */
export const META_BYTES_MAX = 31 * PADDED_BYTES;

/** RFC 8785 for an object of strings and whole numbers. */
function canonical(members: Readonly<Record<string, string | number>>): string {
  const sorted = Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

/**
 * The canonical JSON of `meta`, padded. Halves of characters, which UTF-8 can't hold, are replaced.
 * @throws RangeError if that is longer than `META_BYTES_MAX`
 */
export function encodeMeta({ name, path, type, mtime, size }: FileMeta): Bytes {
  const whole = (text: string) => text.replace(/\p{Surrogate}/gu, '\ufffd');
  const texts = { name: whole(name), path: whole(path), type: whole(type) };
  const json = (padding: string) => utf8(canonical({ ...texts, mtime, size, padding }));
  const bare = json('').length;
  const encoded = json('0'.repeat((PADDED_BYTES - (bare % PADDED_BYTES)) % PADDED_BYTES));
  if (encoded.length > META_BYTES_MAX) throw new RangeError(`metadata of ${encoded.length} bytes`);
  return encoded;
}

/** @throws SealError `BAD_META` unless the bytes are exactly what `encodeMeta` makes of some metadata */
export function decodeMeta(bytes: Bytes): FileMeta {
  if (bytes.length > META_BYTES_MAX) throw new SealError('BAD_META', `${bytes.length} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new SealError('BAD_META', 'no JSON');
  }
  if (typeof value !== 'object' || value === null) throw new SealError('BAD_META', 'no object');
  const members = value as Readonly<Record<string, unknown>>;
  const text = (name: 'name' | 'path' | 'type'): string => {
    const found = members[name];
    if (typeof found !== 'string') throw new SealError('BAD_META', name);
    return found;
  };
  const whole = (name: 'mtime' | 'size'): number => {
    const found = members[name];
    if (typeof found !== 'number' || !Number.isSafeInteger(found)) throw new SealError('BAD_META', name);
    return found;
  };
  const meta = {
    name: text('name'),
    path: text('path'),
    type: text('type'),
    mtime: whole('mtime'),
    size: whole('size'),
  };
  if (meta.size < 0) throw new SealError('BAD_META', 'a negative size');
  if (!equal(encodeMeta(meta), bytes)) throw new SealError('BAD_META', 'not canonical');
  return meta;
}
