import type { FileAnswer, ShareAnswer } from '../api/answers';
import { openBlock } from '../seal/block';
import { type Bytes, toBase64Url } from '../seal/bytes';
import { type FileHeader, parseHeader } from '../seal/header';
import { type ScopedKey, shareKeyOf, unwrapFileKey, unwrapShareKey } from '../seal/keys';
import { checkCommit } from '../seal/scope';
import { decodeMeta, type FileMeta } from '../seal/meta';
import { SealError } from '../seal/seal-error';

/** A file of a sealed share whose key, header and metadata were opened. */
export interface OpenedFile {
  readonly header: FileHeader;
  readonly key: ScopedKey;
  readonly meta: FileMeta;
  /** The announced size in bytes: what the seal has to say as well. */
  readonly size: number;
}

/**
 * Opens the key of a sealed share.
 * @param pw what its password adds; null: none
 * @throws SealError
 */
export function openShareKey(
  { wrap, wrapVersion, commit }: ShareAnswer,
  shareId: Bytes,
  secret: Bytes,
  pw: Bytes | null = null,
): Promise<ScopedKey> {
  return unwrapShareKey(secret, pw, shareId, wrapVersion ?? 1, present(wrap), present(commit));
}

/** The key of a live share that this device has. @throws SealError `BAD_COMMIT` if the share isn't the one that it is of */
export async function openLiveKey(
  { commit }: ShareAnswer,
  shareId: Bytes,
  liveKey: Bytes,
): Promise<ScopedKey> {
  const { key, scope } = await shareKeyOf(liveKey, shareId);
  checkCommit(scope, present(commit));
  return { key, scope };
}

/** Opens the key of a file of a sealed share. @throws SealError */
export async function openFileKey(
  answer: FileAnswer,
  shareKey: CryptoKey,
): Promise<{ readonly header: FileHeader; readonly key: ScopedKey }> {
  const header = await parseHeader(present(answer.header));
  if (toBase64Url(header.fileId) !== answer.file) throw new SealError('BAD_HEADER', 'of another file');
  const key = await unwrapFileKey(shareKey, header, present(answer.wrap), present(answer.commit));
  return { header, key };
}

/** @throws SealError whatever of it isn't what the sender sealed */
export async function openFileInfo(answer: FileAnswer, shareKey: CryptoKey): Promise<OpenedFile> {
  const { header, key } = await openFileKey(answer, shareKey);
  if (header.size === null) throw new SealError('BAD_HEADER', 'a kept file of unknown size');
  const meta = decodeMeta(
    await openBlock(key.key, 'meta', answer.metaVersion ?? 1, key.scope, present(answer.meta)),
  );
  return { header, key, meta, size: header.size };
}

/** A part that a sealed share has to have. @throws SealError */
export function present(part: Bytes | null): Bytes {
  if (part === null) throw new SealError('BAD_HEADER', 'a part of the share is missing');
  return part;
}
