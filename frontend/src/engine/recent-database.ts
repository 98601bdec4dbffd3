import { type Database, done } from './database';
import type { RecentEntry, RecentFile, RecentStorage } from './recent';

/** As earlier versions of the page wrote it. */
type KeptFile = Partial<RecentFile> & Pick<RecentFile, 'file' | 'name' | 'size' | 'upload'>;
type KeptEntry = Omit<RecentEntry, 'files'> & { readonly files: readonly KeptFile[] };

/**
 * Keeps shares in this browser's own database.
 * @param pages where the pages of this browser tell each other that something changed
 */
export function recentDatabase(database: Database, pages: BroadcastChannel): RecentStorage {
  return {
    async all() {
      const kept = await done(
        (await database.store('shares', 'readonly')).getAll() as IDBRequest<KeptEntry[]>,
      );
      return kept.map((entry) => ({
        ...entry,
        files: entry.files.map((file) => ({ path: '', type: '', modified: 0, ...file })),
      }));
    },
    async put(entry) {
      await done((await database.store('shares', 'readwrite')).put(entry));
      pages.postMessage(null);
    },
    async remove(share) {
      await done((await database.store('shares', 'readwrite')).delete(share));
      pages.postMessage(null);
    },
    onOthers: (listener) => pages.addEventListener('message', () => listener()),
  };
}
