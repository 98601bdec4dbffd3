import { type FileAnswer, FILES_MAX, RUNS_MAX, type ShareAnswer } from '../api/answers';
import type { NewShare, NodeClient, ShareChange } from '../api/client';
import { sealBlock } from '../seal/block';
import { toBase64Url } from '../seal/bytes';
import {
  newShareKey,
  readCapability,
  type ScopedKey,
  shareKeyOf,
  verifier,
  wrapShareKey,
} from '../seal/keys';
import { encodeShareMeta, NO_SHARE_META } from '../seal/meta';
import type { Randomness } from '../seal/primitives';
import { ID_BYTES } from '../seal/sizes';
import { TransferFailure } from './failure';
import type { Line } from './line';
import { openLiveKey, openShareKey } from './opened-share';
import type { SendFile } from './send-file';
import { type SendPlan, shareText } from './send-plan';

interface Needs {
  readonly client: NodeClient;
  readonly random: Randomness;
}

/**
 * Makes a share at the node, a batch of files at a time, or finds what an earlier visit made of it. What was asked once is
 * asked again in the same words, so that a lost answer does no harm.
 */
export class ShareAtNode {
  readonly #needs: Needs;
  readonly #plan: SendPlan;
  readonly #share: string;
  /** Not at the node yet. */
  #left: readonly SendFile[];
  #creation: { readonly key: string; readonly request: NewShare } | null = null;
  #change: { readonly key: string; readonly change: ShareChange } | null = null;
  #key: ScopedKey | null = null;
  #answer: ShareAnswer | null = null;
  #looked = false;
  #replaced = false;
  /** Files that an earlier visit completed. */
  readonly complete: SendFile[] = [];

  constructor(needs: Needs, plan: SendPlan) {
    this.#needs = needs;
    this.#plan = plan;
    this.#share = shareText(plan);
    this.#left = plan.files;
  }

  /** What the node said of the share last; null until it is known there. */
  get answer(): ShareAnswer | null {
    return this.#answer;
  }

  /** Goes on until all files are known at the node. @throws TransferFailure, SealError; AbortError */
  async make(line: Line): Promise<void> {
    if (this.#plan.resumed && !this.#looked) await this.#look(line);
    if (this.#answer === null) await this.#create(line);
    while (this.#left.length > 0 || this.#mustReplace) await this.#add(line);
  }

  get #mustReplace(): boolean {
    return this.#plan.replaced.length > 0 && !this.#replaced;
  }

  async #create(line: Line): Promise<void> {
    const batch = this.#left.slice(0, FILES_MAX);
    this.#creation ??= { key: this.#newKey(), request: await this.#prepare(batch) };
    const { key, request } = this.#creation;
    const { client } = this.#needs;
    this.#answer = await line.ask((signal) => client.createShare(request, key, { signal }));
    this.#left = this.#left.slice(batch.length);
    this.#replaced = true;
  }

  async #prepare(batch: readonly SendFile[]): Promise<NewShare> {
    const { random } = this.#needs;
    const { shareId, secret, pw, owner, lifetime, folders, liveKey } = this.#plan;
    const kept = liveKey === null;
    const key = await (kept ? newShareKey(random, shareId) : shareKeyOf(liveKey.slice(), shareId));
    const [wrap, read, ownerVerifier, meta, files] = await Promise.all([
      kept ? wrapShareKey(random, secret, pw, shareId, 1, key) : null,
      readCapability(secret, shareId).then(verifier),
      verifier(owner),
      folders.length === 0
        ? null
        : sealBlock(
            random,
            key.key,
            'share meta',
            1,
            key.scope,
            encodeShareMeta({ ...NO_SHARE_META, folders }),
          ),
      Promise.all(batch.map((file) => file.prepare(key.key, kept))),
    ]);
    key.raw.fill(0);
    this.#key = key;
    const { commit } = key.scope;
    const how = wrap === null ? { kept: false as const } : { wrap };
    return { share: this.#share, lifetime, owner: ownerVerifier, read, ...how, commit, meta, files };
  }

  async #add(line: Line): Promise<void> {
    const key = this.#key;
    if (key === null) throw new Error('not opened');
    const { client } = this.#needs;
    const batch = this.#left.slice(0, FILES_MAX);
    if (this.#change === null) {
      const add = await Promise.all(batch.map((file) => file.prepare(key.key)));
      const remove = this.#mustReplace ? this.#plan.replaced : [];
      const change = { ...(add.length === 0 ? {} : { add }), ...(remove.length === 0 ? {} : { remove }) };
      this.#change = { key: this.#newKey(), change };
    }
    const { key: idempotencyKey, change } = this.#change;
    this.#answer = await line.ask((signal) =>
      client.changeShare(this.#share, this.#plan.owner, change, null, { signal, idempotencyKey }),
    );
    this.#change = null;
    this.#replaced = true;
    this.#left = this.#left.slice(batch.length);
  }

  /** Finds what the node has. A share that it doesn't know was never made. */
  async #look(line: Line): Promise<void> {
    const { client } = this.#needs;
    const { owner, shareId, secret, pw, liveKey } = this.#plan;
    let answer: ShareAnswer;
    try {
      answer = await line.ask((signal) => client.share(this.#share, owner, { signal }));
    } catch (error) {
      const unknown = error instanceof TransferFailure && error.code === 'NOT_FOUND';
      if (!unknown || this.#plan.adding) throw error;
      this.#looked = true;
      return;
    }
    const files = [...answer.files];
    while (files.length < (answer.fileCount ?? files.length)) {
      const page = await line.ask((signal) => client.files(this.#share, owner, files.length, { signal }));
      if (page.files.length === 0) break;
      files.push(...page.files);
    }
    this.#key =
      liveKey === null
        ? await openShareKey(answer, shareId, secret, pw)
        : await openLiveKey(answer, shareId, liveKey);
    const known = new Map(files.map((file) => [file.file, file]));
    for (const file of this.#plan.files) {
      const found = known.get(file.id);
      if (found !== undefined) await this.#reopen(line, file, found, this.#key);
    }
    this.#left = this.#plan.files.filter(({ id }) => !known.has(id));
    this.#replaced = !this.#plan.replaced.some((id) => known.has(id));
    this.#answer = answer;
    this.#looked = true;
  }

  async #reopen(line: Line, file: SendFile, answer: FileAnswer, { key }: ScopedKey): Promise<void> {
    await file.reopen(answer, key);
    if (answer.state === 'COMPLETE') this.complete.push(file);
    if (answer.state === 'COMPLETE' || answer.storedChunks === 0) return;
    if (answer.storedChunks === file.chunks) {
      file.restore([], true);
      return;
    }
    const { client } = this.#needs;
    const { missing } = await line.ask((signal) => client.upload(file.id, file.token, { signal }));
    file.restore(missing, missing.length < RUNS_MAX);
  }

  #newKey(): string {
    return toBase64Url(this.#needs.random(ID_BYTES));
  }
}
