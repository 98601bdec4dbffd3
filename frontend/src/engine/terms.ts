import type { ShareAnswer } from './api/answers';
import type { NodeClient, ShareChange } from './api/client';
import { localTime } from './local-time';
import type { RecentEntry } from './recent';
import { openBlock, sealBlock } from './seal/block';
import { type Bytes, toBase64Url } from './seal/bytes';
import {
  passwordKeys,
  rewrapShareKey,
  type ScopedKey,
  type ShareWrapping,
  unwrapShareKey,
  verifier,
} from './seal/keys';
import { parseShareId } from './seal/link';
import { decodeShareMeta, encodeShareMeta, NO_SHARE_META, type ShareMeta } from './seal/meta';
import type { Randomness } from './seal/primitives';
import { SealError } from './seal/seal-error';
import { ID_BYTES } from './seal/sizes';
import { judge, TransferFailure } from './transfer/failure';
import type { ShareTerms, TermsChange } from './view';

interface Needs {
  readonly client: NodeClient;
  readonly random: Randomness;
  readonly around: { readonly now: () => number };
}

/** How often a change is tried that another one came before. */
const TRIES = 3;

type Ask = <Answer>(request: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>;

/** Reads and changes what a share of this device offers. All rejections are `TransferFailure`. */
export class Terms {
  readonly #needs: Needs;
  readonly #entry: RecentEntry;
  readonly #ask: Ask;
  readonly #remember: (change: Partial<RecentEntry>) => void;
  readonly #shareId: Bytes;
  /** What may have been put on top of the secret, the likeliest first. */
  #passwords: readonly (Bytes | null)[];
  #answer: ShareAnswer | null = null;

  /** @param remember keeps what the device has to know of a change, before it is made */
  constructor(needs: Needs, entry: RecentEntry, ask: Ask, remember: (change: Partial<RecentEntry>) => void) {
    this.#needs = needs;
    this.#entry = entry;
    this.#ask = ask;
    this.#remember = remember;
    this.#shareId = parseShareId(entry.share) ?? new Uint8Array();
    this.#passwords = [entry.pw ?? null, entry.pwBefore ?? null];
  }

  /** What the node said last; null until it did. */
  get answer(): ShareAnswer | null {
    return this.#answer;
  }

  async read(): Promise<ShareTerms> {
    const { client } = this.#needs;
    const { share, owner } = this.#entry;
    return this.#shown(await this.#ask((signal) => client.share(share, owner, { signal })));
  }

  /** Made of what the node says now; when somebody else was quicker, of what it says then. */
  async change(change: TermsChange): Promise<ShareTerms> {
    const { client } = this.#needs;
    const { share, owner } = this.#entry;
    for (let tries = 1; ; tries++) {
      const now = await this.#ask((signal) => client.share(share, owner, { signal }));
      const { request, pw } = await this.#request(change, now);
      if (pw !== undefined) {
        const [pwBefore = null] = this.#passwords;
        this.#passwords = [pw, pwBefore];
        this.#remember({ pw, pwBefore });
      }
      const idempotencyKey = toBase64Url(this.#needs.random(ID_BYTES));
      try {
        const answer = await this.#ask((signal) =>
          client.changeShare(share, owner, request, now.revision, { signal, idempotencyKey }),
        );
        return await this.#shown(answer);
      } catch (error) {
        const { code } = judge(error);
        if ((code !== 'PRECONDITION_FAILED' && code !== 'CONFLICT') || tries === TRIES) throw error;
      }
    }
  }

  async #request(
    { lifetime, limit, password, title }: TermsChange,
    now: ShareAnswer,
  ): Promise<{ readonly request: ShareChange; readonly pw?: Bytes | null }> {
    const request: ShareChange = {
      ...(lifetime === undefined ? {} : { lifetime }),
      ...(limit === undefined ? {} : { limit }),
    };
    const { pw: before, key } = await this.#open(now);
    const meta = title === undefined ? {} : { meta: await this.#titled(title, now, key) };
    if (password === undefined) return { request: { ...request, ...meta } };
    const { secret } = this.#entry;
    const keys = password === null ? null : await passwordKeys(secret, this.#shareId, password);
    const version = now.wrapVersion ?? 1;
    const [from, to]: readonly ShareWrapping[] = [
      { pw: before, version },
      { pw: keys?.pw ?? null, version: version + 1 },
    ];
    if (from === undefined || to === undefined) throw new RangeError('no wrapping');
    const share = { secret, shareId: this.#shareId, commit: present(now.commit) };
    const wrap = await rewrapShareKey(this.#needs.random, share, present(now.wrap), from, to);
    const proof = keys === null ? null : await verifier(keys.capability);
    const change = { verifier: proof, wrap, wrapVersion: to.version };
    return { request: { ...request, ...meta, password: change }, pw: to.pw };
  }

  async #titled(title: string, now: ShareAnswer, { key, scope }: ScopedKey) {
    const version = (now.metaVersion ?? 1) + 1;
    const meta = { ...(await this.#meta(now, { key, scope })), title };
    let encoded: Bytes;
    try {
      encoded = encodeShareMeta(meta);
    } catch {
      throw new TransferFailure('TOO_LARGE', false);
    }
    const block = await sealBlock(this.#needs.random, key, 'share meta', version, scope, encoded);
    return { block, version };
  }

  async #meta(now: ShareAnswer, { key, scope }: ScopedKey): Promise<ShareMeta> {
    if (now.meta === null) return NO_SHARE_META;
    return decodeShareMeta(await openBlock(key, 'share meta', now.metaVersion ?? 1, scope, now.meta));
  }

  /** Opens the share's key with whichever password the node knows. */
  async #open(now: ShareAnswer): Promise<{ readonly pw: Bytes | null; readonly key: ScopedKey }> {
    const { secret } = this.#entry;
    for (const pw of [...this.#passwords, null]) {
      try {
        const version = now.wrapVersion ?? 1;
        const [wrap, commit] = [present(now.wrap), present(now.commit)];
        return { pw, key: await unwrapShareKey(secret, pw, this.#shareId, version, wrap, commit) };
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
      }
    }
    throw new TransferFailure('WRONG_KEY', false);
  }

  async #shown(answer: ShareAnswer): Promise<ShareTerms> {
    this.#answer = answer;
    const { key } = await this.#open(answer);
    const whole = answer.files.every(({ state }) => state === 'COMPLETE');
    return {
      expiresAt: whole ? localTime(answer.expiresAt, answer.now, this.#needs.around.now()) : null,
      limit: answer.limit,
      used: answer.used ?? 0,
      password: answer.password === true,
      title: (await this.#meta(answer, key)).title,
    };
  }
}

function present(part: Bytes | null): Bytes {
  if (part === null) throw new SealError('BAD_HEADER', 'a part of the share is missing');
  return part;
}
