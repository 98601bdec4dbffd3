/** The longest name of a file, in bytes of UTF-8: what common file systems take. */
export const NAME_BYTES_MAX = 255;

// Controls, halves of characters, marks that turn the direction of text or aren't seen, and what separates folders or is
// special somewhere. Joiners stay: Persian and emoji need them.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\p{Surrogate}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb/\\:*?"<>|]/gu;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

const encoder = new TextEncoder();

/**
 * The name under which a received file is shown and saved. Senders may call their files anything; this is never a path, never
 * hidden, never misread, and short enough to be kept: its beginning and its ending stay.
 */
export function safeName(name: string): string {
  let safe = name
    .replace(UNSAFE, '_')
    .replace(/^[.\s]+|[.\s]+$/g, (dots) => '_'.repeat(Math.min(dots.length, 1)));
  if (safe === '' || safe === '_') return 'file';
  if (RESERVED.test(safe)) safe = `_${safe}`;
  if (encoder.encode(safe).length <= NAME_BYTES_MAX) return safe;
  const ending = /\.[^.]{1,16}$/.exec(safe)?.[0] ?? '';
  const letters = Array.from(safe.slice(0, safe.length - ending.length));
  while (encoder.encode(letters.join('') + ending).length > NAME_BYTES_MAX) letters.pop();
  return letters.join('') + ending;
}

/** The longest name of another page, in bytes of UTF-8 (wire.md, section 2). */
export const PEER_NAME_BYTES_MAX = 64;

/** What another page calls itself, as it is shown: it may say anything, and a node anything of it. Empty: nothing. */
export function safePeerName(name: string): string {
  const letters = Array.from(name.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim());
  while (encoder.encode(letters.join('')).length > PEER_NAME_BYTES_MAX) letters.pop();
  return letters.join('').trim();
}

/** The deepest path that is kept, in folders. */
export const PATH_PARTS_MAX = 64;

/** Folders of a received file or folder, with `/` between them: each part is safe as a name is, none leads upwards. */
export function safePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.slice(0, PATH_PARTS_MAX).map(safeName).join('/');
}
