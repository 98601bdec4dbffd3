import type { Bytes } from './seal/bytes';
import { formatLink, parseShareId } from './seal/link';
import { safeName } from './transfer/safe-name';
import type { FileHandle, RecentView } from './view';

/** How many shares a device remembers. */
export const RECENT_MAX = 100;
/** How long an ended share is still shown, in ms. */
export const ENDED_SHOWN_MS = 86_400_000;

export interface RecentFile {
  /** 22 characters. */
  readonly file: string;
  readonly name: string;
  /** The folders it stands in, with `/` between them; empty: none. */
  readonly path: string;
  /** Media type; empty: unknown. */
  readonly type: string;
  readonly size: number;
  /** When it was last changed, in whole ms since 1970. */
  readonly modified: number;
  /** The capability to upload it. */
  readonly upload: Bytes;
}

/** What a device keeps of a share it sent. Whoever reads this can open, go on with, and delete the share. */
export interface RecentEntry {
  /** 22 characters. */
  readonly share: string;
  /** S of SLP1. */
  readonly secret: Bytes;
  /** The capability to change and delete it. */
  readonly owner: Bytes;
  /** What its password adds to the key that wraps its key; null: no password. */
  readonly pw?: Bytes | null;
  /** The same before the last change of the password: whether the node made it may not be known. */
  readonly pwBefore?: Bytes | null;
  readonly files: readonly RecentFile[];
  /** The key of a live share: no link and no node has it. Null: the share is kept. */
  readonly liveKey?: Bytes | null;
  /** Of a live share: whether a person lets each receiver in. */
  readonly asks?: boolean;
  /** Folders with nothing in them. */
  readonly folders?: readonly string[];
  /** What the files may be read from again; goes when they are stored. */
  readonly handles?: readonly FileHandle[];
  /** ms; null: the node's default. */
  readonly lifetime?: number | null;
  /** ms since 1970, this device's clock, as are the others. */
  readonly createdAt: number;
  readonly expiresAt: number | 'never' | null;
  readonly state: 'uploading' | 'stored' | { readonly undoUntil: number };
  /** While it is uploading: whether it stood before, and files are sent into it. */
  readonly adding?: boolean;
  /** What it was called from here; empty: nothing. */
  readonly title?: string;
}

/**
 * Where a device keeps its shares. All of it may fail, as in a private window; then nothing is remembered, and nothing else
 * happens.
 */
export interface RecentStorage {
  /** In no order. */
  readonly all: () => Promise<readonly RecentEntry[]>;
  /** Adds an entry, or puts it in the place of that of the same share. */
  readonly put: (entry: RecentEntry) => Promise<void>;
  readonly remove: (share: string) => Promise<void>;
  /** Calls back when another page of this browser put or removed something. */
  readonly onOthers: (listener: () => void) => void;
}

/** Shares once sent from this device. The page sees its own changes at once, whatever becomes of the storage. */
export class Recent {
  readonly #storage: RecentStorage;
  readonly #now: () => number;
  readonly #onChange: () => void;
  #entries: readonly RecentEntry[] = [];
  /** Shares whose last change isn't stored yet, and how many changes that are. */
  readonly #writing = new Map<string, number>();

  constructor(storage: RecentStorage, now: () => number, onChange: () => void) {
    this.#storage = storage;
    this.#now = now;
    this.#onChange = onChange;
    storage.onOthers(() => void this.#reload());
  }

  /** Newest first. */
  get entries(): readonly RecentEntry[] {
    return this.#entries;
  }

  find(share: string): RecentEntry | undefined {
    return this.#entries.find((entry) => entry.share === share);
  }

  /** Reads what earlier visits left, and drops what ended long ago. */
  async load(): Promise<void> {
    try {
      const stored = await this.#storage.all();
      const fresh = stored.filter(({ share }) => this.find(share) === undefined);
      const sorted = [...this.#entries, ...fresh].sort((a, b) => b.createdAt - a.createdAt);
      const kept = sorted.filter((entry) => !this.#isOver(entry)).slice(0, RECENT_MAX);
      this.#entries = kept;
      this.#onChange();
      await Promise.all(
        sorted.filter((entry) => !kept.includes(entry)).map(({ share }) => this.#storage.remove(share)),
      );
    } catch {
      // Nothing is remembered here.
    }
  }

  /** Takes over what other pages changed; what this page changed and isn't stored yet stays. */
  async #reload(): Promise<void> {
    try {
      const stored = await this.#storage.all();
      const own = this.#entries.filter(({ share }) => this.#writing.has(share));
      const others = stored.filter(({ share }) => !this.#writing.has(share));
      this.#entries = newestFirst([...own, ...others].filter((entry) => !this.#isOver(entry)));
      this.#onChange();
    } catch {
      // What was known stays.
    }
  }

  put(entry: RecentEntry): void {
    this.#entries = newestFirst([entry, ...this.#entries.filter(({ share }) => share !== entry.share)]);
    this.#onChange();
    void this.#write(entry.share, this.#storage.put(entry));
  }

  async #write(share: string, written: Promise<void>): Promise<void> {
    this.#writing.set(share, (this.#writing.get(share) ?? 0) + 1);
    try {
      await written;
    } catch {
      // What can't be stored lives as long as this page, whatever others store.
      return;
    }
    const left = (this.#writing.get(share) ?? 1) - 1;
    if (left === 0) this.#writing.delete(share);
    else this.#writing.set(share, left);
  }

  change(share: string, change: Partial<RecentEntry>): void {
    const entry = this.find(share);
    if (entry !== undefined) this.put({ ...entry, ...change });
  }

  remove(share: string): void {
    this.#entries = this.#entries.filter((entry) => entry.share !== share);
    this.#onChange();
    void this.#write(share, this.#storage.remove(share));
  }

  #isOver({ state, expiresAt }: RecentEntry): boolean {
    const now = this.#now();
    if (typeof state === 'object') return state.undoUntil <= now;
    return typeof expiresAt === 'number' && expiresAt + ENDED_SHOWN_MS <= now;
  }
}

function newestFirst(entries: readonly RecentEntry[]): readonly RecentEntry[] {
  return [...entries].sort((a, b) => b.createdAt - a.createdAt).slice(0, RECENT_MAX);
}

/** Whether nothing of it is kept: it can be had while a page of this device serves it. */
export function isLive({ liveKey = null }: RecentEntry): boolean {
  return liveKey !== null;
}

/** @param origin where the link leads */
export function recentView(entry: RecentEntry, origin: string, now: number): RecentView {
  const { share, files, createdAt, expiresAt, state } = entry;
  const expired = typeof expiresAt === 'number' && expiresAt <= now;
  const shareId = parseShareId(share) ?? new Uint8Array();
  return {
    share,
    link: formatLink(origin, { shareId, secret: entry.secret }),
    name: safeName(files[0]?.name ?? ''),
    files: files.length,
    title: entry.title ?? '',
    hasFolders: files.some(({ path }) => path !== ''),
    size: files.reduce((sum, { size }) => sum + size, 0),
    createdAt,
    expiresAt,
    live: isLive(entry),
    state: expired && typeof state !== 'object' ? 'expired' : state,
  };
}
