import { numbered } from './names';
import { type PickedFile, pickedFileSink } from './picked-file-sink';
import type { Place, SaveMore, Sink } from './sink';

/** How many other names are tried for a file whose name is taken. */
const NAMES_TRIED = 1000;

/** What is needed of a `FileSystemDirectoryHandle`. */
export interface PickedFolder {
  readonly getDirectoryHandle: (name: string, options: { readonly create: boolean }) => Promise<PickedFolder>;
  readonly getFileHandle: (name: string, options: { readonly create: boolean }) => Promise<PickedFile>;
}

/** Saves files into a folder that a person chose, in folders of their own as they were sent. Nothing there is overwritten. */
export function folderPlace(root: PickedFolder, { folders }: SaveMore): Place {
  const made = new Map<string, PickedFolder>([['', root]]);
  return {
    whole: false,
    open: async (file) => openIn(await folderAt(made, file.path), file.name),
    async finish() {
      for (const path of folders) await folderAt(made, path);
    },
    abort: () => Promise.resolve(),
  };
}

/** @param made folders that are there already, the chosen one under the empty path */
async function folderAt(made: Map<string, PickedFolder>, path: string): Promise<PickedFolder> {
  const known = made.get(path);
  if (known !== undefined) return known;
  const cut = path.lastIndexOf('/');
  const above = await folderAt(made, path.slice(0, Math.max(0, cut)));
  const name = path.slice(cut + 1);
  const folder = name === '' ? above : await above.getDirectoryHandle(name, { create: true });
  made.set(path, folder);
  return folder;
}

async function openIn(folder: PickedFolder, name: string): Promise<Sink> {
  for (let number = 1; number <= NAMES_TRIED; number++) {
    const tried = numbered(name, number);
    if (!(await isTaken(folder, tried)))
      return pickedFileSink(await folder.getFileHandle(tried, { create: true }));
  }
  throw new Error('every name is taken');
}

async function isTaken(folder: PickedFolder, name: string): Promise<boolean> {
  try {
    await folder.getFileHandle(name, { create: false });
    return true;
  } catch (error) {
    // Anything but "there is none", such as a folder of that name, means that it can't be used.
    return !(error instanceof DOMException && error.name === 'NotFoundError');
  }
}
