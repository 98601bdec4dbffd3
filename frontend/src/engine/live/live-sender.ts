import { toBase64Url } from '../seal/bytes';
import { shareKeyOf } from '../seal/keys';
import { chunkLength, SEALED_CHUNK_BYTES, sealedChunkLength } from '../seal/sizes';
import type { ChunkWork } from '../seal/chunk-work';
import type { SendFile } from '../transfer/send-file';
import { FILE_UNREADABLE, TransferFailure } from '../transfer/failure';
import { type SendPlan, shareText } from '../transfer/send-plan';
import { safePeerName } from '../transfer/safe-name';
import type { AskingView, LiveReceiverView } from '../view';
import type { LiveEnd, OpenPair } from './handshake';
import { ASKING_MAX, KeyedPairs } from './keyed-pairs';
import type { LiveNeeds } from './live-needs';
import { Places } from './places';
import { Seals } from './seals';
import type { Other } from './other';
import type { Entrance, KeyedPair } from './pair';
import { ShareRoom } from './share-room';
import { type ChunkSource, CHUNKS_PER_PATH, serve } from './stream-sender';
import { SERVING_MAX, type Talk } from './talk';

/** Chunks that are sealed for live transfers at once: the upload goes on beside them. */
export const LIVE_SEALING_MAX = 2;

export interface LiveSenderNeeds extends LiveNeeds {
  readonly work: ChunkWork;
}

/** What is sent: its files may change. */
export interface Served {
  readonly plan: SendPlan;
  readonly files: () => readonly SendFile[];
  /** Null: the share is kept. */
  readonly live: LiveEnd | null;
  /** Whether a person lets each receiver in; of a kept share the node gives the bytes to all. */
  readonly asks: () => boolean;
  /** A file of a live share can't be given as it was. */
  readonly onBroken: (file: string, code: string) => void;
}

/** What the receivers of a share get of it in the handshake; null: it is kept, they have its key from the node. */
export async function liveEndOf({ liveKey, shareId }: SendPlan): Promise<LiveEnd | null> {
  return liveKey === null ? null : { is: 'hands', key: await shareKeyOf(liveKey, shareId) };
}

/** The sender's end of live transfers of one share: lets whoever opened the link have its chunks straight from the files. */
export class LiveSender {
  readonly #needs: LiveSenderNeeds;
  readonly #served: Served;
  readonly #onChange: () => void;
  readonly #room: ShareRoom;
  readonly #sealing = new Places(LIVE_SEALING_MAX);
  readonly #views = new Map<string, LiveReceiverView>();
  readonly #pairs = new KeyedPairs();
  readonly #places = new Map<string, Places>();
  readonly #seals: Seals;
  /** How many files could be had when that was said last. */
  #said = 0;

