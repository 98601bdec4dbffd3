import type { LedgerBlock, LedgerStorage } from '../ledger';

/** Ledgers in memory; they outlive whoever writes them, like a database does. */
export function memoryLedger() {
  const owners = new Map<string, Map<number, LedgerBlock>>();
  const storage: LedgerStorage = {
    load: (owner) => Promise.resolve(new Map(owners.get(owner))),
    put: (owner, block, value) => {
      const blocks = owners.get(owner) ?? new Map<number, LedgerBlock>();
      owners.set(owner, blocks.set(block, value));
      return Promise.resolve();
    },
    remove: (owner) => Promise.resolve(void owners.delete(owner)),
  };
  return { owners, storage };
}
