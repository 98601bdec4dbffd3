import { NAME_BYTES_MAX } from '../transfer/safe-name';

const encoder = new TextEncoder();

/** `name (2).txt`, `name (3).txt` …, each short enough to be kept. */
export function numbered(name: string, number: number): string {
  if (number === 1) return name;
  const ending = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  const mark = ` (${number})${ending}`;
  const letters = Array.from(name.slice(0, name.length - ending.length));
  while (encoder.encode(letters.join('') + mark).length > NAME_BYTES_MAX) letters.pop();
  return letters.join('') + mark;
}

/** Gives out paths, no two of which are the same on any file system: case and composition don't tell them apart. */
export class PathNames {
  readonly #taken = new Set<string>();

  /** The whole path of a file in a folder. */
  take(path: string, name: string): string {
    for (let number = 1; ; number++) {
      const whole = path === '' ? numbered(name, number) : `${path}/${numbered(name, number)}`;
      const key = whole.normalize('NFC').toLowerCase();
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return whole;
    }
  }
}
