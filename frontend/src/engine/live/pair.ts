import { type Bytes, equal } from '../seal/bytes';
import type { Randomness } from '../seal/primitives';
import type { Surroundings } from '../transfer/surroundings';
import { newEphemeralKey } from './curve';
import {
  approve,
  beginPair,
  type LiveEnd,
  type OpenPair,
  type ReceiverPair,
  receiverTakes,
  type SenderPair,
  senderTakes,
} from './handshake';
import { PairError } from './pair-error';
import type { PairKeys, PairSecret, Side } from './pair-keys';
import { BODY_MAX, decodePairMessage, encodePairMessage, type EndCause, pairOf } from './pair-messages';
import { SealedTalk } from './sealed-talk';
import { decodeTalk, type Talk } from './talk';

/** How long a handshake may take, in ms. */
export const HANDSHAKE_MS = 15_000;
/** How long a receiver may wait to be let in by a person, at either side, in ms. */
export const APPROVAL_MS = 600_000;
/** How many messages of a peer may wait to be looked at. */
export const WAITING_MAX = 256;

/** A pair whose keys are known, and in which the sender hasn't let the receiver in. */
export interface KeyedPair {
  readonly pair: Bytes;
  readonly keys: PairKeys;
}

/** What becomes of a receiver that has shown that it has the link: it `waits` for `letIn` or `turnAway`. */
export type Entrance = 'open' | 'waits' | 'busy';

export interface PairNeeds {
  readonly of: PairSecret;
  /** Null: the share is kept, or there is none. */
  readonly live: LiveEnd | null;
  readonly random: Randomness;
  readonly around: Surroundings;
  /** Says a message to the other peer. */
  readonly say: (body: Bytes) => void;
  /** A receiver has shown to this sender that it has the link. Not there: it comes in. */
  readonly onAsked?: (pair: KeyedPair) => Entrance;
  /** This receiver has shown to a sender that it has the link, and isn't let in yet. */
  readonly onAsking?: (pair: KeyedPair) => void;
  readonly onOpen: (pair: OpenPair) => void;
  readonly onTalk: (talk: Talk) => void | Promise<void>;
  /**
   * It is over: it was never open, somebody broke the rules, or the other side ended it.
   * @param cause of a pair that wasn't open: whether the receiver was turned away, or nobody let it in in time
   */
  readonly onEnd: (error: Error | null, cause: EndCause) => void;
}

/**
 * The life of one pair at one of its sides: the handshake, in which a person may have a say, then what is said under seal; one message
 * after the other.
 */
export class Pair {
  readonly #needs: PairNeeds;
  readonly #side: Side;
  #sender: SenderPair | null = null;
  #receiver: ReceiverPair | null = null;
  #talk: SealedTalk | null = null;
  #taking: Promise<void> = Promise.resolve();
  #saying: Promise<void> = Promise.resolve();
  #waiting = 0;
  #ended = false;
  #wasHeard = false;
  #callOff: () => void = () => undefined;

  constructor(side: Side, needs: PairNeeds) {
    this.#side = side;
    this.#needs = needs;
    const commit = needs.live?.is === 'wants' ? needs.live.commit : null;
    if (side === 'b') this.#receiver = { is: 'waiting', of: needs.of, commit };
    this.#within(HANDSHAKE_MS, () => this.#end(new PairError('OUT_OF_ORDER', 'too slow')));
  }

  get isOpen(): boolean {
    return this.#talk !== null && !this.#ended;
  }

  /** Whether the other side said anything under seal: then it knows that the pair is open. */
  get wasHeard(): boolean {
    return this.#wasHeard;
  }

