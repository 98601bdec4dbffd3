import type { Bytes } from '../seal/bytes';
import { crc32 } from './crc32';
import { PathNames } from './names';
import type { Place, SaveMore, Sink, SinkFile } from './sink';
import {
  centralDirectory,
  dataDescriptor,
  localHeader,
  type WrittenEntry,
  type ZipEntry,
  zipSize,
  ZIP_LIMITS,
} from './zip-format';

/** Small parts are collected up to this many bytes, so that a part isn't asked for with each name. */
const COLLECTED_BYTES = 65_536;

/** The entries of a zip of these files, in order, under names of which no two are the same; empty folders come last. */
export function zipEntries(files: readonly SinkFile[], { folders }: SaveMore): ZipEntry[] {
  const names = new PathNames();
  return [
    ...files.map(({ path, name, size, modified }) => ({ name: names.take(path, name), size, modified })),
    ...folders.map((folder) => ({ name: `${names.take('', folder)}/`, size: 0, modified: 0 })),
  ];
}

/** What the zip itself is called. */
export function zipName(
  files: readonly SinkFile[],
  { title }: SaveMore,
  safe: (name: string) => string,
): string {
  const tops = new Set(files.map(({ path }) => path.split('/')[0] ?? ''));
  const [top = ''] = tops;
  return `${safe(title !== '' ? title : tops.size === 1 && top !== '' ? top : 'files').slice(0, 120)}.zip`;
}

/**
 * Saves files as one zip that is made while they arrive: nothing of it but one part is in memory. Its size is known before, since
 * nothing is compressed: what is shared in this way seldom gets smaller.
 * @param files all that will be opened, in this order
 */
export function zipPlace(
  files: readonly SinkFile[],
  more: SaveMore,
  name: string,
  openWhole: (whole: SinkFile) => Promise<Sink>,
  limits = ZIP_LIMITS,
): Place {
  return new ZipPlace(zipEntries(files, more), name, openWhole, limits);
}

class ZipPlace implements Place {
  readonly whole = true;
  readonly #written: WrittenEntry[] = [];
  #next = 0;
  #at = 0;
  #sink: Sink | null = null;
  #collected: Bytes[] = [];
  #collectedBytes = 0;
  #cancelled: () => void = () => undefined;

  constructor(
    private readonly entries: readonly ZipEntry[],
    private readonly name: string,
    private readonly openWhole: (whole: SinkFile) => Promise<Sink>,
    private readonly limits: typeof ZIP_LIMITS,
  ) {}

  readonly open = async (): Promise<Sink> => {
    if (this.#sink === null) {
      const whole = { name: this.name, path: '', size: zipSize(this.entries, this.limits), modified: 0 };
      this.#sink = await this.openWhole(whole);
      this.#sink.onCancel(() => this.#cancelled());
    }
    const entry = this.entries[this.#next++];
    if (entry === undefined) throw new Error('more files than were announced');
    return this.#entrySink(entry);
  };

  readonly finish = async (): Promise<void> => {
    for (const entry of this.entries.slice(this.#next)) {
      this.#written.push({ ...entry, crc: 0, at: this.#at });
      await this.#write(localHeader(entry, this.limits));
    }
    for (const part of centralDirectory(this.#written, this.#at, this.limits)) await this.#collect(part);
    await this.#flush();
    await this.#sink?.close();
  };

  readonly abort = async (): Promise<void> => {
    await this.#sink?.abort();
  };

  #entrySink(entry: ZipEntry): Sink {
    const at = this.#at;
    let crc = 0;
    let begun = false;
    const begin = async () => {
      if (begun) return;
      begun = true;
      await this.#write(localHeader(entry, this.limits));
    };
    return {
      write: async (bytes) => {
        await begin();
        crc = crc32(bytes, crc);
        await this.#write(bytes);
      },
      close: async () => {
        await begin();
        await this.#write(dataDescriptor(entry, crc, this.limits));
        this.#written.push({ ...entry, crc, at });
      },
      abort: () => this.abort(),
      onCancel: (listener) => {
        this.#cancelled = listener;
      },
    };
  }

  async #write(bytes: Bytes): Promise<void> {
    this.#at += bytes.length;
    await this.#collect(bytes);
  }

  /** Small parts wait for others, large ones go at once. */
  async #collect(bytes: Bytes): Promise<void> {
    if (bytes.length === 0) return;
    if (bytes.length + this.#collectedBytes > COLLECTED_BYTES) await this.#flush();
    if (bytes.length > COLLECTED_BYTES) {
      await this.#sink?.write(bytes);
      return;
    }
    this.#collected.push(bytes);
    this.#collectedBytes += bytes.length;
  }

  async #flush(): Promise<void> {
    if (this.#collectedBytes === 0) return;
    const whole = new Uint8Array(this.#collectedBytes);
    let at = 0;
    for (const part of this.#collected) {
      whole.set(part, at);
      at += part.length;
    }
    this.#collected = [];
    this.#collectedBytes = 0;
    await this.#sink?.write(whole);
  }
}
