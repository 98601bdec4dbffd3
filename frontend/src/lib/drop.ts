import { fittingFolders, NO_SHARE_META } from '@/engine/seal/meta';
import type { Given, GivenFile, NodeLimits } from '@/engine/view';
import { type Walked, walkEntries, walkHandles } from './walk';

/**
 * Reads a drop or a paste, folders with everything below them. What belongs to the event is taken before this returns:
 * afterwards the browser has emptied the transfer.
 */
export function given(transfer: DataTransfer): Promise<Given> | null {
  const entries: FileSystemEntry[] = [];
  const files: GivenFile[] = [];
  const handles: Promise<FileSystemHandle | null>[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    handles.push(handleOf(item));
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory === true) {
      entries.push(entry);
      continue;
    }
    const file = item.getAsFile();
    if (file !== null) files.push({ path: '', file });
  }
  if (files.length + entries.length === 0) return null;
  return together(files, entries, handles);
}

async function together(
  files: readonly GivenFile[],
  entries: readonly FileSystemEntry[],
  handles: readonly Promise<FileSystemHandle | null>[],
): Promise<Given> {
  const walked: Walked = entries.length === 0 ? { files: [], folders: [] } : await walkEntries(entries);
  const kept = await Promise.all(handles);
  return {
    files: [...files, ...walked.files],
    folders: walked.folders,
    // Some of them would be no use: all files have to be there again.
    handles: kept.every((handle) => handle !== null) ? kept : [],
  };
}

/** Chromium can remember what was dropped, so that a later visit may read it again. */
function handleOf(item: DataTransferItem): Promise<FileSystemHandle | null> {
  const { getAsFileSystemHandle } = item as {
    getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
  };
  return getAsFileSystemHandle?.call(item).catch(() => null) ?? Promise.resolve(null);
}

/** What was chosen with a field for files or for a folder. */
export function chosen(files: readonly File[]): Given {
  // Fields of old browsers don't know folders.
  const place = (file: { webkitRelativePath?: string }) => file.webkitRelativePath ?? '';
  const path = (file: File) => place(file).split('/').slice(0, -1).join('/');
  return { files: files.map((file) => ({ path: path(file), file })), folders: [], handles: [] };
}

/** Reads again what an earlier visit was given; null if the browser doesn't allow it. Call it inside of a click. */
export async function givenAgain(handles: readonly object[]): Promise<Given | null> {
  if (handles.length === 0) return null;
  const all = handles as readonly (FileSystemHandle & {
    requestPermission?: (how: { mode: 'read' }) => Promise<PermissionState>;
  })[];
  for (const handle of all) {
    const allowed = await handle.requestPermission?.({ mode: 'read' }).catch(() => 'denied' as const);
    if (allowed !== 'granted') return null;
  }
  return { ...(await walkHandles(all)), handles: all };
}

/** Why what was given isn't taken, or is taken in part only. */
export type Refusal =
  | { readonly is: 'nothing' }
  | { readonly is: 'tooMany'; readonly count: number; readonly max: number }
  | { readonly is: 'tooLarge'; readonly name: string; readonly size: number; readonly max: number }
  | { readonly is: 'tooSmall'; readonly name: string; readonly size: number; readonly min: number }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'type'; readonly name: string }
  /** So many empty folders were left out. */
  | { readonly is: 'folders'; readonly count: number };

export interface Verdict {
  /** Null: nothing is taken. */
  readonly given: Given | null;
  readonly refusal: Refusal | null;
}

/**
 * Whether what was given may become a share, or part of one; all of its files or none.
 * @param already how many files the share has
 */
export function judge(what: Given, limits: NodeLimits | null, already = 0): Verdict {
  const refusal = refusalOf(what.files, limits, already);
  if (refusal !== null) return { given: null, refusal };
  const folders = fittingFolders({ ...NO_SHARE_META, folders: what.folders });
  const count = what.folders.length - folders.length;
  if (count === 0) return { given: what, refusal: null };
  return { given: { ...what, folders }, refusal: { is: 'folders', count } };
}

/** Whether a node takes files of that name. */
export function takesName(name: string, limits: NodeLimits | null): boolean {
  return !(limits?.policy.blockedNames.some((pattern) => fits(pattern, name)) ?? false);
}

function refusalOf(files: readonly GivenFile[], limits: NodeLimits | null, already: number): Refusal | null {
  if (files.length === 0) return { is: 'nothing' };
  if (limits === null) return null;
  const { maxFiles, maxFileBytes, policy } = limits;
  const count = files.length + already;
  if (count > maxFiles) return { is: 'tooMany', count, max: maxFiles };
  for (const { file } of files) {
    const { name, size } = file;
    if (size > maxFileBytes) return { is: 'tooLarge', name, size, max: maxFileBytes };
    if (size < policy.minFileBytes) return { is: 'tooSmall', name, size, min: policy.minFileBytes };
    if (!takesName(name, limits)) return { is: 'name', name };
    if (!isAllowed(file.type, policy.allowedTypes)) return { is: 'type', name };
  }
  return null;
}

/** `*` is any run of characters; case counts for nothing. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'isu').test(name);
}

/** A type that the browser doesn't know is allowed only where all are. */
function isAllowed(type: string, allowed: readonly string[]): boolean {
  const bare = type.replace(/;.*$/s, '').trim().toLowerCase();
  return (
    allowed.length === 0 ||
    allowed.some((each) => each === bare || (each.endsWith('/*') && bare.startsWith(each.slice(0, -1))))
  );
}
