import type { Keeping } from '../keep/keep';
import type { Receipt, ReceiptStorage } from '../keep/receipts';
import type { Bytes } from '../seal/bytes';
import { memoryLedger } from './memory-ledger';

/** What a browser keeps of what was half received, in memory; it outlives engines. */
export function memoryKeeping(room = Infinity) {
  const files = new Map<string, Bytes>();
  const open = new Set<string>();
  const entries = new Map<string, Receipt>();
  const ledgers = memoryLedger();
  let written = 0;
  const keeping: Keeping = {
    open: (name, size) => {
      if (size > room || open.has(name)) return Promise.resolve(null);
      open.add(name);
      const whole = files.get(name) ?? new Uint8Array(size);
      files.set(name, whole);
      return Promise.resolve({
        write: (at, bytes) => {
          const kept = written + bytes.length <= room;
          if (kept) {
            written += bytes.length;
            whole.set(bytes, at);
          }
          // The bytes move to another thread and back.
          return Promise.resolve({ kept, bytes: structuredClone(bytes, { transfer: [bytes.buffer] }) });
        },
        read: (at, length) => Promise.resolve(whole.slice(at, at + length)),
        close: () => Promise.resolve(void open.delete(name)),
      });
    },
    remove: (name) => {
      if (!open.has(name)) files.delete(name);
      return Promise.resolve();
    },
    names: () => Promise.resolve([...files.keys()]),
  };
  const receipts: ReceiptStorage = {
    all: () => Promise.resolve([...entries.values()]),
    get: (share) => Promise.resolve(entries.get(share) ?? null),
    put: (receipt) => Promise.resolve(void entries.set(receipt.share, receipt)),
    remove: (share) => Promise.resolve(void entries.delete(share)),
  };
  return {
    ...{ files, entries, ledgers, keeping, receipts, ledger: ledgers.storage },
    /** A page that is killed lets go of its files. */
    release: () => open.clear(),
  };
}
