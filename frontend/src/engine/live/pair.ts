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
import type { PairSecret, Side } from './pair-keys';
import { BODY_MAX, decodePairMessage, encodePairMessage, pairOf } from './pair-messages';
import { SealedTalk } from './sealed-talk';
import { decodeTalk, type Talk } from './talk';

/** How long a handshake may take, in ms. */
export const HANDSHAKE_MS = 15_000;
/** How many messages of a peer may wait to be looked at. */
export const WAITING_MAX = 256;

export interface PairNeeds {
  readonly of: PairSecret;
  /** Null: the share is kept, or there is none. */
  readonly live: LiveEnd | null;
  readonly random: Randomness;
  readonly around: Surroundings;
  /** Says a message to the other peer. */
  readonly say: (body: Bytes) => void;
  readonly onOpen: (pair: OpenPair) => void;
  readonly onTalk: (talk: Talk) => void | Promise<void>;
  /** It is over: it was never open, somebody broke the rules, or the other side ended it. */
  readonly onEnd: (error: Error | null) => void;
}

/** The life of one pair at one of its sides: the handshake, then what is said under seal; one message after the other. */
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
  readonly #callOff: () => void;

  constructor(side: Side, needs: PairNeeds) {
    this.#side = side;
    this.#needs = needs;
    const commit = needs.live?.is === 'wants' ? needs.live.commit : null;
    if (side === 'b') this.#receiver = { is: 'waiting', of: needs.of, commit };
    this.#callOff = needs.around.after(HANDSHAKE_MS, () =>
      this.#end(new PairError('OUT_OF_ORDER', 'too slow')),
    );
  }

  get isOpen(): boolean {
    return this.#talk !== null && !this.#ended;
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

  #sayEnd(): void {
    const state = this.#sender ?? this.#receiver;
    if (state === null || state.is === 'waiting') return;
    this.#needs.say(encodePairMessage({ is: 'end', pair: state.pair, cause: 0 }));
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
      this.#end(null);
      return;
    }
    if (this.#talk !== null) {
      const talk = decodeTalk(await this.#talk.open(message));
      if (talk !== null && this.isOpen) await this.#needs.onTalk(talk);
      return;
    }
    if (this.#sender !== null) {
      const { state, say } = await senderTakes(this.#sender, message);
      this.#sender = state;
      this.#say(say);
      if (state.is === 'asked') {
        const { live, random } = this.#needs;
        const approved = await approve(state, random, live?.is === 'hands' ? live.key : null);
        this.#sender = approved.state;
        this.#say(approved.say);
        this.#opened(approved.state);
      }
    } else if (this.#receiver !== null) {
      const { state, say } = await receiverTakes(this.#receiver, message, newEphemeralKey);
      this.#receiver = state;
      this.#say(say);
      if (state.is === 'open') this.#opened(state);
    }
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

  #end(error: Error | null): void {
    if (this.#ended) return;
    if (error !== null) this.#sayEnd();
    this.#ended = true;
    this.#callOff();
    this.#needs.onEnd(error);
  }
}
