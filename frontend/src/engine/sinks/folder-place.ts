import { numbered } from './names';
import { type PickedFile, pickedFileSink } from './picked-file-sink';
import type { Place, SaveMore, Sink, SinkFile } from './sink';

/** How many other names are tried for a file whose name is taken. */
const NAMES_TRIED = 1000;

/** What is needed of a `FileSystemDirectoryHandle`. */
export interface PickedFolder {
  readonly getDirectoryHandle: (name: string, options: { readonly create: boolean }) => Promise<PickedFolder>;
  readonly getFileHandle: (name: string, options: { readonly create: boolean }) => Promise<PickedFile>;
}

/** Saves files into a folder that a person chose, in folders of their own as they were sent. Nothing there is overwritten. */
export function folderPlace(root: PickedFolder, { folders }: SaveMore): Place {
  return {
    whole: false,
    open: (file) => openIn(root, file),
    async finish() {
      for (const path of folders) await folderAt(root, path);
    },
    abort: () => Promise.resolve(),
  };
}

async function folderAt(root: PickedFolder, path: string): Promise<PickedFolder> {
  let folder = root;
  for (const part of path.split('/'))
    if (part !== '') folder = await folder.getDirectoryHandle(part, { create: true });
  return folder;
}

async function openIn(root: PickedFolder, { path, name }: SinkFile): Promise<Sink> {
  const folder = await folderAt(root, path);
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
