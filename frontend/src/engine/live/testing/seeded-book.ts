import type { Bytes } from '../../seal/bytes';
import type { Randomness } from '../../seal/primitives';
import { fromHex, toHex } from '../../seal/testing/hex';
import { seededBytes } from './fixed-pair';
import type { LiveCase, LiveFile, LiveMembers } from './live-cases';

/** A file of vectors that is being written: everything comes of one seed, so that the same program writes the same file. */
export class SeededBook {
  readonly good: LiveCase[] = [];
  readonly bad: LiveCase[] = [];
  protected readonly random: Randomness;
  readonly #solve: (each: LiveCase) => Promise<LiveMembers>;

  /** @param solve what this implementation makes of a case */
  constructor(seed: number, solve: (each: LiveCase) => Promise<LiveMembers>) {
    this.random = seededBytes(seed);
    this.#solve = solve;
  }

  protected hex(length: number): string {
    return toHex(this.random(length));
  }

  /** A scalar below the group's order. */
  protected scalar(): string {
    const bytes = this.random(32);
    bytes[0] = (bytes[0] ?? 0) & 0x7f;
    return toHex(bytes);
  }

  protected async add(kind: string, id: string, members: LiveMembers): Promise<LiveMembers> {
    const each = { id: `${kind}-${id}`, kind, in: members };
    const out = await this.#solve(each);
    this.good.push({ ...each, out });
    return out;
  }

  protected async refuse(kind: string, id: string, error: string, members: LiveMembers): Promise<void> {
    const each = { id: `${kind}-${id}`, kind, in: members };
    const found = await this.#solve(each).then(
      (out) => JSON.stringify(out),
      (caught: unknown) => (caught as { readonly code?: string }).code ?? String(caught),
    );
    if (found !== error) throw new Error(`${each.id}: ${found}, not ${error}`);
    this.bad.push({ ...each, error });
  }
}

/** The file as it stands on the disk: a case a line. */
export function bookText(file: LiveFile): string {
  const lines = (cases: readonly unknown[]) => cases.map((each) => JSON.stringify(each)).join(',\n');
  return `{"format": "${file.format}", "good": [\n${lines(file.good)}\n], "bad": [\n${lines(file.bad)}\n]}\n`;
}

export function flipped(bytes: Bytes, at: number, mask = 1): Bytes {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

export function flip(hex: string, at: number, mask: number): string {
  return toHex(flipped(fromHex(hex), at, mask));
}
