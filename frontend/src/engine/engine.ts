import { CodeOffers } from './code-offers';
import type { ConfigAnswer, ShareAnswer } from './api/answers';
import { type ReceiptNeeds, Receipts } from './keep/receipts';
import { localTime } from './local-time';
import type { LiveWorld } from './live/live-needs';
import { LiveSends } from './live-sends';
import { OwnShares, type OwnSharesNeeds } from './own-shares';
import { toBase64Url } from './seal/bytes';
import { formatFragment, parseFragment, parseLink } from './seal/link';
import { SealError } from './seal/seal-error';
import type { Sinks } from './sinks/sink';
import { Store } from './store';
import { patiently } from './transfer/ask';
import type { Receiver } from './transfer/receiver';
import type { Surroundings } from './transfer/surroundings';
import type { Engine, EngineView, FilePolicy, NodeLimits, ReceiveView } from './view';

/** How often progress is shown at most, in ms. */
export const PROGRESS_MS = 100;

export interface EngineNeeds extends OwnSharesNeeds, ReceiptNeeds {
  readonly around: Surroundings;
  readonly sinks: Sinks;
  /** Not there: everything goes by the store. */
  readonly live?: LiveWorld;
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

/** A link that was opened. */
interface Opening {
  readonly share: string;
  readonly fragment: string;
}

class SlipwayEngine implements Engine {
  readonly #needs: EngineNeeds;
  readonly #store = new Store<EngineView>({ limits: null, sends: [], receive: null, recent: [] });
  readonly #own: OwnShares;
  readonly #liveSends: LiveSends;
  readonly #codes: CodeOffers;
  readonly #halfReceived: Receipts;
  #receiver: Receiver | null = null;
  /** What was opened last; its receiver may not be loaded yet. */
  #opened: Opening | null = null;
  #publicUrl: string | null = null;
  readonly #due = new Set<() => void>();

  constructor(needs: EngineNeeds) {
    this.#needs = needs;
    this.#own = new OwnShares(needs, {
      sends: () => this.#showSends(),
      progress: () => this.#soon(this.#showSends),
      recent: () => this.#showRecent(),
      origin: () => this.#origin,
      limits: () => this.view().limits,
    });
    this.#liveSends = new LiveSends(needs, () => this.#soon(this.#showSends));
    this.#codes = new CodeOffers(needs, () => this.#showSends());
    this.#halfReceived = new Receipts(needs);
    needs.sinks.onCapChange(() => this.#showReceive());
    void this.#own.load();
    void this.#configure();
    void this.#halfReceived.sweep();
  }

  readonly view: Engine['view'] = () => this.#store.get();

  readonly subscribe: Engine['subscribe'] = (listener) => this.#store.subscribe(listener);

  readonly send: Engine['send'] = (...call) => this.#own.send(...call);

  readonly askFirst: Engine['askFirst'] = (...call) => this.#own.askFirst(...call);

  readonly letIn: Engine['letIn'] = (share, pair) => this.#liveSends.of(share)?.letIn(pair);

  readonly turnAway: Engine['turnAway'] = (share, pair) => this.#liveSends.of(share)?.turnAway(pair);

