import type { Bytes } from './bytes';
import { type ChunkPlace, openChunk, type OpenedChunk, opensWithOtherLastBit } from './chunk';
import { checkArrived, checkRoot, Digests, openSeal } from './file-seal';
import type { FileHeader } from './header';
import type { ScopedKey } from './keys';
import { SealError } from './seal-error';

/** A whole file that is in memory. */
export interface SealedFile {
  readonly header: FileHeader;
  readonly key: ScopedKey;
  readonly chunks: readonly Bytes[];
  /** The sealed seal. */
  readonly seal: Bytes;
}

/**
 * Opens a whole file. The last chunk given is taken for the file's last.
 * @throws SealError the first thing that is wrong: each chunk in order, then the seal, then the root
 */
export async function openFile({ header, key, chunks, seal }: SealedFile): Promise<Bytes[]> {
  if (chunks.length === 0) throw new SealError('TRUNCATED', 'no chunks');
  const digests = new Digests(chunks.length);
  const plaintexts: Bytes[] = [];
  for (const [index, sealed] of chunks.entries()) {
    const last = index === chunks.length - 1;
    const opened = await openInFile({ fileKey: key.key, hash: header.hash, index, last }, sealed);
    digests.set(index, opened.digest);
    plaintexts.push(opened.plaintext);
  }
  const opened = await openSeal(header, key, seal);
  const size = plaintexts.reduce((sum, plaintext) => sum + plaintext.length, 0);
  checkArrived(opened, size, chunks.length);
  checkRoot(opened, await digests.root());
  return plaintexts;
}

async function openInFile(place: ChunkPlace, sealed: Bytes): Promise<OpenedChunk> {
  try {
    return await openChunk(place, sealed);
  } catch (error) {
    if (!(error instanceof SealError) || error.code !== 'BAD_SEGMENT') throw error;
    if (!(await opensWithOtherLastBit(place, sealed))) throw error;
    throw place.last
      ? new SealError('TRUNCATED', 'the last chunk is missing')
      : new SealError('TRAILING', 'chunks after the last one');
  }
}
