import { type Code } from '../code-text';
import { type CodeFailureCode, CodeFailure } from '../code-failure';
import type { Bytes } from '../seal/bytes';
import type { ShareLink } from '../seal/link';
import type { Seat } from '../socket/signal-messages';
import { type Refusal, SignalSocket } from '../socket/signal-socket';
import type { LiveNeeds } from './live-needs';
import { Pair } from './pair';
import { PairError } from './pair-error';
import type { PairKeys, PairSecret } from './pair-keys';
import { type ReceiverPake, receiverHears } from './pake';
import { decodePakeMessage } from './pake-messages';
import type { Talk } from './talk';
import { unwrapSecret } from './wrapped-secret';

/** How long the node may take to let this page in, and then how long the sender may take until the link is here, in ms. */
export const ENTER_MS = 15_000;
export const EXCHANGE_MS = 30_000;
/** How many messages of the sender may wait to be looked at. */
const WAITING_MAX = 16;

/** What a refusal of the node means for whoever entered a code. */
const REFUSALS: Readonly<Record<string, CodeFailureCode>> = {
  NOT_FOUND: 'CODE_NOBODY',
  GONE: 'CODE_NOBODY',
  OVER_CAPACITY: 'CODE_BUSY',
  RATE_LIMITED: 'RATE_LIMITED',
  UNAVAILABLE: 'OFFLINE',
};

/**
 * Gets the link that a code stands for, from whoever offers it. There is one guess: nothing is tried twice.
 * @param signal gives up
 * @throws CodeFailure
 */
export function receiveByCode(needs: LiveNeeds, code: Code, signal: AbortSignal | null): Promise<ShareLink> {
  return new Promise((resolve, reject) => {
    const receiver = new CodeReceiver(needs, code, (outcome) => {
      signal?.removeEventListener('abort', giveUp);
      if (outcome instanceof CodeFailure) reject(outcome);
      else resolve(outcome);
    });
    const giveUp = () => receiver.fail('CANCELLED');
    if (signal?.aborted === true) giveUp();
    else {
      signal?.addEventListener('abort', giveUp);
      receiver.begin();
    }
  });
}

/**
 * ```
 * entering ─joined→ waiting ─PAKE A→ guessed ─PAKE OK→ proven: a pair ─secret→ done
 * ```
 */
class CodeReceiver {
  readonly #needs: LiveNeeds;
  readonly #room: string;
  readonly #onEnd: (outcome: ShareLink | CodeFailure) => void;
  readonly #signal: SignalSocket;
  #pake: ReceiverPake;
  #pair: Pair | null = null;
  #keys: PairKeys | null = null;
  /** Who offers the code; null: not there yet. */
  #sender: string | null = null;
  #hearing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #ended = false;
  #callOff: () => void = () => undefined;

  constructor(needs: LiveNeeds, { number, words }: Code, onEnd: (outcome: ShareLink | CodeFailure) => void) {
    this.#needs = needs;
    this.#room = `code:${number}`;
    this.#pake = { is: 'waiting', words };
    this.#onEnd = onEnd;
    const { live, client, around } = needs;
    const ticket = async () => (await client.socketTicket({ within: 10_000 })).ticket;
    this.#signal = new SignalSocket(
      { around, connect: live.connect, ticket },
      {
        // What was said to another peer is lost, and a guess is made once.
        onWelcome: ({ resumed }) => {
          if (!resumed && this.#sender !== null) this.fail('CODE_LOST');
        },
        onRoom: (_, peers) => this.#onRoom(peers),
        onPeer: (_, seat) => this.#onSeat(seat),
        onSaid: (from, body) => this.#onSaid(from, body),
        onUnheard: () => this.#onSenderGone(),
        onRefused: (_, why) => this.#onRefused(why),
        onLost: () => undefined,
      },
    );
  }

  begin(): void {
    this.#within(ENTER_MS, () => 'OFFLINE');
    this.#signal.join({ room: this.#room, as: 'receiver', right: null });
    this.#signal.begin();
  }

  fail(code: CodeFailureCode, retryAfter: number | null = null): void {
    this.#end(new CodeFailure(code, retryAfter));
  }

  #end(outcome: ShareLink | CodeFailure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#callOff();
    this.#pair?.end();
    // Another one may come at once.
    this.#signal.leave(this.#room);
    this.#signal.end();
    this.#onEnd(outcome);
  }

  #within(ms: number, or: () => CodeFailureCode): void {
    this.#callOff();
    this.#callOff = this.#needs.around.after(ms, () => this.fail(or()));
  }

  #onRoom(peers: readonly Seat[]): void {
    for (const seat of peers) this.#onSeat(seat);
    if (this.#sender === null) this.fail('CODE_NOBODY');
  }

  #onSeat({ peer, as, is }: Seat): void {
    if (as !== 'sender') return;
    if (is === 'gone' && peer === this.#sender) this.#onSenderGone();
    if (is === 'gone' || this.#sender !== null) return;
    this.#sender = peer;
    // Whoever says nothing at all isn't there.
    this.#within(EXCHANGE_MS, () => (this.#pake.is === 'waiting' ? 'CODE_NOBODY' : 'CODE_LOST'));
  }

  #onRefused({ code, retryAfter }: Refusal): void {
    if (code === 'GONE' && this.#sender !== null) this.#onSenderGone();
    else this.fail(REFUSALS[code] ?? 'CODE_LOST', retryAfter);
  }

  /** Who burns a code leaves without a word: what was guessed says why. What it said before is looked at first. */
  #onSenderGone(): void {
    this.#step(() => {
      const was = this.#pake.is;
      this.fail(was === 'waiting' ? 'CODE_NOBODY' : was === 'guessed' ? 'CODE_WRONG' : 'CODE_LOST');
      return Promise.resolve();
    });
  }

  #onSaid(from: string, body: Bytes): void {
    if (from !== this.#sender) return;
    if (this.#waiting >= WAITING_MAX) this.fail('CODE_LOST');
    else this.#step(() => this.#hear(body));
  }

  #step(step: () => Promise<void>): void {
    this.#waiting++;
    this.#hearing = this.#hearing.then(async () => {
      this.#waiting--;
      if (this.#ended) return;
      try {
        await step();
      } catch (error) {
        this.#onError(error);
      }
    });
  }

  #onError(error: unknown): void {
    const wrong = error instanceof PairError && error.code === 'BAD_CONFIRM';
    this.fail(wrong ? 'CODE_WRONG' : 'CODE_LOST');
  }

  async #hear(body: Bytes): Promise<void> {
    if (this.#pair !== null) {
      this.#pair.take(body);
      await this.#pair.taken;
      return;
    }
    const { state, say } = await receiverHears(this.#pake, decodePakeMessage(body), this.#needs.random);
    if (this.#ended) return;
    this.#pake = state;
    if (say !== null) this.#say(say);
    if (state.is === 'proven') this.#awaitSecret(state.of);
  }

  #say(body: Bytes): void {
    if (this.#sender !== null) this.#signal.say(this.#sender, body);
  }

  #awaitSecret(of: PairSecret): void {
    const { random, around } = this.#needs;
    this.#pair = new Pair('b', {
      ...{ of, live: null, random, around },
      say: (body) => this.#say(body),
      onOpen: ({ keys }) => (this.#keys = keys),
      onTalk: (talk) => this.#take(of, talk),
      onEnd: (error) => this.#onError(error),
    });
  }

  async #take({ shareId }: PairSecret, talk: Talk): Promise<void> {
    if (talk.t !== 'secret' || this.#keys === null) return;
    this.#end({ shareId, secret: await unwrapSecret(this.#keys, talk.block) });
  }
}
