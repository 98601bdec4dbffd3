import type { Place, Sinks } from '../sinks/sink';
import type { ReceiveFileView, SaveWay } from '../view';
import { TOO_LARGE_HERE, TransferFailure } from './failure';
import type { ShownShare } from './shown-share';

/**
 * Finds the place for some files of a share; call it inside of a click. Null if the person was asked and declined. Empty folders
 * come along only with all files.
 * @throws TransferFailure `TOO_LARGE_HERE`
 */
export function choosePlace(
  sinks: Sinks,
  shown: ShownShare,
  files: readonly ReceiveFileView[],
  way: SaveWay,
): Promise<Place | null> {
  const cap = sinks.capBytes();
  if (cap !== null && files.some(({ size }) => size > cap))
    return Promise.reject(new TransferFailure(TOO_LARGE_HERE, false));
  const all = shown.files.views.filter(({ state }) => state !== 'removed');
  const folders = files.length === all.length ? shown.folders : [];
  const modified = (file: string) => shown.files.opened(file)?.info.meta.mtime ?? 0;
  return sinks.choose(
    files.map(({ name, path, size, file }) => ({ name, path, size, modified: modified(file) })),
    way,
    { folders, title: shown.meta.title },
  );
}
