import { type Database, done } from '../database';
import type { Receipt, ReceiptStorage } from './receipts';

/** Keeps receipts in this browser's own database. */
export function receiptDatabase(database: Database): ReceiptStorage {
  return {
    all: async () => done((await database.store('receipts', 'readonly')).getAll() as IDBRequest<Receipt[]>),
    get: async (share) =>
      (await done(
        (await database.store('receipts', 'readonly')).get(share) as IDBRequest<Receipt | undefined>,
      )) ?? null,
    put: async (receipt) => {
      await done((await database.store('receipts', 'readwrite')).put(receipt));
    },
    remove: async (share) => done((await database.store('receipts', 'readwrite')).delete(share)),
  };
}