  /** The sender lets in who waits for it. */
  letIn(): void {
    this.#next(async () => {
      if (this.#sender?.is === 'asked') await this.#approve(this.#sender);
    });
  }

  /** The sender doesn't. */
  turnAway(why: Exclude<EndCause, 'ended'>): void {
    if (this.#sender?.is === 'asked') this.#end(null, why, true);
  }

  /** The sender begins. */
  begin(): void {
    this.#next(async () => {
      const { state, say } = await beginPair(this.#needs.of, {
        random: this.#needs.random,
        newKey: newEphemeralKey,
      });
      this.#sender = state;
      this.#say(say);
    });
  }

  /** Whether a message is of this pair; the first one is of whichever it names. */
  owns(body: Bytes): boolean {
    const state = this.#sender ?? this.#receiver;
    const pair = pairOf(body);
    return pair !== null && (state === null || state.is === 'waiting' || equal(state.pair, pair));
  }

  /** A message came. */
  take(body: Bytes): void {
    if (this.#waiting >= WAITING_MAX) this.#end(new PairError('BAD_MESSAGE', 'too many at once'));
    else this.#next(() => this.#take(body));
  }

  /** Says something under seal; nothing before the pair is open, or after its end. */
  say(talk: object): void {
    const sealed = this.#talk;
    if (sealed === null || this.#ended) return;
    // Numbers rise in the order in which messages are said.
    this.#saying = this.#saying.then(async () => {
      const body = await sealed.seal(talk);
      if (!this.#ended && body.length <= BODY_MAX) this.#needs.say(body);
    });
  }

  /** Resolves when all that came until now was looked at. */
  get taken(): Promise<void> {
    return this.#taking;
  }

  /** Resolves when all that was to be said until now is said. */
  get said(): Promise<void> {
    return this.#saying;
  }

  /** Ends it, and says so. */
  end(): void {
    if (this.#ended) return;
    this.#sayEnd();
    this.#ended = true;
    this.#callOff();
  }

  #sayEnd(cause: EndCause = 'ended'): void {
    const state = this.#sender ?? this.#receiver;
    if (state === null || state.is === 'waiting') return;
    this.#needs.say(encodePairMessage({ is: 'end', pair: state.pair, cause }));
  }

  #within(ms: number, late: () => void): void {
    this.#callOff();
    this.#callOff = this.#needs.around.after(ms, late);
  }

  #next(step: () => Promise<void>): void {
    this.#waiting++;
    this.#taking = this.#taking.then(async () => {
      this.#waiting--;
      if (this.#ended) return;
      try {
        await step();
      } catch (error) {
        this.#end(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  async #take(body: Bytes): Promise<void> {
    const message = decodePairMessage(body);
    if (message.is === 'end') {
      // Who isn't waiting for a person can't be turned away by one.
      this.#end(null, this.#waitsForPerson ? message.cause : 'ended');
      return;
    }
    if (this.#talk !== null) {
      const talk = decodeTalk(await this.#talk.open(message));
      this.#wasHeard = true;
      if (talk !== null && this.isOpen) await this.#needs.onTalk(talk);
      return;
    }
    if (this.#sender !== null) {
      const { state, say } = await senderTakes(this.#sender, message);
      this.#sender = state;
      this.#say(say);
      if (state.is === 'asked') await this.#onAsked(state);
    } else if (this.#receiver !== null) {
      const { state, say } = await receiverTakes(this.#receiver, message, newEphemeralKey);
      this.#receiver = state;
      this.#say(say);
      if (state.is === 'confirming') this.#onAsking(state);
      if (state.is === 'open') this.#opened(state);
    }
  }

  async #onAsked(state: Extract<SenderPair, { is: 'asked' }>): Promise<void> {
    const entrance = this.#needs.onAsked?.(state) ?? 'open';
    if (entrance === 'open') await this.#approve(state);
    else if (entrance === 'busy') this.turnAway('busy');
    else this.#within(APPROVAL_MS, () => this.turnAway('declined'));
  }

  async #approve(state: Extract<SenderPair, { is: 'asked' }>): Promise<void> {
    const { live, random } = this.#needs;
    const approved = await approve(state, random, live?.is === 'hands' ? live.key : null);
    if (this.#ended) return;
    this.#sender = approved.state;
    this.#say(approved.say);
    this.#opened(approved.state);
  }

  /** Of a live share a person may have to let this receiver in. */
  #onAsking(state: Extract<ReceiverPair, { is: 'confirming' }>): void {
    if (!this.#waitsForPerson) return;
    this.#within(APPROVAL_MS, () => this.#end(null, 'declined', true));
    this.#needs.onAsking?.(state);
  }

  get #waitsForPerson(): boolean {
    return this.#sender?.is === 'asked' || (this.#receiver?.is === 'confirming' && this.#needs.live !== null);
  }

  #say(body: Bytes | null): void {
    if (body !== null && !this.#ended) this.#needs.say(body);
  }

  #opened(pair: OpenPair): void {
    if (this.#ended) return;
    this.#callOff();
    this.#talk = new SealedTalk(pair, this.#side, this.#needs.random);
    this.#needs.onOpen(pair);
  }

  /** @param says whether the other side is told, as it is of every error */
  #end(error: Error | null, cause: EndCause = 'ended', says = error !== null): void {
    if (this.#ended) return;
    if (says) this.#sayEnd(cause);
    this.#ended = true;
    this.#callOff();
    this.#needs.onEnd(error, cause);
  }
}
