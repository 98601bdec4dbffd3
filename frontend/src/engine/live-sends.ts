import type { LiveNeeds, LiveWorld } from './live/live-needs';
import type { LiveSender } from './live/live-sender';
import type { ChunkWork } from './seal/chunk-work';
import type { Send } from './sends';
import type { LiveReceiverView } from './view';

/** How many shares a page serves live at once, of those that are kept; those that aren't are all served. */
export const LIVE_SHARES_MAX = 8;

export interface LiveSendsNeeds extends Omit<LiveNeeds, 'live'> {
  /** Not there: everything goes by the store. */
  readonly live?: LiveWorld;
  readonly work: ChunkWork;
}

/** In these states the sender is there for whoever opened the link. */
const SERVED = new Set(['sending', 'waiting', 'sealing', 'stored', 'live']);

const NOBODY: readonly LiveReceiverView[] = [];

/** Serves the shares that this page sends live as well, as long as it has their files. What it needs for that is loaded then. */
export class LiveSends {
  readonly #needs: LiveSendsNeeds;
  readonly #onChange: () => void;
  readonly #senders = new Map<string, LiveSender | null>();
  #sends: readonly Send[] = [];

  /** @param onChange somebody who has a link open did something */
  constructor(needs: LiveSendsNeeds, onChange: () => void) {
    this.#needs = needs;
    this.#onChange = onChange;
  }

  /** Follows what the page sends. To be called whenever something of it changed. */
  follow(sends: readonly Send[]): void {
    const { live } = this.#needs;
    if (live === undefined) return;
    this.#sends = sends;
    const serving = sends.filter(isServed);
    const alone = serving.filter(({ sender }) => sender.plan.liveKey !== null);
    const helped = serving.filter(({ sender }) => sender.plan.liveKey === null);
    const served = [...alone, ...helped.slice(0, LIVE_SHARES_MAX)];
    for (const [share, sender] of this.#senders) {
      if (served.some((send) => send.share === share)) continue;
      sender?.end();
      this.#senders.delete(share);
    }
    for (const send of served) if (!this.#senders.has(send.share)) void this.#begin(send.share, live);
    for (const send of sends) {
      const sender = this.#senders.get(send.share);
      if (sender === undefined || sender === null) send.receivers = send.asking = NOBODY;
      else sender.look();
    }
  }

  /** The end of a share that is served; null: it isn't. */
  of(share: string): LiveSender | null {
    return this.#senders.get(share) ?? null;
  }

  /** The words of a pair with a receiver; null if there is no such pair. */
  async words(pair: string): Promise<readonly string[] | null> {
    for (const sender of this.#senders.values()) {
      const words = await sender?.words(pair);
      if (words !== undefined && words !== null) return words;
    }
    return null;
  }

  async #begin(share: string, world: LiveWorld): Promise<void> {
    this.#senders.set(share, null);
    const { LiveSender: Loaded, liveEndOf } = await import('./live/live-sender');
    const find = () => this.#sends.find((send) => send.share === share);
    const plan = find()?.sender.plan;
    if (plan === undefined) return;
    const live = await liveEndOf(plan);
    if (this.#senders.get(share) !== null) return;
    const served = {
      ...{ plan, live, files: () => find()?.sender.files ?? [] },
      asks: () => find()?.asks === true,
      onBroken: (file: string, code: string) => find()?.sender.broken(file, code),
    };
    const sender: LiveSender = new Loaded({ ...this.#needs, live: world }, served, () => {
      const send = find();
      if (send === undefined) return;
      send.receivers = sender.receivers;
      send.asking = sender.asking;
      this.#onChange();
    });
    this.#senders.set(share, sender);
    sender.begin();
  }
}

function isServed({ sender }: Send): boolean {
  return sender.created !== null && SERVED.has(sender.state.is);
}
