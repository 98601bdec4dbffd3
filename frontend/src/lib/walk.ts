import type { GivenFile } from '@/engine/view';

/** How many files and folders are read of what was given; more than any share may hold. */
export const WALK_MAX = 100_000;

/** What lies in folders: files, and the paths of those with nothing in them. */
export interface Walked {
  readonly files: GivenFile[];
  readonly folders: string[];
}

/** A folder or file of either of the two ways in which browsers show them. */
type Node =
  | { readonly is: 'file'; readonly name: string; readonly read: () => Promise<File> }
  | { readonly is: 'folder'; readonly name: string; readonly list: () => Promise<Node[]> };

const join = (path: string, name: string) => (path === '' ? name : `${path}/${name}`);

/** Reads dropped entries with everything below them. Must be handed the entries inside of the event; files that vanish are left out. */
export function walkEntries(entries: readonly FileSystemEntry[]): Promise<Walked> {
  return walk(entries.map(ofEntry));
}

/** Reads handles that a person gave, now or on an earlier visit, with everything below them. */
export function walkHandles(handles: readonly FileSystemHandle[]): Promise<Walked> {
  return walk(handles.map(ofHandle));
}

async function walk(roots: readonly Node[]): Promise<Walked> {
  const files: GivenFile[] = [];
  const folders: string[] = [];
  let left = WALK_MAX;
  const visit = async (node: Node, path: string): Promise<void> => {
    if (left-- <= 0) return;
    if (node.is === 'file') {
      const file = await node.read().catch(() => null);
      if (file !== null) files.push({ path, file });
      return;
    }
    const here = join(path, node.name);
    const below = await node.list().catch(() => []);
    if (below.length === 0) folders.push(here);
    await Promise.all(below.filter((each) => each.is === 'file').map((each) => visit(each, here)));
    for (const each of below) if (each.is === 'folder') await visit(each, here);
  };
  for (const root of roots) await visit(root, '');
  return { files: files.sort(byPlace), folders: folders.sort() };
}

function byPlace(a: GivenFile, b: GivenFile): number {
  const [one, other] = [join(a.path, a.file.name), join(b.path, b.file.name)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function ofEntry(entry: FileSystemEntry): Node {
  const { name } = entry;
  if (!entry.isDirectory) {
    const read = () =>
      new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return { is: 'file', name, read };
  }
  return {
    is: 'folder',
    name,
    list: async () => (await listed(entry as FileSystemDirectoryEntry)).map(ofEntry),
  };
}

/** A reader gives a folder's entries in parts, the last of which is empty. */
async function listed(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0) return all;
    all.push(...part);
  }
}

function ofHandle(handle: FileSystemHandle): Node {
  const { name } = handle;
  if (handle.kind === 'file')
    return { is: 'file', name, read: () => (handle as FileSystemFileHandle).getFile() };
  const list = async () => {
    const below: Node[] = [];
    const values = (handle as unknown as { values: () => AsyncIterable<FileSystemHandle> }).values();
    for await (const each of values) below.push(ofHandle(each));
    return below;
  };
  return { is: 'folder', name, list };
}
