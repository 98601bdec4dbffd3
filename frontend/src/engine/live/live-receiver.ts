import { type Bytes, equal, fromBase64Url, toBase64Url } from '../seal/bytes';
import type { ScopedKey } from '../seal/keys';
import { SealError } from '../seal/seal-error';
import type { ChunkWays, LiveSide, LiveWay } from '../transfer/chunk-ways';
import type { PathView, SenderView } from '../view';
import { NO_PEER } from '../transport/direct';
import { Ladder } from '../transport/ladder';
import type { FramePipe } from './frame-pipe';
import { KeyedPairs } from './keyed-pairs';
import type { LiveNeeds } from './live-needs';
import type { Other, RoomShare } from './other';
import type { KeyedPair } from './pair';
import { PairError } from './pair-error';
import type { EndCause } from './pair-messages';
import { ShareRoom } from './share-room';
import { pull } from './stream-receiver';
import type { LivePath, Talk } from './talk';

/** How often a sender is told how far its receiver is, at most, in ms. */
export const TELL_MS = 500;
/** How often a seal that doesn't come is asked for again, in ms. */
export const SEAL_AGAIN_MS = 3000;
/** How long a sender may take to let this page in before a person is told that it waits, in ms. */
export const ASKING_SHOWN_MS = 1000;

interface Offered {
  readonly other: Other;
  files: ReadonlySet<string>;
  from: string;
}

/** Whom a receiver's end tells what it hears. */
export interface LiveListener {
  /** Senders or ways to them came or went; a live share's key came. */
  readonly onChange: () => void;
  /**
   * A sender says the seal of a file. Answers false if there is no such file as far as is known.
   * @throws SealError if it isn't of that file
   */
  readonly onSeal: (file: string, seal: Bytes) => Promise<boolean>;
  /** The share is over, or may be. */
  readonly onEnded: () => void;
}

/** The receiver's end of live transfers of one share: finds its senders, and the ways to get chunks of them. */
export class LiveReceiver implements LiveSide {
  readonly ladder: ChunkWays['ladder'] = new Ladder();
  readonly #needs: LiveNeeds;
  #room: ShareRoom;
  readonly #newRoom: () => ShareRoom;
  readonly #listener: LiveListener;
  readonly #isLive: boolean;
  readonly #pairs = new KeyedPairs();
  /** Why no sender lets this page in; null: one does, or may. */
  #turnedAway: Exclude<EndCause, 'ended'> | null = null;
  #hasLeft = false;
  readonly #offered = new Map<string, Offered>();
  /** Senders that don't want to. */
  readonly #refusing = new Set<string>();
  readonly #listeners = new Set<() => void>();
  /** The seals that each sender said, by file. */
  readonly #seals = new Map<string, Map<string, Bytes>>();
  #told = 0;
  #key: ScopedKey | null = null;

