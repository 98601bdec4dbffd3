import type { ShareAnswer } from '../api/answers';
import type { Bytes } from '../seal/bytes';
import { parseFragment, parseShareId } from '../seal/link';
import type { Randomness } from '../seal/primitives';
import type { ScopedKey } from '../seal/keys';
import { KEY_BYTES } from '../seal/sizes';
import type { LiveEnd } from '../live/handshake';
import type { LiveWorld } from '../live/live-needs';
import { LiveReceiver } from '../live/live-receiver';
import type { PathView, ReceiveFileView, SaveWay, SenderView } from '../view';
import type { Access } from './access';
import { codeOf, SENDER_AWAY, TransferFailure } from './failure';
import { Line } from './line';
import { Lookout, LOOK_SETTLED_MS } from './lookout';
import { openingEnd } from './opening-end';
import { RECEIVE_START, type ReceiveEvent, type ReceiveMachine, receiveNext } from './receive-machine';
import { SaveDesk, type SaveNeeds } from './save-desk';
import { ShownShare } from './shown-share';

export interface ReceiverNeeds extends SaveNeeds {
  readonly random: Randomness;
  /** Not there: everything comes from the store. */
  readonly live?: LiveWorld;
}

export interface ReceiverListener {
  /** @param what `progress` may come often */
  readonly onChange: (what: 'state' | 'progress') => void;
}

/** A share that a link leads to: opened, looked at again, saved. */
export class Receiver {
  readonly #needs: ReceiverNeeds;
  readonly #listener: ReceiverListener;
  readonly #shown: ShownShare;
  #state: ReceiveMachine = RECEIVE_START;
  /** Opening, then looking again. */
  #looking: Line;
  readonly #lookout: Lookout;
  readonly #desk: SaveDesk;
  #secret: Bytes | null = null;
  #claim: Bytes;
  /** What it has to do with the sender itself; null: nothing. */
  #live: LiveReceiver | null = null;
  #over = false;

