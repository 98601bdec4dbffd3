import type { Bytes } from '../seal/bytes';
import { SignalSocket } from '../socket/signal-socket';
import type { Role, Seat } from '../socket/signal-messages';
import type { Wish } from '../socket/wished-rooms';
import { Direct } from '../transport/direct';
import { Relay } from '../transport/relay';
import type { FramePipe } from './frame-pipe';
import type { LiveEnd, OpenPair } from './handshake';
import type { LiveNeeds } from './live-needs';
import { Pair } from './pair';
import type { PairSecret, Side } from './pair-keys';
import type { Talk } from './talk';

/** How often a handshake with one peer is begun anew, and how long to wait before, in ms. */
export const HANDSHAKES_MAX = 4;
export const HANDSHAKE_AGAIN_MS = 3000;

/** Another page that this one has to do with. */
export interface Other {
  readonly peer: string;
  name: string;
  pair: Pair | null;
  /** A pair that isn't open yet, while another one is. */
  next: Pair | null;
  direct: Direct | null;
  /** The open direct path to it; null: none. */
  pipe: FramePipe | null;
  tries: number;
}

/** The share of a room, as this page knows it. */
export interface RoomShare extends PairSecret {
  /** Null: the share is kept. */
  readonly live: LiveEnd | null;
}

export interface RoomListener {
  /** A pair is open: what is said from now on is heard by this page alone. */
  readonly onOpen: (other: Other, open: OpenPair) => void;
  /** @throws PairError after which the pair is over */
  readonly onTalk: (
    other: Other,
    talk: Exclude<Talk, { t: 'offer' | 'answer' | 'candidate' }>,
  ) => void | Promise<void>;
  readonly onGone: (other: Other) => void;
  /** The way through the nodes is open. */
  readonly onRelay: (pipe: FramePipe) => void;
  /** A direct path to one is open. */
  readonly onDirect: (other: Other, pipe: FramePipe) => void;
  /** Another one may not have heard what was said last. */
  readonly onBack: (other: Other) => void;
  /** The share is over, or this page may not see it any more. */
  readonly onEnded?: () => void;
}

/** The room of a share, as one of its two sides sees it: pairs with all of the other side, and the ways to them. */
export class ShareRoom {
  readonly #needs: LiveNeeds;
  readonly #of: RoomShare;
  readonly #side: Side;
  readonly #wish: Wish;
  readonly #listener: RoomListener;
  readonly #others = new Map<string, Other>();
  readonly #signal: SignalSocket;
  readonly #relay: Relay;
  #entered = false;