  readonly words: Engine['words'] = async (pair) =>
    (await this.#liveSends.words(pair)) ?? (await this.#receiver?.words(pair)) ?? null;

  readonly goOn: Engine['goOn'] = (...call) => this.#own.goOn(...call);

  readonly handlesOf: Engine['handlesOf'] = (...call) => this.#own.handlesOf(...call);

  readonly pauseSend: Engine['pauseSend'] = (...call) => this.#own.pauseSend(...call);

  readonly resumeSend: Engine['resumeSend'] = (...call) => this.#own.resumeSend(...call);

  readonly cancelSend: Engine['cancelSend'] = (...call) => this.#own.cancelSend(...call);

  readonly retrySend: Engine['retrySend'] = (...call) => this.#own.retrySend(...call);

  readonly closeSend: Engine['closeSend'] = (...call) => this.#own.closeSend(...call);

  readonly remove: Engine['remove'] = (...call) => this.#own.remove(...call);

  readonly undo: Engine['undo'] = (...call) => this.#own.undo(...call);

  readonly terms: Engine['terms'] = (...call) => this.#own.terms(...call);

  readonly changeTerms: Engine['changeTerms'] = (...call) => this.#own.changeTerms(...call);

  readonly contents: Engine['contents'] = (...call) => this.#own.contents(...call);

  readonly changeFiles: Engine['changeFiles'] = (...call) => this.#own.changeFiles(...call);

  readonly addFiles: Engine['addFiles'] = (...call) => this.#own.addFiles(...call);

  readonly downloads: Engine['downloads'] = (...call) => this.#own.downloads(...call);

  readonly forget: Engine['forget'] = (...call) => this.#own.forget(...call);

  readonly makeCode: Engine['makeCode'] = (share) => this.#codes.make(share);

  readonly endCode: Engine['endCode'] = (share) => this.#codes.end(share);

  readonly enterCode: Engine['enterCode'] = async (text, signal) =>
    (await import('./enter-code')).enterCode(this.#needs, text, signal ?? null);

  readonly open: Engine['open'] = (share, fragment) => {
    const before = this.#opened;
    const over = this.#receiver !== null && ended(this.#receiver);
    if (before?.share === share && before.fragment === fragment && !over) return;
    this.#receiver?.end();
    this.#receiver = null;
    const opening = { share, fragment };
    this.#opened = opening;
    void this.#receive(opening);
  };

  /** Whoever only sends needs nothing of it, so it is loaded when a link is opened. */
  async #receive(opening: Opening): Promise<void> {
    const { Receiver: Loaded } = await import('./transfer/receiver');
    if (this.#opened !== opening) return;
    const { share, fragment } = opening;
    const receiver = new Loaded(
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
    await watched(receiver, receiver.open(fragment));
  }

  readonly giveKey: Engine['giveKey'] = (text) => {
    const receiver = this.#receiver;
    if (receiver === null) return false;
    const fragment = fragmentOf(text.trim(), receiver.share);
    if (fragment === null) return false;
    void watched(receiver, receiver.open(fragment, true));
    return true;
  };

  readonly askAgain: Engine['askAgain'] = () => this.#receiver?.askAgain();

  readonly givePassword: Engine['givePassword'] = (password) => {
    const receiver = this.#receiver;
    if (receiver !== null) void watched(receiver, receiver.unlock(password));
  };

  readonly save: Engine['save'] = (files, way = 'each') => void this.#receiver?.save(files, way);

  readonly discard: Engine['discard'] = () => void this.#receiver?.discard();

  readonly pauseSave: Engine['pauseSave'] = () => this.#receiver?.pause();

  readonly resumeSave: Engine['resumeSave'] = () => this.#receiver?.resume();

  readonly cancelSave: Engine['cancelSave'] = () => this.#receiver?.cancel();

  get #origin(): string {
    return linkOrigin(this.#needs.origin, this.#publicUrl);
  }

  async #configure(): Promise<void> {
    const config = await patiently(this.#needs.around, (signal) => this.#needs.client.config({ signal }));
    this.#publicUrl = config.publicUrl;
    this.#store.set({ ...this.view(), limits: limitsOf(config) });
    this.#showRecent();
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
    this.#liveSends.follow(this.#own.all);
    this.#codes.follow(this.#own.all);
    this.#store.set({ ...this.view(), sends: this.#own.sends() });
  };

  readonly #showReceive = (): void => {
    const receiver = this.#receiver;
    if (receiver === null) return;
    const { answer } = receiver;
    const receive: ReceiveView = {
      share: receiver.share,
      sealed: answer?.mode !== 'OPEN',
      kept: answer?.kept !== false,
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
      added: receiver.added,
      path: receiver.path,
      sender: receiver.sender,
    };
    this.#store.set({ ...this.view(), receive });
  };

  #showRecent(): void {
    this.#store.set({ ...this.view(), recent: this.#own.recent(this.view().recent) });
  }
}

const NO_POLICY: FilePolicy = { minFileBytes: 0, allowedTypes: [], blockedNames: [] };

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

/** A share that was opened is watched from then on: its sender may change it. */
async function watched(receiver: Receiver, opening: Promise<void>): Promise<void> {
  await opening;
  await receiver.watch();
}

/** Whether only opening the link once more can make something of it: what it leads to may be there again. */
function ended(receiver: Receiver): boolean {
  return ['gone', 'missing', 'failed'].includes(receiver.state.is);
}
