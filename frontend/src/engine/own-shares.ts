import { localTime } from './local-time';
import { isLive, Recent, type RecentEntry, recentView, type RecentStorage } from './recent';
import { Send } from './sends';
import { impatiently, patiently } from './transfer/ask';
import { judge, TransferFailure } from './transfer/failure';
import { completeFiles, planResumption } from './transfer/going-on';
import { newPlan, type SendPlan } from './transfer/send-plan';
import type { SenderNeeds } from './transfer/sender';
import type { Upkeep } from './upkeep';
import {
  type Engine,
  type FileHandle,
  LIVE_LIFETIME_MAX,
  type NodeLimits,
  type RecentView,
  type SendView,
} from './view';

export interface OwnSharesNeeds extends SenderNeeds {
  readonly recent: RecentStorage;
}

/** Where the shares of this device are shown. */
export interface OwnSharesShown {
  readonly sends: () => void;
  /** The same, soon: it comes often. */
  readonly progress: () => void;
  readonly recent: () => void;
  /** Where links lead. */
  readonly origin: () => string;
  readonly limits: () => NodeLimits | null;
}

type Part = Pick<
  Engine,
  | 'send'
  | 'askFirst'
  | 'goOn'
  | 'handlesOf'
  | 'pauseSend'
  | 'resumeSend'
  | 'cancelSend'
  | 'retrySend'
  | 'closeSend'
  | 'remove'
  | 'undo'
  | 'terms'
  | 'changeTerms'
  | 'contents'
  | 'changeFiles'
  | 'addFiles'
  | 'downloads'
  | 'forget'
>;

/** The shares of this device: those that are being sent, and those that it remembers. */
export class OwnShares implements Part {
  readonly #needs: OwnSharesNeeds;
  readonly #show: OwnSharesShown;
  readonly #recent: Recent;
  /** Newest first. */
  #sends: readonly Send[] = [];
  /** Shares that are being deleted for good; not shown any more. */
  readonly #leaving = new Set<string>();