  /** @param onChange one of the receivers did something */
  constructor(needs: LiveSenderNeeds, served: Served, onChange: () => void) {
    this.#needs = needs;
    this.#served = served;
    this.#onChange = onChange;
    const { plan, live, onBroken } = served;
    const { shareId, secret } = plan;
    const wish = { room: `share:${shareText(plan)}`, as: 'sender', right: plan.owner } as const;
    this.#seals = new Seals({
      find: (file) => this.#find(file),
      say: (peer, talk) => this.#room.find(peer)?.pair?.say(talk),
      sealing: this.#sealing,
      // What is kept is read by its upload.
      readsAll: live !== null,
      onBroken,
    });
    this.#room = new ShareRoom(needs, { shareId, secret, live }, wish, {
      onAsked: (other, pair) => this.#onAsked(other, pair),
      onOpen: (other, pair) => this.#onOpen(other, pair),
      onBack: (other) => this.#sayServing(other),
      onTalk: (other, talk) => this.#onTalk(other, talk),
      onGone: (other) => {
        this.#places.delete(other.peer);
        this.#seals.gone(other.peer);
        this.#views.delete(other.peer);
        if (this.#pairs.delete(other.peer)) onChange();
      },
      onRelay: (pipe) => {
        serve(pipe, {
          source: this.#source,
          placesOf: (peer) => this.#placesOf(toBase64Url(peer)),
          allows: (peer) => this.#allows(toBase64Url(peer)),
          onTaken: (peer, file) => this.#seals.taken(toBase64Url(peer), toBase64Url(file)),
        });
      },
      onDirect: ({ peer }, pipe) => {
        const places = new Places(CHUNKS_PER_PATH);
        serve(pipe, {
          ...{ source: this.#source, placesOf: () => places, allows: () => true },
          onTaken: (_, file) => this.#seals.taken(peer, toBase64Url(file)),
        });
      },
    });
  }

  /** Whoever has the link open, those that came first before the others. */
  get receivers(): readonly LiveReceiverView[] {
    return [...this.#views.values()];
  }

  /** Whoever waits to be let in, those that came first before the others. */
  get asking(): readonly AskingView[] {
    return this.#pairs.asking.map(({ other: { peer, name }, pair }) => ({
      ...{ peer, pair, name: safePeerName(name) },
    }));
  }

  /** Lets one in (its pair); nothing if it is gone. */
  letIn(pair: string): void {
    const asking = this.#pairs.find(pair);
    if (asking === undefined || asking.isOpen) return;
    this.#room.letIn(asking.other);
    this.#onChange();
  }

  /** Doesn't. */
  turnAway(pair: string): void {
    const asking = this.#pairs.find(pair);
    if (asking !== undefined && !asking.isOpen) this.#room.turnAway(asking.other);
  }

  /** The words of a pair; null if it is over. */
  words(pair: string): Promise<readonly string[] | null> {
    return this.#pairs.words(pair);
  }

  begin(): void {
    this.#room.begin();
  }

  end(): void {
    this.#room.end();
  }

  /** Says what can be had if that changed: files came, or went, or their seals are known. Whoever waits for nobody comes in. */
  look(): void {
    if (!this.#served.asks()) for (const { pair } of this.#pairs.asking) this.letIn(pair);
    this.#seals.look();
    const now = this.#served.files().filter(({ canBeRead }) => canBeRead).length;
    if (now === this.#said) return;
    for (const other of this.#room.others) this.#sayServing(other);
  }

  #allows(peer: string): boolean {
    return this.#room.find(peer)?.pair?.isOpen === true;
  }

  #placesOf(peer: string): Places {
    const places = this.#places.get(peer) ?? new Places(CHUNKS_PER_PATH);
    this.#places.set(peer, places);
    return places;
  }

  readonly #source: ChunkSource = {
    length: (file) => {
      const found = this.#find(toBase64Url(file));
      if (found === null) return null;
      const last = found.chunks - 1;
      return last * SEALED_CHUNK_BYTES + sealedChunkLength(chunkLength(found.size, last));
    },
    chunk: async (file, index) => {
      await this.#sealing.take();
      try {
        const found = this.#find(toBase64Url(file));
        if (found === null) throw new TransferFailure(FILE_UNREADABLE, false);
        const { sealed } = await found.seal(index, this.#needs.work);
        this.#seals.look();
        return sealed;
      } catch (error) {
        // Of what is kept the upload finds the same.
        if (error instanceof TransferFailure && this.#served.live !== null)
          this.#served.onBroken(toBase64Url(file), error.code);
        throw error;
      } finally {
        this.#sealing.give();
      }
    },
  };

  #find(id: string): SendFile | null {
    return this.#served.files().find((each) => each.id === id && each.canBeRead) ?? null;
  }

  #onAsked(other: Other, pair: KeyedPair): Entrance {
    if (!this.#served.asks()) return 'open';
    if (this.#pairs.asking.length >= ASKING_MAX) return 'busy';
    this.#pairs.set(other, pair, false);
    this.#onChange();
    return 'waits';
  }

  #onOpen(other: Other, open: OpenPair): void {
    const { peer } = other;
    this.#seals.gone(peer);
    this.#pairs.set(other, open, true);
    const pair = toBase64Url(open.pair);
    const name = safePeerName(other.name);
    this.#views.set(peer, { peer, pair, name, file: null, bytes: 0, rate: 0, path: null, verified: 0 });
    this.#onChange();
    this.#sayServing(other);
  }

  #sayServing({ pair }: Other): void {
    const files = this.#served.files().filter(({ canBeRead }) => canBeRead);
    this.#said = files.length;
    // What the node doesn't have is what is asked for.
    const wanted = [...files.filter(({ whole }) => !whole), ...files.filter(({ whole }) => whole)];
    pair?.say({
      t: 'serving',
      files: wanted.slice(0, SERVING_MAX).map(({ id }) => id),
      from: this.#room.node.slice(0, 16),
    });
  }

  #onTalk({ peer }: Other, talk: Exclude<Talk, { t: 'offer' | 'answer' | 'candidate' }>): void {
    const view = this.#views.get(peer);
    if (view === undefined) return;
    const isOurs = (file: string) => this.#served.files().some(({ id }) => id === file);
    if (talk.t === 'progress' && isOurs(talk.file)) {
      const { file, bytes, rate, path } = talk;
      this.#views.set(peer, { ...view, file, bytes, rate, path });
    } else if (talk.t === 'verified' && isOurs(talk.file)) {
      this.#views.set(peer, { ...view, verified: view.verified + 1, rate: 0 });
    } else if (talk.t === 'unsealed') {
      this.#seals.wanted(peer, talk.file);
      return;
    } else if (talk.t === 'cancel') {
      this.#views.set(peer, { ...view, file: null, bytes: 0, rate: 0, path: null });
    } else return;
    this.#onChange();
  }
}
