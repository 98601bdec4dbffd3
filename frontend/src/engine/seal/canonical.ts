import { type Bytes, equal, fromUtf8, utf8 } from './bytes';
import { SealError } from './seal-error';

/** Metadata is padded to a multiple of this many bytes, so that its length doesn't tell the name's. */
const PADDED_BYTES = 256;

type Member = string | number | readonly string[];

/** Halves of characters, which UTF-8 can't hold, are replaced. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** RFC 8785 for an object of strings, lists of them, and whole numbers. */
function canonical(members: Readonly<Record<string, Member>>): string {
  const sorted = Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

/** The canonical JSON of these members and a `padding` of zeros. @throws RangeError if it is longer than `max` bytes */
export function encodePadded(members: Readonly<Record<string, Member>>, max: number): Bytes {
  const json = (padding: string) => utf8(canonical({ ...members, padding }));
  const bare = json('').length;
  const encoded = json('0'.repeat((PADDED_BYTES - (bare % PADDED_BYTES)) % PADDED_BYTES));
  if (encoded.length > max) throw new RangeError(`metadata of ${encoded.length} bytes`);
  return encoded;
}

/**
 * Reads what `encodePadded` made.
 * @param read makes something of its members
 * @param encode must make the same bytes of that again
 * @throws SealError `BAD_META`
 */
export function decodePadded<Value>(
  bytes: Bytes,
  max: number,
  read: (members: Readonly<Record<string, unknown>>) => Value,
  encode: (value: Value) => Bytes,
): Value {
  if (bytes.length > max) throw new SealError('BAD_META', `${bytes.length} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new SealError('BAD_META', 'no JSON');
  }
  if (typeof value !== 'object' || value === null) throw new SealError('BAD_META', 'no object');
  const made = read(value as Readonly<Record<string, unknown>>);
  if (!equal(encode(made), bytes)) throw new SealError('BAD_META', 'not canonical');
  return made;
}
