const DATABASE = 'slipway';
const VERSION = 2;

/** What this browser's database holds. */
export const STORES = {
  /** Shares sent from here, by id. */
  shares: 'shares',
  /** Digests of chunks, by whose they are and block. */
  ledger: 'ledger',
  /** Shares that are being received, by id. */
  receipts: 'receipts',
} as const;

export type StoreName = keyof typeof STORES;

export function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no reason given'));
  });
}

/** This browser's own database, opened when it is first used. All of it may fail, as in a private window. */
export class Database {
  readonly #factory: IDBFactory;
  #opened: Promise<IDBDatabase> | null = null;

  constructor(factory: IDBFactory) {
    this.#factory = factory;
  }

  async store(name: StoreName, mode: IDBTransactionMode): Promise<IDBObjectStore> {
    this.#opened ??= this.#open();
    return (await this.#opened).transaction(STORES[name], mode).objectStore(STORES[name]);
  }

  async #open(): Promise<IDBDatabase> {
    const request = this.#factory.open(DATABASE, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      const { result } = request;
      if (oldVersion < 1) result.createObjectStore(STORES.shares, { keyPath: 'share' });
      result.createObjectStore(STORES.ledger);
      result.createObjectStore(STORES.receipts, { keyPath: 'share' });
    };
    const database = await done(request);
    // A page of a newer version wants to change it: this one lets go.
    database.onversionchange = () => {
      database.close();
      this.#opened = null;
    };
    return database;
  }
}