  /** @param share 22 characters */
  constructor(
    readonly share: string,
    needs: ReceiverNeeds,
    listener: ReceiverListener,
  ) {
    this.#needs = needs;
    this.#listener = listener;
    this.#shown = new ShownShare(share, needs);
    this.#lookout = new Lookout(this.#shown, () => listener.onChange('state'));
    this.#claim = needs.random(KEY_BYTES);
    this.#desk = new SaveDesk(needs, this.#shown, {
      state: () => this.#state,
      on: (event) => this.#on(event),
      onChange: (what) => listener.onChange(what),
      arrival: (file) => this.#lookout.arrival(file),
      wake: () => this.#lookout.arrive(),
      look: () => this.#lookout.look(this.#looking),
      live: () => this.#live,
      lost: () => this.#lookout.lost,
    });
    this.#looking = this.#lookingLine();
  }

  get state(): ReceiveMachine {
    return this.#state;
  }

  get files(): readonly ReceiveFileView[] {
    return this.#shown.files.views;
  }

  /** How many files its sender added since it was opened. */
  get added(): number {
    return this.#shown.files.added;
  }

  get title(): string {
    return this.#shown.meta.title;
  }

  get folders(): readonly string[] {
    return this.#shown.folders;
  }

  /** What the node said of the share last; null until it did. */
  get answer(): ShareAnswer | null {
    return this.#shown.answer;
  }

  /** When it did, on this device's clock. */
  get answeredAt(): number {
    return this.#shown.answeredAt;
  }

  /** Bytes per second of plaintext that were fetched; null while nothing moves. */
  get rate(): number | null {
    return this.#state.is === 'receiving' ? this.#desk.rate : null;
  }

  /** What it has to do with the sender itself; null: nothing. */
  get sender(): SenderView | null {
    return this.#live?.sender ?? null;
  }

  /** The words of a pair; null if it is over. */
  words(pair: string): Promise<readonly string[] | null> {
    return this.#live?.words(pair) ?? Promise.resolve(null);
  }

  /** Asks once more to be let in. */
  askAgain(): void {
    this.#live?.askAgain();
  }

  /** How bytes come; null while nothing moves. */
  get path(): PathView | null {
    if (this.#state.is !== 'receiving') return null;
    const store: PathView = { is: 'store', and: null, reason: 'only', node: '' };
    return this.#live?.path ?? (this.#shown.kept ? store : null);
  }

  /**
   * Opens the share. A fragment that isn't empty means a sealed share, or nothing at all. Without one, what an earlier visit
   * half received opens it.
   * @param byHand whether a person typed or pasted it after the link itself didn't do
   */
  async open(fragment: string, byHand = false): Promise<void> {
    const shareId = parseShareId(this.share);
    if (shareId === null) {
      this.#on({ on: 'missing' });
      return;
    }
    const secret = fragment === '' ? null : parseFragment(fragment);
    if (secret === null && fragment !== '') {
      this.#on({ on: 'keyNeeded', wrong: true });
      return;
    }
    const receipt = await this.#needs.halfReceived.find(this.share);
    if (receipt !== null) this.#claim = receipt.claim;
    this.#secret = secret ?? receipt?.secret ?? null;
    await this.#open(shareId, null, byHand);
  }

  /** Tries a password that a person gave. */
  async unlock(password: string): Promise<void> {
    const shareId = parseShareId(this.share);
    if (shareId !== null && this.#state.is === 'passwordNeeded') await this.#open(shareId, password, true);
  }

  async #open(shareId: Bytes, password: string | null, byHand: boolean): Promise<void> {
    if (this.#secret !== null) this.#needs.sinks.prepare();
    this.#looking.end();
    this.#looking = this.#lookingLine();
    if (this.#state.is === 'keyNeeded' || this.#state.is === 'passwordNeeded') this.#set(RECEIVE_START);
    const line = this.#looking;
    try {
      await this.#shown.open(line, shareId, {
        ...{ secret: this.#secret, password, claim: this.#claim },
        liveKey: (commit, access) => this.#liveKey(line, shareId, commit, access),
      });
      await this.#showKept();
      const { opened } = this.#shown;
      if (opened !== null) this.#meet(shareId, opened.secret, opened.access, null);
      this.#on({ on: 'opened' });
      await this.#lookout.follow(line);
    } catch (error) {
      this.#onBlind(line, error, byHand);
    }
  }

  /** Looks for the sender: whoever has the file can give it at once. Nothing waits for that. */
  #meet(shareId: Bytes, secret: Bytes, { capability }: Access, end: LiveEnd | null): void {
    const { live } = this.#needs;
    if (live === undefined || this.#live !== null || this.#over) return;
    const { files } = this.#shown;
    const of = { shareId, secret, live: end };
    this.#live = new LiveReceiver({ ...this.#needs, live }, of, capability, {
      onChange: () => {
        if (end !== null) this.#lookout.arrive();
        this.#listener.onChange('progress');
      },
      onSeal: async (file, seal) => {
        const known = await files.takeSeal(file, seal);
        this.#lookout.arrive();
        return known;
      },
      onEnded: () => this.#lookout.hurry(),
    });
    this.#live.begin();
  }

  /**
   * Waits for whoever has the key of a live share: no link and no node does.
   * @throws TransferFailure if the share is over, or this browser has no live transfers; AbortError once the line was ended
   */
  async #liveKey(line: Line, shareId: Bytes, commit: Bytes, access: Access): Promise<ScopedKey> {
    if (this.#secret !== null) this.#meet(shareId, this.#secret, access, { is: 'wants', commit });
    const live = this.#live;
    if (live === null) throw new TransferFailure('NOT_KEPT', false);
    for (;;) {
      if (live.key !== null) return live.key;
      this.#on({ on: 'trouble', code: SENDER_AWAY });
      let stop: () => void = () => undefined;
      const changed = new Promise<'changed'>((resolve) => {
        stop = live.onChange(() => live.key !== null && resolve('changed'));
      });
      const what = await Promise.race([changed, line.pause(LOOK_SETTLED_MS)]).finally(() => stop());
      if (what !== 'changed') await this.#shown.stands(line, access);
    }
  }

  /**
   * Once it was opened: notices what its sender changes, until it ends here or there. What was saved stays shown as saved,
   * whatever becomes of the share.
   */
  async watch(): Promise<void> {
    const line = this.#looking;
    const cares = () => !line.ended && this.answer !== null && !this.#shown.files.allVerified;
    try {
      await this.#lookout.watch(line, cares);
    } catch (error) {
      if (this.#state.is !== 'verified') this.#onBlind(line, error, false);
    }
  }

  #onBlind(line: Line, error: unknown, byHand: boolean): void {
    if (line.ended) return;
    this.#lookout.lose(codeOf(error));
    this.#on(openingEnd(error, byHand));
  }

  /** @see SaveDesk */
  save(wanted: readonly string[], way: SaveWay = 'each'): Promise<void> {
    return this.#desk.save(wanted, way);
  }

  pause(): void {
    this.#desk.pause();
  }

  resume(): void {
    this.#desk.resume();
  }

  /** Ends saving; what is half saved is thrown away. */
  cancel(): void {
    this.#desk.cancel();
  }

  /** Throws away what an earlier visit half received. */
  discard(): Promise<void> {
    return this.#desk.discard();
  }

  async #showKept(): Promise<void> {
    const { halfReceived } = this.#needs;
    const receipt = await halfReceived.find(this.share);
    this.#shown.files.showKept(receipt === null ? new Map() : await halfReceived.kept(receipt));
  }

  /** Ends everything: the page turns to something else. */
  end(): void {
    this.#over = true;
    this.#live?.end();
    this.#live = null;
    this.#looking.end();
    this.#desk.end();
  }

  #lookingLine(): Line {
    return new Line(this.#needs.around, () => Promise.resolve(), {
      onTrouble: (code) => {
        if (this.answer === null) this.#on({ on: 'trouble', code });
      },
      onRecovered: () => undefined,
    });
  }

  #on(event: ReceiveEvent): void {
    this.#set(receiveNext(this.#state, event));
  }

  #set(next: ReceiveMachine): void {
    if (next === this.#state) return;
    this.#state = next;
    this.#listener.onChange('state');
  }
}
