import type { ShareAnswer } from './api/answers';
import type { ShareChange } from './api/client';
import { localTime } from './local-time';
import type { OwnedShare, OwnedShareNeeds } from './owned-share';
import type { RecentEntry } from './recent';
import { openBlock, sealBlock } from './seal/block';
import type { Bytes } from './seal/bytes';
import { passwordKeys, rewrapShareKey, type ScopedKey, type ShareWrapping, verifier } from './seal/keys';
import { decodeShareMeta, encodeShareMeta, NO_SHARE_META, type ShareMeta } from './seal/meta';
import { TransferFailure } from './transfer/failure';
import { present } from './transfer/opened-share';
import type { ShareTerms, TermsChange } from './view';

interface Needs extends OwnedShareNeeds {
  readonly around: { readonly now: () => number };
}

/** Reads and changes what a share of this device offers. All rejections are `TransferFailure`. */
export class Terms {
  readonly #needs: Needs;
  readonly #share: OwnedShare;
  readonly #remember: (change: Partial<RecentEntry>) => void;

  /** @param remember keeps what the device has to know of a change, before it is made */
  constructor(needs: Needs, share: OwnedShare, remember: (change: Partial<RecentEntry>) => void) {
    this.#needs = needs;
    this.#share = share;
    this.#remember = remember;
  }

  async read(): Promise<ShareTerms> {
    return this.#shown(await this.#share.read());
  }

  async change(change: TermsChange): Promise<ShareTerms> {
    return this.#shown(await this.#share.change((now) => this.#request(change, now)));
  }

  async #request(
    { lifetime, limit, password, title, trackAddresses }: TermsChange,
    now: ShareAnswer,
  ): Promise<ShareChange> {
    const request: ShareChange = {
      ...(lifetime === undefined ? {} : { lifetime }),
      ...(limit === undefined ? {} : { limit }),
      ...(trackAddresses === undefined ? {} : { trackAddresses }),
    };
    const { pw: before, key } = await this.#share.open(now);
    const meta = title === undefined ? {} : { meta: await this.#titled(title, now, key) };
    if (password === undefined) return { ...request, ...meta };
    const { shareId } = this.#share;
    const { secret } = this.#share.entry;
    const keys = password === null ? null : await passwordKeys(secret, shareId, password);
    const version = now.wrapVersion ?? 1;
    const from: ShareWrapping = { pw: before, version };
    const to: ShareWrapping = { pw: keys?.pw ?? null, version: version + 1 };
    const share = { secret, shareId, commit: present(now.commit) };
    const wrap = await rewrapShareKey(this.#needs.random, share, present(now.wrap), from, to);
    const proof = keys === null ? null : await verifier(keys.capability);
    this.#remember({ pw: to.pw, pwBefore: this.#share.pw });
    this.#share.passwordBecomes(to.pw);
    return { ...request, ...meta, password: { verifier: proof, wrap, wrapVersion: to.version } };
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

  async #shown(answer: ShareAnswer): Promise<ShareTerms> {
    const { key } = await this.#share.open(answer);
    const live = answer.kept === false;
    const whole = live || answer.files.every(({ state }) => state === 'COMPLETE');
    return {
      expiresAt: whole ? localTime(answer.expiresAt, answer.now, this.#needs.around.now()) : null,
      limit: answer.limit,
      used: answer.used ?? 0,
      password: answer.password === true,
      title: (await this.#meta(answer, key)).title,
      trackAddresses: answer.trackAddresses !== false,
      live,
    };
  }
}
