import type { FileAnswer, ShareAnswer } from '../api/answers';
import type { NodeClient } from '../api/client';
import { openBlock } from '../seal/block';
import type { Bytes } from '../seal/bytes';
import { passwordKeys, readCapability, type ScopedKey } from '../seal/keys';
import { decodeShareMeta, NO_SHARE_META, type ShareMeta } from '../seal/meta';
import { SealError } from '../seal/seal-error';
import type { Access, OpenedShare } from './access';
import type { Line } from './line';
import { openShareKey, present } from './opened-share';
import { ReceivedFiles } from './received-files';
import { safePath } from './safe-name';
import type { Surroundings } from './surroundings';

interface Needs {
  readonly client: NodeClient;
  readonly around: Surroundings;
}

/** How a share is opened. */
export interface Keyhole {
  /** S of SLP1; null for an open share. */
  readonly secret: Bytes | null;
  /** Null: none is known. */
  readonly password: string | null;
  readonly claim: Bytes;
  /**
   * The key of a live share, from its sender, however long that takes.
   * @param commit what it is committed to
   */
  readonly liveKey: (commit: Bytes, access: Access) => Promise<ScopedKey>;
}

/** A share as the node shows it, opened as far as a receiver may. */
export class ShownShare {
  readonly files = new ReceivedFiles();
  readonly #needs: Needs;
  #answer: ShareAnswer | null = null;
  #answeredAt = 0;
  #opened: OpenedShare | null = null;
  #meta: ShareMeta = NO_SHARE_META;
  /** All files that the node named, in its order. */
  #known: readonly FileAnswer[] = [];

  constructor(
    readonly share: string,
    needs: Needs,
  ) {
    this.#needs = needs;
  }

  /** What the node said last; null until it did. */
  get answer(): ShareAnswer | null {
    return this.#answer;
  }

  /** When it did, on this device's clock. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /** Null until it was opened, and for open shares. */
  get opened(): OpenedShare | null {
    return this.#opened;
  }

  get meta(): ShareMeta {
    return this.#meta;
  }

  /** Opens it. A secret means a sealed share, or nothing at all. @throws TransferFailure, SealError; AbortError */
  async open(line: Line, shareId: Bytes, { secret, password, claim, liveKey }: Keyhole): Promise<void> {
    if (secret === null) {
      this.#take(await this.#ask(line, null), false);
      this.files.showOpen(this.share, this.#known);
      return;
    }
    const capability = await readCapability(secret, shareId);
    const keys = password === null ? null : await passwordKeys(secret, shareId, password);
    const access: Access = { capability, proof: keys?.capability ?? null, claim };
    const answer = await this.#ask(line, access);
    this.#take(answer, true);
    const pw = answer.password === true ? (keys?.pw ?? null) : null;
    const key =
      answer.kept === false
        ? await liveKey(present(answer.commit), access)
        : await openShareKey(answer, shareId, secret, pw);
    this.#opened = { access, secret, key };
    await this.#showAll(line, answer, this.#opened);
  }

  /** Whether the node is sent its files; else they come from the sender alone. */
  get kept(): boolean {
    return this.#answer?.kept !== false;
  }

  /** Whether it still stands, before it was opened. @throws as `open` */
  async stands(line: Line, access: Access): Promise<void> {
    await this.#ask(line, access);
  }

  /** Looks again at what is arriving. @throws as `open` */
  async again(line: Line): Promise<void> {
    const opened = this.#opened;
    const answer = await this.#ask(line, opened?.access ?? null);
    this.#take(answer, opened !== null);
    if (opened === null) this.files.showOpen(this.share, this.#known);
    else await this.#showAll(line, answer, opened);
  }

  #ask(line: Line, access: Access | null): Promise<ShareAnswer> {
    const { client } = this.#needs;
    const { capability = null, proof = null, claim = null } = access ?? {};
    return line.ask((signal) => client.share(this.share, capability, { signal, proof, claim }));
  }

  #take(answer: ShareAnswer, sealed: boolean): void {
    if (answer.share !== this.share || (answer.mode === 'SEALED') !== sealed)
      throw new SealError('BAD_HEADER', 'not the share that the link promises');
    this.#answer = answer;
    this.#answeredAt = this.#needs.around.now();
    this.#known = answer.files;
  }

  async #showAll(line: Line, answer: ShareAnswer, { access, key }: OpenedShare): Promise<void> {
    if (answer.meta !== null)
      this.#meta = decodeShareMeta(
        await openBlock(key.key, 'share meta', answer.metaVersion ?? 1, key.scope, answer.meta),
      );
    this.#known = await this.#rest(line, answer, access);
    await this.files.showSealed(this.#known, key, answer.kept !== false);
  }

  /** The files of a large share come a page at a time. */
  async #rest(line: Line, answer: ShareAnswer, access: Access): Promise<readonly FileAnswer[]> {
    const { client } = this.#needs;
    const { capability, proof, claim } = access;
    const files = [...answer.files];
    while (files.length < (answer.fileCount ?? 0)) {
      const page = await line.ask((signal) =>
        client.files(this.share, capability, files.length, { signal, proof, claim }),
      );
      if (page.files.length === 0) break;
      files.push(...page.files);
    }
    return files;
  }

  /** Folders with nothing in them, under names that are safe to use. */
  get folders(): readonly string[] {
    return this.#meta.folders.map(safePath).filter((path) => path !== '');
  }
}