  constructor(needs: OwnSharesNeeds, show: OwnSharesShown) {
    this.#needs = needs;
    this.#show = show;
    this.#recent = new Recent(needs.recent, needs.around.now, () => {
      this.#follow();
      this.#show.recent();
    });
  }

  load(): Promise<void> {
    return this.#recent.load();
  }

  /** Those that this page sends. */
  get all(): readonly Send[] {
    return this.#sends;
  }

  sends(): SendView[] {
    return this.#sends.map((send) => send.refresh());
  }

  /** @param before what was shown; what didn't change keeps its object */
  recent(before: readonly RecentView[]): RecentView[] {
    const now = this.#needs.around.now();
    return this.#recent.entries
      .filter(({ share }) => !this.#leaving.has(share))
      .map((entry) => {
        const made = recentView(entry, this.#show.origin(), now);
        return before.find((known) => sameRecent(known, made)) ?? made;
      });
  }

  readonly send: Engine['send'] = ({ files, folders, handles }, lifetime, live = false, asks = false) => {
    const { random, ledger, around } = this.#needs;
    const parts = files.map(({ path, file }) => ({ path, source: file }));
    const wished = lifetime ?? this.#show.limits()?.defaultLifetime ?? LIVE_LIFETIME_MAX;
    const lasts = live ? Math.min(wished, LIVE_LIFETIME_MAX) : lifetime;
    const plan = newPlan(random, ledger, parts, folders, lasts, live);
    this.#start(plan, handles, around.now(), live && asks);
  };

  readonly askFirst: Engine['askFirst'] = (share, asks) => {
    const send = this.#sendOf(share);
    if (send === undefined || send.sender.plan.liveKey === null) return;
    send.asks = asks;
    this.#recent.change(share, { asks });
    this.#show.sends();
  };

  readonly goOn: Engine['goOn'] = async (share, given, replaceChanged = false) => {
    const entry = this.#recent.find(share);
    if (entry === undefined || this.#sendOf(share) !== undefined) return { is: 'going' };
    const parts = given.files.map(({ path, file }) => ({ path, source: file }));
    const complete = await completeFiles(this.#needs, entry, (request) => impatiently(request));
    const resumption = await planResumption(this.#needs, entry, parts, complete, replaceChanged);
    if (resumption.is !== 'plan') return resumption;
    const handles = given.handles.length > 0 ? given.handles : (entry.handles ?? []);
    if (this.#sendOf(share) === undefined) this.#start(resumption.plan, handles, entry.createdAt, entry.asks);
    return { is: 'going' };
  };

  readonly handlesOf: Engine['handlesOf'] = (share) => this.#recent.find(share)?.handles ?? [];

  readonly pauseSend: Engine['pauseSend'] = (share) => this.#sendOf(share)?.sender.pause();

  readonly resumeSend: Engine['resumeSend'] = (share) => this.#sendOf(share)?.sender.resume();

  readonly retrySend: Engine['retrySend'] = (share) => void this.#sendOf(share)?.sender.retry();

  readonly cancelSend: Engine['cancelSend'] = (share) => {
    const sender = this.#sendOf(share)?.sender;
    sender?.stop();
    this.#dropSend(share);
    if (sender?.plan.adding === true) void this.#upkeep().then((upkeep) => upkeep.takeBack(sender));
    else void this.#discard(share);
  };

  readonly closeSend: Engine['closeSend'] = (share) => {
    const state = this.#sendOf(share)?.sender.state.is;
    if (state === 'stored' || state === 'deleted') this.#dropSend(share);
  };

  readonly remove: Engine['remove'] = async (share) => {
    const entry = this.#recent.find(share);
    if (entry === undefined) return;
    const { client, around } = this.#needs;
    try {
      const asked = around.now();
      const { undoUntil } = await client.deleteShare(share, entry.owner);
      const limits = this.#show.limits();
      this.#onDeleted(share, limits === null ? undoUntil : asked + limits.undoMillis);
    } catch (error) {
      const { code } = judge(error);
      if (code !== 'NOT_FOUND' && code !== 'GONE') throw new TransferFailure(code, true);
      this.#onDeleted(share, 0);
    }
  };

  readonly undo: Engine['undo'] = async (share) => {
    const entry = this.#recent.find(share);
    if (entry === undefined) return;
    const { client, around } = this.#needs;
    try {
      const answer = await client.undoDelete(share, entry.owner);
      const expiresAt = localTime(answer.expiresAt, answer.now, around.now());
      this.#recent.change(share, { state: isLive(entry) ? 'uploading' : 'stored', expiresAt });
      this.#sendOf(share)?.sender.tell({ on: 'restored' });
    } catch (error) {
      throw new TransferFailure(judge(error).code, true);
    }
  };

  readonly terms: Engine['terms'] = async (...call) => (await this.#upkeep()).terms(...call);

  readonly changeTerms: Engine['changeTerms'] = async (...call) =>
    (await this.#upkeep()).changeTerms(...call);

  readonly contents: Engine['contents'] = async (...call) => (await this.#upkeep()).contents(...call);

  readonly changeFiles: Engine['changeFiles'] = async (...call) =>
    (await this.#upkeep()).changeFiles(...call);

  readonly addFiles: Engine['addFiles'] = async (...call) => (await this.#upkeep()).addFiles(...call);

  readonly downloads: Engine['downloads'] = async (...call) => (await this.#upkeep()).downloads(...call);

  /** Loaded when it is first needed: most shares stay as they are. */
  async #upkeep(): Promise<Upkeep> {
    const { Upkeep: Loaded } = await import('./upkeep');
    return new Loaded(this.#needs, this.#recent, {
      find: (share) => this.#sendOf(share),
      start: (...call) => this.#start(...call),
      changed: () => this.#show.sends(),
    });
  }

  readonly forget: Engine['forget'] = (share) => this.#recent.remove(share);

  #start(plan: SendPlan, handles: readonly FileHandle[], createdAt: number, asks = false): void {
    const origin = this.#show.origin();
    const send = new Send(this.#needs, plan, handles, createdAt, asks, origin, (each, what) => {
      if (what === 'progress') this.#show.progress();
      else this.#onSendState(each);
    });
    const before = this.#sendOf(send.share);
    if (before === undefined) this.#sends = [send, ...this.#sends];
    else this.#sends = this.#sends.map((each) => (each === before ? send : each));
    this.#show.sends();
    this.#recent.put(this.#remembered(send));
    void send.sender.run();
  }

  /** What this page doesn't know of the share stays as it is remembered. */
  #remembered(send: Send): RecentEntry {
    const now = send.remembered();
    const known = this.#recent.find(send.share);
    if (known === undefined) return now;
    const { pw = null, pwBefore = null, title = '' } = known;
    const own = new Set(send.sender.plan.files.map(({ id }) => id));
    const others = known.files.filter(({ file }) => !own.has(file));
    return { ...now, pw, pwBefore, title, files: [...others, ...now.files] };
  }

  /** What another page did to a share that this one sends. */
  #follow(): void {
    for (const { share, sender } of this.#sends) {
      const entry = this.#recent.find(share);
      if (entry === undefined) continue;
      const deleted = sender.state.is === 'deleted';
      if (typeof entry.state === 'object' && !deleted) sender.tell({ on: 'deleted', ...entry.state });
      else if (typeof entry.state === 'string' && deleted) sender.tell({ on: 'restored' });
      const names = new Map(entry.files.map(({ file, name }) => [file, name]));
      for (const { id, facts } of sender.files) {
        const name = names.get(id);
        // What is being sent stays until the node says that it is gone: the other page may not know of it yet.
        if (name === undefined && sender.state.is === 'stored') void sender.leave(id, Promise.resolve(true));
        else if (name !== undefined && name !== facts.name) sender.rename(id, name);
      }
    }
  }

  #sendOf(share: string): Send | undefined {
    return this.#sends.find((send) => send.share === share);
  }

  #dropSend(share: string): void {
    this.#sends = this.#sends.filter((send) => send.share !== share);
    this.#show.sends();
  }

  #onSendState(send: Send): void {
    if (this.#leaving.has(send.share)) return;
    this.#show.sends();
    const known = this.#recent.find(send.share);
    const now = this.#remembered(send);
    if (known !== undefined && (known.state !== now.state || known.expiresAt !== now.expiresAt))
      this.#recent.put(now);
    if (send.sender.state.is === 'stored') void this.#learnExpiry(send);
    const { created } = send.sender;
    // What is live has an end from its beginning on.
    if (send.sender.state.is === 'live' && send.expiresAt === null && created !== null) {
      send.learn(created);
      this.#show.sends();
    }
  }

  /** The lifetime of a share begins when it is whole, so when it ends is known only now. */
  async #learnExpiry(send: Send): Promise<void> {
    const { client } = this.#needs;
    try {
      send.learn(
        await patiently(this.#needs.around, (signal) =>
          client.share(send.share, send.sender.plan.owner, { signal, within: 10_000 }),
        ),
      );
    } catch {
      return;
    }
    const { expiresAt } = send;
    this.#recent.change(send.share, { expiresAt });
    this.#show.sends();
  }

  #onDeleted(share: string, undoUntil: number): void {
    this.#recent.change(share, { state: { undoUntil } });
    this.#sendOf(share)?.sender.tell({ on: 'deleted', undoUntil });
  }

  /** Deletes a share for good, however long it takes to reach the node while this page lives. */
  async #discard(share: string): Promise<void> {
    const entry = this.#recent.find(share);
    if (entry === undefined) return;
    this.#leaving.add(share);
    this.#show.recent();
    try {
      await patiently(this.#needs.around, (signal) =>
        this.#needs.client.deleteShare(share, entry.owner, { signal }),
      );
      this.#recent.remove(share);
    } catch (error) {
      const { code } = judge(error);
      if (code === 'NOT_FOUND' || code === 'GONE') this.#recent.remove(share);
    } finally {
      this.#leaving.delete(share);
      this.#show.recent();
    }
  }
}

function sameRecent(one: RecentView, other: RecentView): boolean {
  return (Object.keys(one) as (keyof RecentView)[]).every((name) => one[name] === other[name]);
}
