import type { Bytes } from './bytes';
import { decodePadded, encodePadded, wellFormed } from './canonical';
import { SealError } from './seal-error';

/** What a sender says of a file; sealed, so that only receivers read it. */
export interface FileMeta {
  readonly name: string;
  /** The folders it stood in, with `/` between them; empty if it stood in none. */
  readonly path: string;
  /** Media type; empty if unknown. */
  readonly type: string;
  /** When it was last changed: whole ms since 1970, UTC; 0 if unknown. */
  readonly mtime: number;
  /** Bytes. */
  readonly size: number;
}

/** What a sender says of a whole share; sealed like the metadata of a file. */
export interface ShareMeta {
  /** Empty: none. */
  readonly title: string;
  readonly note: string;
  /** Folders with nothing in them, each with `/` between its parts. */
  readonly folders: readonly string[];
}

/** With the block around it, it stays below 8 KiB. */
export const META_BYTES_MAX = 31 * 256;
/** The most folders that are read of a share. */
const FOLDERS_MAX = 4096;

export const NO_SHARE_META: ShareMeta = { title: '', note: '', folders: [] };

function textOf(members: Readonly<Record<string, unknown>>, name: string): string {
  const found = members[name];
  if (typeof found !== 'string') throw new SealError('BAD_META', name);
  return found;
}

function wholeOf(members: Readonly<Record<string, unknown>>, name: string): number {
  const found = members[name];
  if (typeof found !== 'number' || !Number.isSafeInteger(found)) throw new SealError('BAD_META', name);
  return found;
}

/**
 * The canonical JSON of `meta`, padded. Halves of characters, which UTF-8 can't hold, are replaced.
 * @throws RangeError if that is longer than `META_BYTES_MAX`
 */
export function encodeMeta({ name, path, type, mtime, size }: FileMeta): Bytes {
  const texts = { name: wellFormed(name), path: wellFormed(path), type: wellFormed(type) };
  return encodePadded({ ...texts, mtime, size }, META_BYTES_MAX);
}

/** @throws SealError `BAD_META` unless the bytes are exactly what `encodeMeta` makes of some metadata */
export function decodeMeta(bytes: Bytes): FileMeta {
  const read = (members: Readonly<Record<string, unknown>>): FileMeta => ({
    name: textOf(members, 'name'),
    path: textOf(members, 'path'),
    type: textOf(members, 'type'),
    mtime: wholeOf(members, 'mtime'),
    size: wholeOf(members, 'size'),
  });
  const meta = decodePadded(bytes, META_BYTES_MAX, read, encodeMeta);
  if (meta.size < 0) throw new SealError('BAD_META', 'a negative size');
  return meta;
}

/** The same for what is said of a whole share. @throws RangeError if it is longer than `META_BYTES_MAX` */
export function encodeShareMeta({ title, note, folders }: ShareMeta): Bytes {
  const texts = { title: wellFormed(title), note: wellFormed(note), folders: folders.map(wellFormed) };
  return encodePadded(texts, META_BYTES_MAX);
}

/** @throws SealError `BAD_META` unless the bytes are exactly what `encodeShareMeta` makes of something */
export function decodeShareMeta(bytes: Bytes): ShareMeta {
  const read = (members: Readonly<Record<string, unknown>>): ShareMeta => {
    const { folders } = members;
    if (!Array.isArray(folders) || folders.length > FOLDERS_MAX) throw new SealError('BAD_META', 'folders');
    const texts = folders.map((folder: unknown) => {
      if (typeof folder !== 'string') throw new SealError('BAD_META', 'folders');
      return folder;
    });
    return { title: textOf(members, 'title'), note: textOf(members, 'note'), folders: texts };
  };
  return decodePadded(bytes, META_BYTES_MAX, read, encodeShareMeta);
}

/** As many of the folders, from the first, as fit into what is said of a share beside its title and note. */
export function fittingFolders(meta: ShareMeta): readonly string[] {
  let [fits, tooMany] = [0, meta.folders.length + 1];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    try {
      encodeShareMeta({ ...meta, folders: meta.folders.slice(0, middle) });
      fits = middle;
    } catch {
      tooMany = middle;
    }
  }
  return meta.folders.slice(0, fits);
}