  constructor(needs: LiveNeeds, of: RoomShare, wish: Wish, listener: RoomListener) {
    this.#needs = needs;
    this.#of = of;
    this.#wish = wish;
    this.#side = wish.as === 'sender' ? 'a' : 'b';
    this.#listener = listener;
    const { live, client, around } = needs;
    const ticket = async () => (await client.socketTicket({ within: 10_000 })).ticket;
    this.#signal = new SignalSocket(
      { around, connect: live.connect, ticket },
      {
        onWelcome: ({ resumed }) => {
          if (!resumed) this.#forgetAll();
          if (this.#others.size > 0) this.#relay.want();
        },
        onRoom: (_, peers) => this.#onRoom(peers),
        onPeer: (_, seat) => this.#onSeat(seat),
        onSaid: (from, body) => this.#onSaid(from, body),
        onUnheard: (peer) => this.#onUnheard(peer),
        onRefused: (_, { code }) => {
          if (code === 'GONE') listener.onEnded?.();
        },
        onLost: () => undefined,
      },
    );
    this.#relay = new Relay({
      ...{ signal: this.#signal, open: live.openBulk, around },
      onPipe: (pipe) => listener.onRelay(pipe),
    });
  }

  get others(): readonly Other[] {
    return [...this.#others.values()];
  }

  /** Whether it is known who is in it. */
  get isEntered(): boolean {
    return this.#entered;
  }

  find(peer: string): Other | undefined {
    return this.#others.get(peer);
  }

  /** Name of the node that this page is connected to; empty: none. */
  get node(): string {
    return this.#signal.welcome?.node ?? '';
  }

  /** The way through the nodes; null while there is none. */
  get relay(): FramePipe | null {
    return this.#relay.pipe;
  }

  begin(): void {
    this.#signal.join(this.#wish);
    this.#signal.begin();
  }

  end(): void {
    for (const other of this.others) {
      other.pair?.end();
      this.#drop(other);
    }
    this.#relay.unwant();
    this.#signal.end();
  }

  #forgetAll(): void {
    for (const other of this.others) this.#drop(other);
  }

  #onRoom(peers: readonly Seat[]): void {
    this.#entered = true;
    const named = new Set(peers.filter(({ is }) => is !== 'gone').map(({ peer }) => peer));
    for (const other of this.others) if (!named.has(other.peer)) this.#drop(other);
    for (const seat of peers) this.#onSeat(seat);
  }

  #onSeat({ peer, as, name, is }: Seat): void {
    const wanted: Role = this.#side === 'a' ? 'receiver' : 'sender';
    const known = this.#others.get(peer);
    if (is === 'gone' || as !== wanted) {
      if (known !== undefined) this.#drop(known);
      return;
    }
    if (is === 'away') return;
    if (known !== undefined) {
      if (known.pair?.isOpen === true) this.#listener.onBack(known);
      return;
    }
    const other: Other = { peer, name, pair: null, next: null, direct: null, pipe: null, tries: 0 };
    this.#others.set(peer, other);
    this.#relay.want();
    if (this.#side === 'a') this.#shakeHands(other);
  }

  #shakeHands(other: Other): void {
    if (this.#others.get(other.peer) !== other || other.tries++ >= HANDSHAKES_MAX) return;
    const pair = this.#newPair(other);
    other.pair = pair;
    pair.begin();
  }

  #newPair(other: Other): Pair {
    const { random, around } = this.#needs;
    const pair: Pair = new Pair(this.#side, {
      ...{ of: this.#of, live: this.#of.live, random, around },
      say: (body) => this.#signal.say(other.peer, body),
      onOpen: (open) => this.#onOpen(other, pair, open),
      onTalk: (talk) => this.#onTalk(other, talk),
      onEnd: () => this.#onPairEnd(other, pair),
    });
    return pair;
  }

  #onOpen(other: Other, pair: Pair, open: OpenPair): void {
    if (other.next === pair) {
      this.#dropDirect(other);
      other.pair = pair;
      other.next = null;
    }
    other.tries = 0;
    this.#openDirect(other, pair, open);
    this.#listener.onOpen(other, open);
    if (this.#side === 'b') other.direct?.offer();
  }

  #openDirect(other: Other, pair: Pair, open: OpenPair): void {
    const { live, around } = this.#needs;
    const { newRtcPeer } = live;
    if (newRtcPeer === null) return;
    other.direct = new Direct({
      ...{ around, pair: open, side: this.#side },
      newPeer: () => newRtcPeer(this.#signal.welcome?.ice ?? []),
      say: (talk) => pair.say(talk),
      onPipe: (pipe) => {
        other.pipe = pipe;
        pipe.onEnd(() => {
          if (other.pipe === pipe) other.pipe = null;
          this.#listener.onBack(other);
        });
        this.#listener.onDirect(other, pipe);
      },
    });
  }

  #onTalk(other: Other, talk: Talk): void | Promise<void> {
    if (talk.t === 'offer' || talk.t === 'answer' || talk.t === 'candidate') return other.direct?.take(talk);
    return this.#listener.onTalk(other, talk);
  }

  #onPairEnd(other: Other, pair: Pair): void {
    if (other.next === pair) {
      other.next = null;
      return;
    }
    if (other.pair !== pair) return;
    other.pair = null;
    this.#dropDirect(other);
    this.#listener.onGone(other);
    if (this.#side === 'a') this.#needs.around.after(HANDSHAKE_AGAIN_MS, () => this.#shakeHands(other));
  }

  #onSaid(from: string, body: Bytes): void {
    const other = this.#others.get(from);
    if (other === undefined) return;
    if (other.pair?.owns(body) === true) other.pair.take(body);
    else if (other.next?.owns(body) === true) other.next.take(body);
    else if (this.#side === 'b') this.#onNewPair(other, body);
  }

  /** A sender begins: at first, or anew. A pair that is open counts until the new one is. */
  #onNewPair(other: Other, body: Bytes): void {
    const pair = this.#newPair(other);
    other.next?.end();
    if (other.pair?.isOpen === true) other.next = pair;
    else {
      other.pair?.end();
      other.pair = pair;
    }
    pair.take(body);
  }

  /** A handshake of which something was lost can't go on. */
  #onUnheard(peer: string): void {
    const other = this.#others.get(peer);
    if (other === undefined || other.pair === null || other.pair.isOpen || this.#side === 'b') return;
    const { pair } = other;
    pair.end();
    this.#onPairEnd(other, pair);
  }

  #drop(other: Other): void {
    if (this.#others.get(other.peer) === other) this.#others.delete(other.peer);
    other.pair?.end();
    other.next?.end();
    other.pair = other.next = null;
    this.#dropDirect(other);
    this.#listener.onGone(other);
    if (this.#others.size === 0) this.#relay.unwant();
  }

  #dropDirect(other: Other): void {
    other.direct?.end();
    other.direct = null;
    other.pipe?.end();
    other.pipe = null;
  }
}
