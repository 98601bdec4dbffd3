import { type Bytes, fromBase64Url, toBase64Url } from '../seal/bytes';
import type { ChunkWays, LiveSide, LiveWay } from '../transfer/chunk-ways';
import type { PathView } from '../view';
import { NO_PEER } from '../transport/direct';
import { Ladder } from '../transport/ladder';
import type { FramePipe } from './frame-pipe';
import type { LiveNeeds } from './live-needs';
import type { PairSecret } from './pair-keys';
import { type Other, ShareRoom } from './share-room';
import { pull } from './stream-receiver';
import type { LivePath, Talk } from './talk';

/** How often a sender is told how far its receiver is, at most, in ms. */
export const TELL_MS = 500;

interface Offered {
  readonly other: Other;
  files: ReadonlySet<string>;
  from: string;
}

/** The receiver's end of live transfers of one share: finds its senders, and the ways to get chunks of them. */
export class LiveReceiver implements LiveSide {
  readonly ladder: ChunkWays['ladder'] = new Ladder();
  readonly #needs: LiveNeeds;
  readonly #room: ShareRoom;
  readonly #offered = new Map<string, Offered>();
  /** Senders that don't want to. */
  readonly #refusing = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #told = 0;

  /** @param right the capability to read */
  constructor(needs: LiveNeeds, of: PairSecret, right: Bytes, onChange: () => void) {
    this.#needs = needs;
    this.#listeners.add(onChange);
    const changed = () => this.#changed();
    const wish = { room: `share:${toBase64Url(of.shareId)}`, as: 'receiver', right } as const;
    this.#room = new ShareRoom(needs, of, wish, {
      onOpen: changed,
      onBack: changed,
      onTalk: (other, talk) => this.#onTalk(other, talk),
      onGone: (other) => {
        this.#offered.delete(other.peer);
        this.#refusing.delete(other.peer);
        changed();
      },
      onRelay: (pipe) => {
        pipe.onEnd(changed);
        changed();
      },
      onDirect: changed,
    });
  }

  begin(): void {
    this.#room.begin();
  }

  end(): void {
    this.#room.end();
    this.#listeners.clear();
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
      if (!files.has(file) || other.pair?.isOpen !== true) continue;
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
      ({ peer }) => this.#offered.get(peer)?.files.has(file) ?? !this.#refusing.has(peer),
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

  readonly cancelled: LiveSide['cancelled'] = () => this.#tell({ t: 'cancel' });

  #tell(talk: object): void {
    for (const { pair } of this.#room.others) pair?.say(talk);
  }

  #onTalk(other: Other, talk: Exclude<Talk, { t: 'offer' | 'answer' | 'candidate' }>): void {
    if (talk.t === 'serving') {
      this.#offered.set(other.peer, { other, files: new Set(talk.files), from: talk.from });
      this.#refusing.delete(other.peer);
    } else if (talk.t === 'decline' || (talk.t === 'cancel' && talk.file === null)) {
      this.#offered.delete(other.peer);
      this.#refusing.add(other.peer);
    } else return;
    this.#changed();
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
