/** Bytes that own their memory, so that they may be handed to WebCrypto, to `fetch` and to another thread. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Throws a TypeError on bytes that aren't UTF-8. */
export function fromUtf8(bytes: Bytes): string {
  return strict.decode(bytes);
}

export function concat(...parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** @param value a whole number, 0 … 2^64-1 */
export function u64(value: number | bigint): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

export function readU64(bytes: Bytes, at: number): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 8).getBigUint64(0);
}

/** Takes the same time whatever differs. The length of what is compared is no secret. */
export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** Base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Bytes): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Base64 with padding (RFC 4648, section 4). */
export function toBase64(bytes: Bytes): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** Null on anything but the one canonical base64url text of some bytes: no padding, no stray bits at the end. */
export function fromBase64Url(text: string): Bytes | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  return toBase64Url(bytes) === text ? bytes : null;
}

/**
 * Gives memory back at once, rather than when the browser tidies up: megabytes pass by many times a second. The bytes are gone
 * for whoever still holds them. A view of a part of a buffer is left alone.
 *
 * They are sent to nobody. Shortening the buffer instead would take it from the script only: what came out of WebCrypto, of a
 * request or of another thread is held a second time by the browser, which then believes that there is nothing to tidy up.
 */
export function release(...all: readonly Bytes[]): void {
  const buffers = all.filter((bytes) => bytes.byteLength === bytes.buffer.byteLength && bytes.byteLength > 0);
  if (buffers.length === 0) return;
  const { port1, port2 } = new MessageChannel();
  port2.close();
  port1.postMessage(
    null,
    buffers.map(({ buffer }) => buffer),
  );
  port1.close();
}

/** How much is asked for with each chunk: browsers tidy up after about 64 MiB were let go of, so after 16 chunks. */
const UNTOUCHED_BYTES = 4 * 1_048_576;
/** How many chunks it stays: what is let go of sooner is gone without the browser tidying up the rest. */
const UNTOUCHED_CHUNKS = 8;

/** Memory that is asked for and never touched, so that there is none of it. */
const untouched: ArrayBuffer[] = [];

/**
 * Makes the browser tidy up sooner: to be called with each chunk that passed by. What a request carried, and the pieces of an
 * answer, a browser holds until then without counting them; a tab through which gigabytes pass would hold hundreds of megabytes.
 */
export function passedBy(): void {
  untouched.push(new ArrayBuffer(UNTOUCHED_BYTES));
  if (untouched.length > UNTOUCHED_CHUNKS) untouched.shift();
}
