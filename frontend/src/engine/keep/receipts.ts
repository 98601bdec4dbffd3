import { Ledger, type LedgerStorage } from '../ledger';
import type { Bytes } from '../seal/bytes';
import { Keep, KEEP_FROM, type Keeping, keptBytes } from './keep';

/** How long something half received is kept of a share that doesn't end sooner, in ms. */
export const RECEIPT_MS = 14 * 86_400_000;

/** A share of which something half received is kept. Whoever reads this can open the share. */
export interface Receipt {
  /** 22 characters. */
  readonly share: string;
  /** S of SLP1. */
  readonly secret: Bytes;
  /** The files (ids) of which something may be kept, and their sizes. */
  readonly files: readonly { readonly file: string; readonly size: number }[];
  /** The receiver's right to one download of a limited share. */
  readonly claim: Bytes;
  /** When it is thrown away, in ms since 1970 on this device's clock. */
  readonly until: number;
}

/** Where receipts are kept. All of it may fail; then nothing outlives a visit. */
export interface ReceiptStorage {
  readonly all: () => Promise<readonly Receipt[]>;
  readonly get: (share: string) => Promise<Receipt | null>;
  readonly put: (receipt: Receipt) => Promise<void>;
  readonly remove: (share: string) => Promise<void>;
}

export interface ReceiptNeeds {
  readonly keeping: Keeping;
  readonly ledger: LedgerStorage;
  readonly receipts: ReceiptStorage;
  readonly around: { readonly now: () => number };
}

const nameOf = (share: string, file: string) => `${share}.${file}`;

/** What is half received, over visits. None of its methods reject. */
export class Receipts {
  readonly #needs: ReceiptNeeds;

  constructor(needs: ReceiptNeeds) {
    this.#needs = needs;
  }

  async find(share: string): Promise<Receipt | null> {
    const receipt = await this.#needs.receipts.get(share).catch(() => null);
    return receipt !== null && receipt.until > this.#needs.around.now() ? receipt : null;
  }

  /** Says that files of a share are about to be received. */
  async begin(receipt: Omit<Receipt, 'until'>, expiresAt: number | 'never' | null): Promise<void> {
    const latest = this.#needs.around.now() + RECEIPT_MS;
    const until = typeof expiresAt === 'number' ? Math.min(expiresAt, latest) : latest;
    const known = await this.find(receipt.share);
    const old = known?.files.filter(({ file }) => !receipt.files.some((each) => each.file === file)) ?? [];
    const files = [...old, ...receipt.files.filter(({ size }) => size >= KEEP_FROM)];
    if (files.length > 0) await this.#needs.receipts.put({ ...receipt, files, until }).catch(() => undefined);
  }

  /** Null if the file isn't worth it or can't be kept. */
  async open(share: string, file: string, size: number): Promise<Keep | null> {
    if (size < KEEP_FROM) return null;
    const kept = await this.#needs.keeping.open(nameOf(share, file), size);
    if (kept === null) return null;
    const ledger = this.#ledger(share, file);
    await ledger.load();
    return new Keep(size, kept, ledger);
  }

  /** How many bytes are kept of each file, by its id; nothing of those without. */
  async kept({ share, files }: Receipt): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const { file, size } of files) {
      const ledger = this.#ledger(share, file);
      await ledger.load();
      const bytes = keptBytes(size, ledger);
      if (bytes > 0) found.set(file, bytes);
    }
    return found;
  }

  /** A file is where it belongs, or isn't wanted any more. */
  async done(share: string, file: string, size: number): Promise<void> {
    if (size < KEEP_FROM) return;
    await this.#drop(share, file);
    const receipt = await this.find(share);
    if (receipt === null) return;
    const files = receipt.files.filter((each) => each.file !== file);
    const { receipts } = this.#needs;
    await (files.length === 0 ? receipts.remove(share) : receipts.put({ ...receipt, files })).catch(
      () => undefined,
    );
  }

  /** Nothing of the share is wanted any more. */
  async discard(share: string): Promise<void> {
    const receipt = await this.#needs.receipts.get(share).catch(() => null);
    for (const { file } of receipt?.files ?? []) await this.#drop(share, file);
    await this.#needs.receipts.remove(share).catch(() => undefined);
  }

  /** Throws away what is over, and files that belong to nothing. */
  async sweep(): Promise<void> {
    const { receipts, keeping, around } = this.#needs;
    const all = await receipts.all().catch(() => null);
    if (all === null) return;
    const over = all.filter(({ until }) => until <= around.now());
    for (const { share } of over) await this.discard(share);
    const left = all.filter((receipt) => !over.includes(receipt));
    const wanted = new Set(left.flatMap(({ share, files }) => files.map(({ file }) => nameOf(share, file))));
    for (const name of await keeping.names()) if (!wanted.has(name)) await keeping.remove(name);
  }

  #ledger(share: string, file: string): Ledger {
    return new Ledger(`down/${nameOf(share, file)}`, this.#needs.ledger);
  }

  async #drop(share: string, file: string): Promise<void> {
    await this.#ledger(share, file).remove();
    await this.#needs.keeping.remove(nameOf(share, file));
  }
}
