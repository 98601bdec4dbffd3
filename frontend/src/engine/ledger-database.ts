import { type Database, done } from './database';
import type { LedgerBlock, LedgerStorage } from './ledger';

/** Keeps ledgers in this browser's own database, each block under `[owner, number]`. */
export function ledgerDatabase(database: Database): LedgerStorage {
  const all = (owner: string) => IDBKeyRange.bound([owner, 0], [owner, Infinity]);
  return {
    async load(owner) {
      const store = await database.store('ledger', 'readonly');
      const [keys, blocks] = await Promise.all([
        done(store.getAllKeys(all(owner))),
        done(store.getAll(all(owner)) as IDBRequest<LedgerBlock[]>),
      ]);
      return new Map(keys.map((key, at) => [(key as [string, number])[1], blocks[at] as LedgerBlock]));
    },
    async put(owner, block, value) {
      await done((await database.store('ledger', 'readwrite')).put(value, [owner, block]));
    },
    async remove(owner) {
      await done((await database.store('ledger', 'readwrite')).delete(all(owner)));
    },
  };
}