  /** @param right the capability to read */
  constructor(needs: LiveNeeds, of: RoomShare, right: Bytes, listener: LiveListener) {
    this.#needs = needs;
    this.#listener = listener;
    this.#isLive = of.live !== null;
    this.#listeners.add(listener.onChange);
    const changed = () => this.#changed();
    const wish = { room: `share:${toBase64Url(of.shareId)}`, as: 'receiver', right } as const;
    this.#newRoom = () =>
      new ShareRoom(needs, of, wish, {
        onAsking: (other, pair) => this.#onAsking(other, pair),
        onOpen: (other, open) => {
          this.#seals.delete(other.peer);
          this.#pairs.set(other, open, true);
          this.#turnedAway = null;
          this.#key ??= open.share;
          changed();
        },
        onBack: changed,
        onTalk: (other, talk) => this.#onTalk(other, talk),
        onTurnedAway: (_, why) => (this.#turnedAway = why),
        onGone: (other) => this.#onGone(other),
        onEnded: listener.onEnded,
        onRelay: (pipe) => {
          pipe.onEnd(changed);
          changed();
        },
        onDirect: changed,
      });
    this.#room = this.#newRoom();
  }

  begin(): void {
    this.#room.begin();
  }

  end(): void {
    this.#room.end();
    this.#listeners.clear();
  }

  /** What this page has to do with a sender itself; null: nothing. */
  get sender(): SenderView | null {
    const [open] = this.#pairs.open;
    if (open !== undefined) return { is: 'met', pair: open.pair };
    const [asking] = this.#pairs.asking;
    if (asking !== undefined) return { is: 'asked', pair: asking.pair };
    return this.#turnedAway === null ? null : { is: this.#turnedAway };
  }

  /** The words of a pair; null if it is over. */
  words(pair: string): Promise<readonly string[] | null> {
    return this.#pairs.words(pair);
  }

  /** Comes again, as a new page, after it was turned away. */
  askAgain(): void {
    if (!this.#hasLeft) return;
    this.#hasLeft = false;
    this.#turnedAway = null;
    this.#room = this.#newRoom();
    this.#room.begin();
    this.#changed();
  }

  /** The key of a live share; null until a sender handed it over. */
  get key(): ScopedKey | null {
    return this.#key;
  }

  /** What bytes take just now; null until something moved. */
  get path(): PathView | null {
    const { paths, reason } = this.ladder.choice;
    const [is, and = null] = paths;
    if (is === undefined) return null;
    const [first] = this.#offered.values();
    return { is, and, reason, node: first?.from ?? '' };
  }

  readonly waysTo: LiveSide['waysTo'] = (file) => {
    const ways: LiveWay[] = [];
    const { relay } = this.#room;
    for (const { other, files } of this.#offered.values()) {
      // A live share is served as a whole.
      if ((!this.#isLive && !files.has(file)) || other.pair?.isOpen !== true) continue;
      const has = (path: LivePath) => ways.some((way) => way.path === path);
      if (other.pipe !== null && !has('direct')) ways.push(this.#way('direct', other.pipe, NO_PEER, file));
      if (relay !== null && !has('relay'))
        ways.push(this.#way('relay', relay, fromBase64Url(other.peer) ?? NO_PEER, file));
    }
    return ways;
  };

  readonly mayComeTo: LiveSide['mayComeTo'] = (file) =>
    !this.#room.isEntered ||
    this.#room.others.some(
      ({ peer }) =>
        (this.#isLive ? null : this.#offered.get(peer)?.files.has(file)) ?? !this.#refusing.has(peer),
    );

  readonly onChange: LiveSide['onChange'] = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly progress: LiveSide['progress'] = (file, bytes, rate) => {
    const now = this.#needs.around.now();
    if (now - this.#told < TELL_MS) return;
    this.#told = now;
    const path = this.ladder.bringing ?? 'store';
    this.#tell({ t: 'progress', file, bytes, rate: Math.round(rate), path });
  };

  readonly verified: LiveSide['verified'] = (file) => this.#tell({ t: 'verified', file });

  readonly wantSeal: LiveSide['wantSeal'] = (file) => {
    const ask = () => this.#tell({ t: 'unsealed', file });
    let callOff: () => void = () => undefined;
    const again = () => {
      ask();
      callOff = this.#needs.around.after(SEAL_AGAIN_MS, again);
    };
    again();
    return () => callOff();
  };

  readonly cancelled: LiveSide['cancelled'] = () => this.#tell({ t: 'cancel' });

  /** Most senders let everybody in, and at once: only who waits is told so. */
  #onAsking(other: Other, keyed: KeyedPair): void {
    const { pair } = other;
    this.#needs.around.after(ASKING_SHOWN_MS, () => {
      if (other.pair !== pair || pair === null || pair.isOpen) return;
      this.#pairs.set(other, keyed, false);
      this.#changed();
    });
  }

  #onGone({ peer }: Other): void {
    this.#offered.delete(peer);
    this.#refusing.delete(peer);
    this.#seals.delete(peer);
    this.#pairs.delete(peer);
    this.#leaveIfTurnedAway();
    this.#changed();
  }

  /** Who was turned away by all asks nobody any more, unless a person wants to. */
  #leaveIfTurnedAway(): void {
    const { others } = this.#room;
    if (this.#turnedAway === null || this.#hasLeft || others.some(({ pair }) => pair !== null)) return;
    this.#hasLeft = true;
    this.#room.end();
  }

  #tell(talk: object): void {
    for (const { pair } of this.#room.others) pair?.say(talk);
  }

  #onTalk(other: Other, talk: Exclude<Talk, { t: 'offer' | 'answer' | 'candidate' }>): void | Promise<void> {
    if (talk.t === 'seal') return this.#onSeal(other, talk.file, talk.seal);
    if (talk.t === 'serving') {
      this.#offered.set(other.peer, { other, files: new Set(talk.files), from: talk.from });
      this.#refusing.delete(other.peer);
    } else if (talk.t === 'decline' || (talk.t === 'cancel' && talk.file === null)) {
      this.#offered.delete(other.peer);
      this.#refusing.add(other.peer);
    } else return;
    this.#changed();
  }

  /** One that isn't of its file, or isn't what the same sender said before, ends the pair: nothing more is believed of it. */
  async #onSeal({ peer }: Other, file: string, seal: Bytes): Promise<void> {
    const said = this.#seals.get(peer) ?? new Map<string, Bytes>();
    const before = said.get(file);
    if (before !== undefined && !equal(before, seal)) throw new PairError('BAD_TALK', 'another seal');
    try {
      if (before !== undefined || !(await this.#listener.onSeal(file, seal))) return;
    } catch (error) {
      if (error instanceof SealError) throw new PairError('BAD_TALK', error.message);
      throw error;
    }
    this.#seals.set(peer, said.set(file, seal));
  }

  #way(path: LiveWay['path'], pipe: FramePipe, peer: Bytes, file: string): LiveWay {
    const { random, around } = this.#needs;
    return {
      path,
      pull: (range, take, onBytes, signal) =>
        pull({
          ...{ pipe, peer, file: fromBase64Url(file) ?? NO_PEER, range, random, around },
          ...{ take, onBytes, signal },
        }),
    };
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
