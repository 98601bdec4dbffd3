import type { Bytes } from '../seal/bytes';
import { SignalSocket } from '../socket/signal-socket';
import type { Role, Seat } from '../socket/signal-messages';
import type { Wish } from '../socket/wished-rooms';
import { Direct } from '../transport/direct';
import { Relay } from '../transport/relay';
import type { FramePipe } from './frame-pipe';
import type { OpenPair } from './handshake';
import type { LiveNeeds } from './live-needs';
import { newOther, type Other, type RoomListener, type RoomShare } from './other';
import { Pair } from './pair';
import type { Side } from './pair-keys';
import type { EndCause } from './pair-messages';
import type { Talk } from './talk';

/** How often a handshake with one peer is begun anew, and how long to wait before, in ms. */
export const HANDSHAKES_MAX = 4;
export const HANDSHAKE_AGAIN_MS = 3000;

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
    if (known !== undefined) {
      known.isHere = is === 'here';
      if (known.isHere) this.#onBack(known);
      return;
    }
    if (is === 'away') return;
    const other = newOther(peer, name);
    this.#others.set(peer, other);
    this.#relay.want();
    if (this.#side === 'a') this.#shakeHands(other);
  }

  #onBack(other: Other): void {
    const { pair } = other;
    if (pair?.isOpen !== true) {
      if (other.letIn) pair?.letIn();
      return;
    }
    // It may not know that the pair is open.
    if (this.#side === 'a' && other.missed && !pair.wasHeard) this.#anew(other, pair);
    else this.#listener.onBack(other);
  }

  /** A person lets in a receiver that waits. */
  letIn(other: Other): void {
    other.letIn = true;
    if (other.isHere) other.pair?.letIn();
  }

  /** A person doesn't. */
  turnAway(other: Other): void {
    other.pair?.turnAway('declined');
  }

  #shakeHands(other: Other): void {
    if (this.#others.get(other.peer) !== other || other.turnedAway) return;
    if (other.tries++ >= HANDSHAKES_MAX) return;
    const pair = this.#newPair(other);
    other.pair = pair;
    pair.begin();
  }

  #newPair(other: Other): Pair {
    const { random, around } = this.#needs;
    const pair: Pair = new Pair(this.#side, {
      ...{ of: this.#of, live: this.#of.live, random, around },
      say: (body) => this.#signal.say(other.peer, body),
      onAsked: (keyed) => this.#listener.onAsked?.(other, keyed) ?? 'open',
      onAsking: (keyed) => this.#listener.onAsking?.(other, keyed),
      onOpen: (open) => this.#onOpen(other, pair, open),
      onTalk: (talk) => this.#onTalk(other, talk),
      onEnd: (_, cause) => this.#onPairEnd(other, pair, cause),
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
    other.missed = false;
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

  #onPairEnd(other: Other, pair: Pair, cause: EndCause = 'ended'): void {
    if (other.next === pair) {
      other.next = null;
      return;
    }
    if (other.pair !== pair) return;
    other.pair = null;
    other.letIn = false;
    this.#dropDirect(other);
    if (cause !== 'ended') {
      other.turnedAway = true;
      this.#listener.onTurnedAway?.(other, cause);
    }
    this.#listener.onGone(other);
    if (this.#side === 'a') this.#needs.around.after(HANDSHAKE_AGAIN_MS, () => this.#shakeHands(other));
  }

  #onSaid(from: string, body: Bytes): void {
    const other = this.#others.get(from);
    if (other === undefined) return;
    if (other.pair?.owns(body) === true) other.pair.take(body);
    else if (other.next?.owns(body) === true) other.next.take(body);
    else if (this.#side === 'b' && !other.turnedAway) this.#onNewPair(other, body);
  }

  /** A sender begins: at first, or anew. A pair that is open counts until the new one is. */
  #onNewPair(other: Other, body: Bytes): void {
    const pair = this.#newPair(other);
    other.next?.end();
    if (other.pair?.isOpen === true) other.next = pair;
    else {
      if (other.pair !== null) {
        other.pair.end();
        this.#listener.onGone(other);
      }
      other.pair = pair;
    }
    pair.take(body);
  }

  /** A handshake of which something was lost can't go on. */
  #onUnheard(peer: string): void {
    const other = this.#others.get(peer);
    if (other === undefined || other.pair === null || this.#side === 'b') return;
    other.missed = true;
    if (!other.pair.isOpen) this.#anew(other, other.pair);
  }

  #anew(other: Other, pair: Pair): void {
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
