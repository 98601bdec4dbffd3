import type { FileAnswer } from './api/answers';
import type { OwnedShare, OwnedShareNeeds } from './owned-share';
import { openBlock, sealBlock } from './seal/block';
import type { Bytes } from './seal/bytes';
import { decodeMeta, encodeMeta, type FileMeta } from './seal/meta';
import { SealError } from './seal/seal-error';
import { TransferFailure } from './transfer/failure';
import { openFileKey, present } from './transfer/opened-share';
import { safeName, safePath } from './transfer/safe-name';
import type { FilesChange, OwnFileView } from './view';

/** How many files are opened side by side. */
const OPENED_AT_ONCE = 64;

/** Reads and changes which files a share of this device has, and what they are called. All rejections are `TransferFailure`. */
export class Contents {
  readonly #needs: OwnedShareNeeds;
  readonly #share: OwnedShare;

  constructor(needs: OwnedShareNeeds, share: OwnedShare) {
    this.#needs = needs;
    this.#share = share;
  }

  /** All files as whoever opens the link sees them, names made safe. */
  async read(): Promise<readonly OwnFileView[]> {
    const answer = await this.#share.read();
    const { key } = await this.#share.open(answer);
    const files = await this.#share.files(answer);
    const views: OwnFileView[] = [];
    for (let at = 0; at < files.length; at += OPENED_AT_ONCE)
      views.push(
        ...(await Promise.all(
          files.slice(at, at + OPENED_AT_ONCE).map((file) => shown(file, key.key, answer.kept !== false)),
        )),
      );
    return views;
  }

  /** @throws TransferFailure `LAST_FILE` if none would be left, `NO_SUCH_FILE` if somebody else removed it */
  async change({ rename, remove }: FilesChange): Promise<void> {
    await this.#share.change(async (now) => {
      const files = await this.#share.files(now);
      const find = (id: string) => {
        const file = files.find((each) => each.file === id);
        if (file === undefined) throw new TransferFailure('NO_SUCH_FILE', false);
        return file;
      };
      if (remove !== undefined) {
        find(remove);
        if (files.length === 1) throw new TransferFailure('LAST_FILE', false);
        return { remove: [remove] };
      }
      const { key } = await this.#share.open(now);
      return { rename: [await this.#renamed(find(rename.file), rename.name, key.key)] };
    });
  }

  /** A name is sealed anew, under a higher version. */
  async #renamed(answer: FileAnswer, name: string, shareKey: CryptoKey) {
    const { key, meta } = await opened(answer, shareKey);
    let encoded: Bytes;
    try {
      encoded = encodeMeta({ ...meta, name });
    } catch {
      throw new TransferFailure('TOO_LARGE', false);
    }
    const metaVersion = (answer.metaVersion ?? 1) + 1;
    const block = await sealBlock(this.#needs.random, key.key, 'meta', metaVersion, key.scope, encoded);
    return { file: answer.file, meta: block, metaVersion };
  }
}

async function opened(answer: FileAnswer, shareKey: CryptoKey) {
  const { key } = await openFileKey(answer, shareKey);
  const sealed = await openBlock(key.key, 'meta', answer.metaVersion ?? 1, key.scope, present(answer.meta));
  return { key, meta: decodeMeta(sealed) };
}

async function shown(answer: FileAnswer, shareKey: CryptoKey, kept: boolean): Promise<OwnFileView> {
  const { file, size, state } = answer;
  let meta: Pick<FileMeta, 'name' | 'path'> = { name: file, path: '' };
  try {
    meta = (await opened(answer, shareKey)).meta;
  } catch (error) {
    // It can still be removed.
    if (!(error instanceof SealError)) throw error;
  }
  const { name, path } = meta;
  return {
    ...{ file, name: safeName(name), path: safePath(path), size: size ?? 0 },
    arriving: kept && state !== 'COMPLETE',
  };
}
