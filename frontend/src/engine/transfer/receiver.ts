import type { ShareAnswer } from '../api/answers';
import type { NodeClient } from '../api/client';
import type { Receipts } from '../keep/receipts';
import type { Bytes } from '../seal/bytes';
import { localTime } from '../local-time';
import type { ChunkWork } from '../seal/chunk-work';
import { parseFragment, parseShareId } from '../seal/link';
import type { Randomness } from '../seal/primitives';
import { KEY_BYTES } from '../seal/sizes';
import type { Place, Sinks } from '../sinks/sink';
import type { ReceiveFileView, SaveWay } from '../view';
import { giveBack, tellVerified } from './claim';
import { choosePlace } from './choose-place';
import { codeOf } from './failure';
import { Line } from './line';
import { Lookout } from './lookout';
import { openingEnd } from './opening-end';
import {
  isIdle,
  RECEIVE_START,
  type ReceiveEvent,
  type ReceiveMachine,
  receiveNext,
} from './receive-machine';
import { Saving } from './saving';
import { ShownShare } from './shown-share';
import type { Surroundings } from './surroundings';

export interface ReceiverNeeds {
  readonly client: NodeClient;
  readonly work: ChunkWork;
  readonly sinks: Sinks;
  readonly around: Surroundings;
  readonly random: Randomness;
  /** What earlier visits half received. */
  readonly halfReceived: Receipts;
}

export interface ReceiverListener {
  /** @param what `progress` may come often */
  readonly onChange: (what: 'state' | 'progress') => void;
}

/** Opens a share by its link, looks again while its files are arriving, and saves them one after the other. */
export class Receiver {
  readonly #needs: ReceiverNeeds;
  readonly #listener: ReceiverListener;
  readonly #shown: ShownShare;
  #state: ReceiveMachine = RECEIVE_START;
  /** Opening, then looking again. */
  #looking: Line;
  readonly #lookout: Lookout;
  #saving: Saving | null = null;
  #secret: Bytes | null = null;
  #claim: Bytes;

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
    return this.#state.is === 'receiving' ? (this.#saving?.rate ?? null) : null;
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
      await this.#shown.open(line, shareId, { secret: this.#secret, password, claim: this.#claim });
      await this.#showKept();
      this.#on({ on: 'opened' });
      await this.#lookout.follow(line);
    } catch (error) {
      this.#onBlind(line, error, byHand);
    }
  }

  /**
   * Once it was opened: notices what its sender changes, until it ends here or there. What was saved stays shown as saved,
   * whatever becomes of the share.
   */
  async watch(): Promise<void> {
    const line = this.#looking;
    const cares = () => !line.ended && this.answer !== null && !this.#allVerified;
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

  get #allVerified(): boolean {
    return this.files.every(({ state }) => state === 'verified' || state === 'removed');
  }

  async #showKept(): Promise<void> {
    const { halfReceived } = this.#needs;
    const receipt = await halfReceived.find(this.share);
    this.#shown.files.showKept(receipt === null ? new Map() : await halfReceived.kept(receipt));
  }

  /**
   * Saves these files one after the other; call it inside of a click. Does nothing while something is being saved. Files that
   * are arriving are followed.
   */
  async save(wanted: readonly string[], way: SaveWay = 'each'): Promise<void> {
    const files = this.files.filter(
      ({ file, state, download }) => wanted.includes(file) && state !== 'removed' && download === null,
    );
    if (files.length === 0 || !isIdle(this.#state)) return;
    this.#on({ on: this.#needs.sinks.asks(files, way) ? 'choosing' : 'receiving' });
    try {
      const place = await choosePlace(this.#needs.sinks, this.#shown, files, way);
      if (place === null) {
        this.#on({ on: 'declined' });
        return;
      }
      this.#on({ on: 'receiving' });
      await this.#saveAll(files, place);
    } catch (error) {
      this.#on({ on: 'failed', code: codeOf(error) });
    }
  }

  pause(): void {
    this.#saving?.hold();
    this.#on({ on: 'paused' });
  }

  resume(): void {
    this.#on({ on: 'resumed' });
    this.#saving?.release();
  }

  /** Ends saving; what is half saved is thrown away. */
  cancel(): void {
    this.#on({ on: 'cancelled' });
    if (this.#state.is !== 'cancelled') return;
    this.#endSaving();
    void this.discard();
  }

  /** Throws away what an earlier visit half received. */
  async discard(): Promise<void> {
    const { client, halfReceived } = this.#needs;
    await this.#saving?.ended;
    await halfReceived.discard(this.share);
    this.#shown.files.showKept(new Map());
    this.#listener.onChange('state');
    const access = this.#shown.opened?.access;
    if (access === undefined || this.answer?.limit === null) return;
    await giveBack(client, this.share, access);
  }

  /** Ends everything: the page turns to something else. */
  end(): void {
    this.#looking.end();
    this.#endSaving();
  }

  #endSaving(): void {
    this.#saving?.cancel();
    this.#lookout.arrive();
  }

  #lookingLine(): Line {
    return new Line(this.#needs.around, () => Promise.resolve(), {
      onTrouble: (code) => {
        if (this.answer === null) this.#on({ on: 'trouble', code });
      },
      onRecovered: () => undefined,
    });
  }

  async #saveAll(files: readonly ReceiveFileView[], place: Place): Promise<void> {
    const opened = this.#shown.opened;
    if (opened === null) throw new Error('not opened');
    const { share } = this;
    const { access, secret } = opened;
    const { answer } = this;
    const expiresAt = answer && localTime(answer.expiresAt, answer.now, this.answeredAt);
    const { client, work, around, halfReceived } = this.#needs;
    await halfReceived.begin({ share, secret, claim: access.claim, files }, expiresAt);
    const arrival = (file: string) => this.#lookout.arrival(file);
    const look = () => this.#lookout.look(this.#looking);
    const saving = new Saving(
      { share, access, files: this.#shown.files, client, work, around, arrival, look, halfReceived },
      {
        onTrouble: (code) => this.#on({ on: 'trouble', code }),
        onRecovered: () => this.#on({ on: 'recovered' }),
        onChange: (what) => this.#listener.onChange(what),
        onCancel: () => this.cancel(),
      },
    );
    this.#saving = saving;
    try {
      this.#on(
        await saving.run(
          files.map(({ file }) => file),
          place,
        ),
      );
    } finally {
      this.#saving = null;
    }
    if (this.#allVerified && this.answer?.limit !== null) await tellVerified(client, around, share, access);
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
