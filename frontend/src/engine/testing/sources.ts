import type { Bytes } from '../seal/bytes';
import type { SendSource } from '../transfer/send-file';
import type { SendPart } from '../transfer/send-plan';
import type { Given } from '../view';

/** Bytes that differ from chunk to chunk and are the same each time. */
export function sampleBytes(size: number, seed = 1): Bytes {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

/** A file in memory that counts how often it is read, and can change like one on a disk. */
export class MemoryFile implements SendSource {
  readonly type = 'text/plain';
  lastModified = Date.UTC(2026, 0, 1);
  reads = 0;
  /** What reading fails with. */
  broken: Error | null = null;

  constructor(
    readonly name: string,
    public bytes: Bytes,
  ) {}

  get size(): number {
    return this.bytes.length;
  }

  readonly slice: SendSource['slice'] = (from, to) => ({
    arrayBuffer: () => {
      this.reads++;
      if (this.broken !== null) return Promise.reject(this.broken);
      return Promise.resolve(this.bytes.slice(from, to).buffer);
    },
  });
}

/** Numbers that look random and repeat with their seed (mulberry32). */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Files that stand in no folder. */
export function partsOf(files: readonly SendSource[]): SendPart[] {
  return files.map((source) => ({ path: '', source }));
}

/** The same as a person gives them to the page. */
export function givenOf(files: readonly SendSource[], folders: readonly string[] = []): Given {
  return {
    files: files.map((file) => ({ path: '', file: file as unknown as File })),
    folders,
    handles: [],
  };
}
