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
import { codeOf, TransferFailure } from './failure';
import { Line } from './line';
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

/** How long to wait before looking again at files that are arriving, in ms; half as long again each time. */
export const LOOK_FIRST_MS = 1000;
export const LOOK_MAX_MS = 10_000;

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
  #saving: Saving | null = null;
  #arrivals: (() => void)[] = [];
  /** Why it isn't looked for arriving files any more. */
  #lost: string | null = null;
  #secret: Bytes | null = null;
  #claim: Bytes;
  /** Cuts the wait before the next look short. */
  #hurry: () => void = () => undefined;

  /** @param share 22 characters */
  constructor(
    readonly share: string,
    needs: ReceiverNeeds,
    listener: ReceiverListener,
  ) {
    this.#needs = needs;
    this.#listener = listener;
    this.#shown = new ShownShare(share, needs);
    this.#claim = needs.random(KEY_BYTES);
    this.#looking = this.#lookingLine();
  }

  get state(): ReceiveMachine {
    return this.#state;
  }

  get files(): readonly ReceiveFileView[] {
    return this.#shown.files.views;
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
      await this.#lookAgain(line);
    } catch (error) {
      if (line.ended) return;
      this.#lost = codeOf(error);
      this.#on(openingEnd(error, byHand));
      this.#arrive();
    }
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
    const named = new Set(wanted);
    const files = this.files.filter(({ file, download }) => named.has(file) && download === null);
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
    this.#arrive();
  }

  #lookingLine(): Line {
    return new Line(this.#needs.around, () => Promise.resolve(), {
      onTrouble: (code) => {
        if (this.answer === null) this.#on({ on: 'trouble', code });
      },
      onRecovered: () => undefined,
    });
  }

  async #lookAgain(line: Line): Promise<void> {
    let wait = LOOK_FIRST_MS;
    while (this.#shown.files.arriving) {
      const hurry = new Promise<void>((resolve) => (this.#hurry = resolve));
      await Promise.race([line.pause(wait), hurry]);
      wait = Math.min(wait * 1.5, LOOK_MAX_MS);
      await this.#shown.again(line);
      this.#arrive();
      this.#listener.onChange('state');
    }
  }

  #arrive(): void {
    const waiting = this.#arrivals;
    this.#arrivals = [];
    waiting.forEach((resume) => resume());
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
    const arrival = (file: string) => this.#arrival(file);
    const saving = new Saving(
      { share, access, files: this.#shown.files, client, work, around, arrival, halfReceived },
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
    const all = this.files.every(({ state }) => state === 'verified');
    if (all && this.answer?.limit !== null) await tellVerified(client, around, share, access);
  }

  async #arrival(file: string): Promise<void> {
    const code = this.#lost ?? this.#shown.files.refusal(file);
    if (code !== null) throw new TransferFailure(code, false);
    const arrived = new Promise<void>((resolve) => this.#arrivals.push(resolve));
    this.#hurry();
    await arrived;
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
