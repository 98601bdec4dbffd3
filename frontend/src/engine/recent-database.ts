import type { RecentEntry, RecentStorage } from './recent';

const DATABASE = 'slipway';
const SHARES = 'shares';

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no reason given'));
  });
}

/** Keeps shares in this browser's own database. */
export function recentDatabase(factory: IDBFactory): RecentStorage {
  let opened: Promise<IDBDatabase> | null = null;
  const open = (): Promise<IDBDatabase> => {
    const request = factory.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(SHARES, { keyPath: 'share' });
    return done(request);
  };
  const shares = async (mode: IDBTransactionMode): Promise<IDBObjectStore> => {
    opened ??= open();
    return (await opened).transaction(SHARES, mode).objectStore(SHARES);
  };
  return {
    all: async () => done((await shares('readonly')).getAll() as IDBRequest<RecentEntry[]>),
    put: async (entry) => {
      await done((await shares('readwrite')).put(entry));
    },
    remove: async (share) => done((await shares('readwrite')).delete(share)),
  };
}
