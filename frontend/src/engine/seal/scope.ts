import { type Bytes, concat, equal, utf8 } from './bytes';
import type { FileHeader } from './header';
import { hkdf, sha256 } from './primitives';
import { SealError } from './seal-error';

/** What a block belongs to: a file, or a share. It stands in the block's key and in its tag. */
export interface Scope {
  /** SHA-256 of the file's header, or of the share's id. */
  readonly hash: Bytes;
  /** The commitment to the file's, or the share's, key; 32 bytes that stand in the clear. */
  readonly commit: Bytes;
}

/** `label(x)`: binds whatever is derived to its use and its file or share. */
export function label(use: string, hash: Bytes): Bytes {
  return concat(utf8(`slp/1 ${use}`), Uint8Array.of(0), hash);
}

export function shareHash(shareId: Bytes): Promise<Bytes> {
  return sha256(concat(utf8('slp/1 share'), shareId));
}

function commitment(key: CryptoKey, id: Bytes, hash: Bytes): Promise<Bytes> {
  return hkdf(key, id, label('commit', hash));
}

export async function fileScope(fileKey: CryptoKey, header: FileHeader): Promise<Scope> {
  return { hash: header.hash, commit: await commitment(fileKey, header.fileId, header.hash) };
}

export async function shareScope(shareKey: CryptoKey, shareId: Bytes): Promise<Scope> {
  const hash = await shareHash(shareId);
  return { hash, commit: await commitment(shareKey, shareId, hash) };
}

/** Refuses a key that isn't the one that `commit` was made of (`BAD_COMMIT`). Call it before anything is opened. */
export function checkCommit(scope: Scope, commit: Bytes): void {
  if (!equal(scope.commit, commit)) throw new SealError('BAD_COMMIT', 'another key was committed to');
}
