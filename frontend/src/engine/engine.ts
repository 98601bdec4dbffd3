import type { ConfigAnswer, ShareAnswer } from './api/answers';
import { type ReceiptNeeds, Receipts } from './keep/receipts';
import { Recent, recentView, type RecentStorage } from './recent';
import { toBase64Url } from './seal/bytes';
import { formatFragment, parseFragment, parseLink } from './seal/link';
import { SealError } from './seal/seal-error';
import { localTime, Send } from './sends';
import type { Sinks } from './sinks/sink';
import { Store } from './store';
import { judge, TransferFailure } from './transfer/failure';
import { Line } from './transfer/line';
import { Receiver } from './transfer/receiver';
import { completeFiles, planResumption } from './transfer/going-on';
import { newPlan, type SendPlan } from './transfer/send-plan';
import type { SenderNeeds } from './transfer/sender';
import type { Surroundings } from './transfer/surroundings';
import type { Engine, EngineView, FileHandle, FilePolicy, NodeLimits, ReceiveView, RecentView } from './view';

/** How often progress is shown at most, in ms. */
export const PROGRESS_MS = 100;

export interface EngineNeeds extends SenderNeeds, ReceiptNeeds {
  readonly around: Surroundings;
  readonly sinks: Sinks;
  readonly recent: RecentStorage;
  /** Where the page was loaded from, such as `https://share.example.org`. */
  readonly origin: string;
}

/** Puts sending, receiving and remembering together, and shows them as one view. */
export function createEngine(needs: EngineNeeds): Engine {
  return new SlipwayEngine(needs);
}

/** Links lead where the page came from; if that is this computer alone, to the address that the node is known by. */
export function linkOrigin(origin: string, publicUrl: string | null): string {
  const isLocal = (url: string) =>
    /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?\/?$/.test(url);
  return publicUrl !== null && isLocal(origin) && !isLocal(publicUrl)
    ? publicUrl.replace(/\/+$/, '')
    : origin;
}

class SlipwayEngine implements Engine {
  readonly #needs: EngineNeeds;
  readonly #store = new Store<EngineView>({ limits: null, sends: [], receive: null, recent: [] });
  readonly #recent: Recent;
  readonly #halfReceived: Receipts;
  /** Newest first. */
  #sends: readonly Send[] = [];
  #receiver: Receiver | null = null;
  #fragment = '';
  #publicUrl: string | null = null;
  /** Shares that are being deleted for good; not shown any more. */
  readonly #leaving = new Set<string>();
  readonly #due = new Set<() => void>();

  constructor(needs: EngineNeeds) {
    this.#needs = needs;
    this.#recent = new Recent(needs.recent, needs.around.now, () => this.#showRecent());
    this.#halfReceived = new Receipts(needs);
    needs.sinks.onCapChange(() => this.#showReceive());
    void this.#recent.load();
    void this.#configure();
    void this.#halfReceived.sweep();
  }

  readonly view: Engine['view'] = () => this.#store.get();

  readonly subscribe: Engine['subscribe'] = (listener) => this.#store.subscribe(listener);

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
    const complete = await completeFiles(this.#needs, entry, (request) => this.#impatiently(request));
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

  readonly open: Engine['open'] = (share, fragment) => {
    if (this.#receiver?.share === share && this.#fragment === fragment && !ended(this.#receiver)) return;
    this.#receiver?.end();
    this.#fragment = fragment;
    const receiver = new Receiver(
      share,
      { ...this.#needs, halfReceived: this.#halfReceived },
      {
        onChange: (what) => {
          if (this.#receiver !== receiver) return;
          if (what === 'progress') this.#soon(this.#showReceive);
          else this.#showReceive();
        },
      },
    );
    this.#receiver = receiver;
    this.#showReceive();
    void receiver.open(fragment);
  };

  readonly giveKey: Engine['giveKey'] = (text) => {
    const receiver = this.#receiver;
    if (receiver === null) return false;
    const fragment = fragmentOf(text.trim(), receiver.share);
    if (fragment === null) return false;
    void receiver.open(fragment, true);
    return true;
  };

  readonly givePassword: Engine['givePassword'] = (password) => void this.#receiver?.unlock(password);

  readonly save: Engine['save'] = (files, way = 'each') => void this.#receiver?.save(files, way);

  readonly discard: Engine['discard'] = () => void this.#receiver?.discard();

  readonly pauseSave: Engine['pauseSave'] = () => this.#receiver?.pause();

  readonly resumeSave: Engine['resumeSave'] = () => this.#receiver?.resume();

  readonly cancelSave: Engine['cancelSave'] = () => this.#receiver?.cancel();

  readonly remove: Engine['remove'] = async (share) => {
    const entry = this.#recent.find(share);
    if (entry === undefined) return;
    const { client, around } = this.#needs;
    try {
      const asked = around.now();
      const { undoUntil } = await client.deleteShare(share, entry.owner);
      const limits = this.view().limits;
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

  readonly forget: Engine['forget'] = (share) => this.#recent.remove(share);

  get #origin(): string {
    return linkOrigin(this.#needs.origin, this.#publicUrl);
  }

  #start(plan: SendPlan, handles: readonly FileHandle[], createdAt: number): void {
    const send = new Send(this.#needs, plan, handles, createdAt, this.#origin, (each, what) => {
      if (what === 'progress') this.#soon(this.#showSends);
      else this.#onSendState(each);
    });
    this.#sends = [send, ...this.#sends];
    this.#showSends();
    this.#recent.put(send.remembered());
    void send.sender.run();
  }

  #sendOf(share: string): Send | undefined {
    return this.#sends.find((send) => send.share === share);
  }

  #dropSend(share: string): void {
    this.#sends = this.#sends.filter((send) => send.share !== share);
    this.#showSends();
  }

  #onSendState(send: Send): void {
    if (this.#leaving.has(send.share)) return;
    this.#showSends();
    const known = this.#recent.find(send.share);
    const now = send.remembered();
    if (known !== undefined && (known.state !== now.state || known.expiresAt !== now.expiresAt))
      this.#recent.put(now);
    if (send.sender.state.is === 'stored') void this.#learnExpiry(send);
  }

  /** The lifetime of a share begins when it is whole, so when it ends is known only now. */
  async #learnExpiry(send: Send): Promise<void> {
    const { client } = this.#needs;
    try {
      send.learn(
        await this.#patiently((signal) =>
          client.share(send.share, send.sender.plan.owner, { signal, within: 10_000 }),
        ),
      );
    } catch {
      return;
    }
    const { expiresAt } = send;
    this.#recent.change(send.share, { expiresAt });
    this.#showSends();
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
    this.#showRecent();
    try {
      await this.#patiently((signal) => this.#needs.client.deleteShare(share, entry.owner, { signal }));
      this.#recent.remove(share);
    } catch (error) {
      const { code } = judge(error);
      if (code === 'NOT_FOUND' || code === 'GONE') this.#recent.remove(share);
    } finally {
      this.#leaving.delete(share);
      this.#showRecent();
    }
  }

  async #configure(): Promise<void> {
    const config = await this.#patiently((signal) => this.#needs.client.config({ signal }));
    this.#publicUrl = config.publicUrl;
    this.#store.set({ ...this.view(), limits: limitsOf(config) });
    this.#showRecent();
  }

