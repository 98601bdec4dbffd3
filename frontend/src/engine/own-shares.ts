import { localTime } from './local-time';
import { Recent, recentView, type RecentStorage } from './recent';
import { Send } from './sends';
import type { Terms } from './terms';
import { impatiently, patiently } from './transfer/ask';
import { judge, TransferFailure } from './transfer/failure';
import { completeFiles, planResumption } from './transfer/going-on';
import { newPlan, type SendPlan } from './transfer/send-plan';
import type { SenderNeeds } from './transfer/sender';
import type { Engine, FileHandle, NodeLimits, RecentView, SendView } from './view';

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
    this.#recent = new Recent(needs.recent, needs.around.now, () => this.#show.recent());
  }

  load(): Promise<void> {
    return this.#recent.load();
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

  readonly send: Engine['send'] = ({ files, folders, handles }, lifetime) => {
    const { random, ledger, around } = this.#needs;
    const parts = files.map(({ path, file }) => ({ path, source: file }));
    const plan = newPlan(random, ledger, parts, folders, lifetime);
    this.#start(plan, handles, around.now());
  };

  readonly goOn: Engine['goOn'] = async (share, given, replaceChanged = false) => {
    const entry = this.#recent.find(share);
    if (entry === undefined || this.#sendOf(share) !== undefined) return { is: 'going' };
    const parts = given.files.map(({ path, file }) => ({ path, source: file }));
    const complete = await completeFiles(this.#needs, entry, (request) => impatiently(request));
    const resumption = await planResumption(this.#needs, entry, parts, complete, replaceChanged);
    if (resumption.is !== 'plan') return resumption;
    const handles = given.handles.length > 0 ? given.handles : (entry.handles ?? []);
    if (this.#sendOf(share) === undefined) this.#start(resumption.plan, handles, entry.createdAt);
    return { is: 'going' };
  };

  readonly handlesOf: Engine['handlesOf'] = (share) => this.#recent.find(share)?.handles ?? [];

  readonly pauseSend: Engine['pauseSend'] = (share) => this.#sendOf(share)?.sender.pause();

  readonly resumeSend: Engine['resumeSend'] = (share) => this.#sendOf(share)?.sender.resume();

  readonly retrySend: Engine['retrySend'] = (share) => void this.#sendOf(share)?.sender.retry();

  readonly cancelSend: Engine['cancelSend'] = (share) => {
    this.#sendOf(share)?.sender.stop();
    this.#dropSend(share);
    void this.#discard(share);
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
      this.#recent.change(share, { state: 'stored', expiresAt });
      this.#sendOf(share)?.sender.tell({ on: 'restored' });
    } catch (error) {
      throw new TransferFailure(judge(error).code, true);
    }
  };

  readonly terms: Engine['terms'] = async (share) => (await this.#termsOf(share)).read();

  readonly changeTerms: Engine['changeTerms'] = async (share, change) => {
    const terms = await this.#termsOf(share);
    const now = await terms.change(change);
    if (terms.answer !== null) this.#sendOf(share)?.learn(terms.answer);
    const { expiresAt } = now;
    if (expiresAt !== null) this.#recent.change(share, { expiresAt });
    this.#show.sends();
    return now;
  };

  /** Loaded when it is first needed: most shares stay as they are. */
  async #termsOf(share: string): Promise<Terms> {
    const entry = this.#recent.find(share);
    if (entry === undefined) throw new TransferFailure('NOT_FOUND', false);
    const { Terms: Loaded } = await import('./terms');
    const ask = <Answer>(request: (signal: AbortSignal) => Promise<Answer>) => impatiently(request);
    return new Loaded(this.#needs, entry, ask, (change) => this.#recent.change(share, change));
  }

  readonly forget: Engine['forget'] = (share) => this.#recent.remove(share);

  #start(plan: SendPlan, handles: readonly FileHandle[], createdAt: number): void {
    const send = new Send(this.#needs, plan, handles, createdAt, this.#show.origin(), (each, what) => {
      if (what === 'progress') this.#show.progress();
      else this.#onSendState(each);
    });
    this.#sends = [send, ...this.#sends];
    this.#show.sends();
    this.#recent.put(send.remembered());
    void send.sender.run();
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
    // What was changed meanwhile stays.
    const { pw = null, pwBefore = null } = known ?? {};
    const now = { ...send.remembered(), pw, pwBefore };
    if (known !== undefined && (known.state !== now.state || known.expiresAt !== now.expiresAt))
      this.#recent.put(now);
    if (send.sender.state.is === 'stored') void this.#learnExpiry(send);
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
  return one.link === other.link && one.state === other.state && one.expiresAt === other.expiresAt;
}
