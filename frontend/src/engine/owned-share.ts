import type { FileAnswer, ShareAnswer } from './api/answers';
import type { NodeClient, ShareChange } from './api/client';
import type { RecentEntry } from './recent';
import { type Bytes, toBase64Url } from './seal/bytes';
import { type ScopedKey, unwrapShareKey } from './seal/keys';
import { parseShareId } from './seal/link';
import type { Randomness } from './seal/primitives';
import { SealError } from './seal/seal-error';
import { ID_BYTES } from './seal/sizes';
import { judge, TransferFailure } from './transfer/failure';
import { openLiveKey, present } from './transfer/opened-share';

export interface OwnedShareNeeds {
  readonly client: NodeClient;
  readonly random: Randomness;
}

/** How often a change is tried that another one came before. */
const TRIES = 3;

export type Ask = <Answer>(request: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>;

/** A share of this device at its node, as its owner reads and changes it. All rejections are `TransferFailure`. */
export class OwnedShare {
  readonly shareId: Bytes;
  readonly #needs: OwnedShareNeeds;
  readonly #ask: Ask;
  /** What may have been put on top of the secret, the likeliest first. */
  #passwords: readonly (Bytes | null)[];
  #answer: ShareAnswer | null = null;

  constructor(
    needs: OwnedShareNeeds,
    readonly entry: RecentEntry,
    ask: Ask,
  ) {
    this.#needs = needs;
    this.#ask = ask;
    this.shareId = parseShareId(entry.share) ?? new Uint8Array();
    this.#passwords = [entry.pw ?? null, entry.pwBefore ?? null];
  }

  /** What the node said last; null until it did. */
  get answer(): ShareAnswer | null {
    return this.#answer;
  }

  /** What its password adds to the key, as far as is known. */
  get pw(): Bytes | null {
    return this.#passwords[0] ?? null;
  }

  /** It is about to be wrapped with another password; the one before may still count. */
  passwordBecomes(pw: Bytes | null): void {
    this.#passwords = [pw, this.pw];
  }

  async read(): Promise<ShareAnswer> {
    const { share, owner } = this.entry;
    return this.#took(await this.#ask((signal) => this.#needs.client.share(share, owner, { signal })));
  }

  /** All files of what the node answered: those of a large share come a page at a time. */
  async files(answer: ShareAnswer): Promise<readonly FileAnswer[]> {
    const { share, owner } = this.entry;
    const files = [...answer.files];
    while (files.length < (answer.fileCount ?? files.length)) {
      const page = await this.#ask((signal) =>
        this.#needs.client.files(share, owner, files.length, { signal }),
      );
      if (page.files.length === 0) break;
      files.push(...page.files);
    }
    return files;
  }

  /** Changes it. What is asked is made of what the node says now; when somebody else was quicker, of what it says then. */
  async change(of: (now: ShareAnswer) => Promise<ShareChange>): Promise<ShareAnswer> {
    const { client, random } = this.#needs;
    const { share, owner } = this.entry;
    for (let tries = 1; ; tries++) {
      const now = await this.read();
      const change = await of(now);
      const idempotencyKey = toBase64Url(random(ID_BYTES));
      try {
        return this.#took(
          await this.#ask((signal) =>
            client.changeShare(share, owner, change, now.revision, { signal, idempotencyKey }),
          ),
        );
      } catch (error) {
        const { code } = judge(error);
        if ((code !== 'PRECONDITION_FAILED' && code !== 'CONFLICT') || tries === TRIES) throw error;
      }
    }
  }

  /** Opens the share's key: of a kept one with whichever password the node knows. */
  async open(now: ShareAnswer): Promise<{ readonly pw: Bytes | null; readonly key: ScopedKey }> {
    const { secret, liveKey = null } = this.entry;
    if (liveKey !== null) return { pw: null, key: await openLiveKey(now, this.shareId, liveKey) };
    for (const pw of [...this.#passwords, null]) {
      try {
        const version = now.wrapVersion ?? 1;
        const [wrap, commit] = [present(now.wrap), present(now.commit)];
        return { pw, key: await unwrapShareKey(secret, pw, this.shareId, version, wrap, commit) };
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
      }
    }
    throw new TransferFailure('WRONG_KEY', false);
  }

  #took(answer: ShareAnswer): ShareAnswer {
    this.#answer = answer;
    return answer;
  }
}