  #patiently<Answer>(request: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const silent = { onTrouble: () => undefined, onRecovered: () => undefined };
    return new Line(this.#needs.around, () => Promise.resolve(), silent).ask(request);
  }

  /** Asks once. @throws TransferFailure */
  async #impatiently<Answer>(request: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    try {
      return await request(new AbortController().signal);
    } catch (error) {
      throw new TransferFailure(judge(error).code, true);
    }
  }

  /** Shows something within `PROGRESS_MS`, once, however often it is asked for until then. */
  #soon(show: () => void): void {
    if (this.#due.has(show)) return;
    this.#due.add(show);
    this.#needs.around.after(PROGRESS_MS, () => {
      this.#due.delete(show);
      show();
    });
  }

  readonly #showSends = (): void => {
    this.#store.set({ ...this.view(), sends: this.#sends.map((send) => send.refresh()) });
  };

  readonly #showReceive = (): void => {
    const receiver = this.#receiver;
    if (receiver === null) return;
    const { answer } = receiver;
    const receive: ReceiveView = {
      share: receiver.share,
      sealed: answer?.mode !== 'OPEN',
      files: receiver.files,
      state: receiver.state,
      rate: receiver.rate,
      expiresAt: answer === null ? null : localTime(answer.expiresAt, answer.now, receiver.answeredAt),
      capBytes: this.#needs.sinks.capBytes(),
      ways: this.#needs.sinks.ways(),
      title: receiver.title,
      folders: receiver.folders.length,
      limit: answer?.limit ?? null,
      remaining: answer === null ? null : remaining(answer),
    };
    this.#store.set({ ...this.view(), receive });
  };

  #showRecent(): void {
    const now = this.#needs.around.now();
    const before = this.view().recent;
    const recent = this.#recent.entries
      .filter(({ share }) => !this.#leaving.has(share))
      .map((entry) => {
        const made = recentView(entry, this.#origin, now);
        return before.find((known) => sameRecent(known, made)) ?? made;
      });
    this.#store.set({ ...this.view(), recent });
  }
}

const NO_POLICY: FilePolicy = { minFileBytes: 0, allowedTypes: [], blockedNames: [] };

function sameRecent(one: RecentView, other: RecentView): boolean {
  return one.link === other.link && one.state === other.state && one.expiresAt === other.expiresAt;
}

function limitsOf(config: ConfigAnswer): NodeLimits {
  const { maxFileBytes, maxFiles, lifetimes, defaultLifetime, undoMillis, maxLifetime } = config;
  const policy = config.policy ?? NO_POLICY;
  const maxLimit = config.maxLimit ?? 0;
  return { maxFileBytes, maxFiles, lifetimes, defaultLifetime, undoMillis, maxLifetime, maxLimit, policy };
}

/** The fragment that a person means: of a whole link to this share, or the key alone with or without its `1.`. */
function fragmentOf(text: string, share: string): string | null {
  const alone = text.replace(/^#/, '');
  if (parseFragment(alone) !== null) return alone;
  if (parseFragment(`1.${alone}`) !== null) return `1.${alone}`;
  try {
    const link = parseLink(text);
    return toBase64Url(link.shareId) === share ? formatFragment(link.secret) : null;
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/** How many more downloads may begin; null: no limit. */
function remaining({ limit, used, live }: ShareAnswer): number | null {
  return limit === null ? null : Math.max(0, limit - (used ?? 0) - (live ?? 0));
}

/** Whether only opening the link once more can make something of it: what it leads to may be there again. */
function ended(receiver: Receiver): boolean {
  return ['gone', 'missing', 'failed'].includes(receiver.state.is);
}
