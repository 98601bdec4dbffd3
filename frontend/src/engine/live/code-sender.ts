import { wordlist } from '@scure/bip39/wordlists/english.js';
import { type Code, CODE_WORDS, formatCode } from '../code-text';
import { type Bytes, toBase64Url } from '../seal/bytes';
import type { Randomness } from '../seal/primitives';
import type { Seat } from '../socket/signal-messages';
import { type Refusal, SignalSocket } from '../socket/signal-socket';
import type { CodeView } from '../view';
import type { LiveNeeds } from './live-needs';
import type { OpenPair } from './handshake';
import { Pair } from './pair';
import { PairError } from './pair-error';
import type { PairSecret } from './pair-keys';
import { beginPake, type SenderPake, senderHears } from './pake';
import { decodePakeMessage } from './pake-messages';
import { wrapSecret } from './wrapped-secret';

/** After so many burnt codes in a row a person must ask for the next one. */
export const BURNS_MAX = 3;
/** How long whoever has the place may take for all of it, in ms: nobody else can try meanwhile. */
export const TRY_MS = 30_000;
/** How many messages of a receiver may wait to be looked at. */
const WAITING_MAX = 16;

/** The room in which the node gives out channels. */
const ANY_CHANNEL = 'code:';

/** Refusals after which the socket asks again by itself. */
const PASSING = new Set(['RATE_LIMITED', 'UNAVAILABLE', 'OVER_CAPACITY']);

/** Somebody who came with the code: at first to guess; who guessed right has a pair. */
interface Try {
  readonly peer: string;
  readonly code: Code;
  pake: SenderPake | null;
  pair: Pair | null;
  /** Whether the secret is said: whoever came leaves when it is there. */
  said: boolean;
  readonly callOff: () => void;
}

/** Two words that nobody can guess. */
export function drawWords(random: Randomness): string {
  const draw = () => {
    const [high = 0, low = 0] = random(2);
    // 2^16 is a multiple of the list's length, so no word is drawn more often.
    return wordlist[(high * 256 + low) % wordlist.length] ?? '';
  };
  return Array.from({ length: CODE_WORDS }, draw).join('-');
}

/**
 * Offers a share by a code that is read out, as long as it lives. Each code is good for one guess: a wrong one burns it, a right
 * one gets the link's secret, and a fresh code follows on either.
 * ```
 * making ─channel→ offered ─right guess, secret said→ making …    offered ─wrong guess→ making, the third time in a row: stopped ─anew→ making
 * ```
 */
export class CodeSender {
  readonly #needs: LiveNeeds;
  readonly #of: PairSecret;
  readonly #onChange: () => void;
  readonly #signal: SignalSocket;
  #view: CodeView = { is: 'making', trouble: null };
  #room: string | null = null;
  #code: Code | null = null;
  #try: Try | null = null;
  #burns = 0;
  /** What became of the code before this one. */
  #before: 'burnt' | 'used' | null = null;
  #hearing: Promise<void> = Promise.resolve();
  #waiting = 0;
  #ended = false;

  /** @param of the share, and its link's secret */
  constructor(needs: LiveNeeds, of: PairSecret, onChange: () => void) {
    this.#needs = needs;
    this.#of = of;
    this.#onChange = onChange;
    const { live, client, around } = needs;
    const ticket = async () => (await client.socketTicket({ within: 10_000 })).ticket;
    this.#signal = new SignalSocket(
      { around, connect: live.connect, ticket },
      {
        onWelcome: ({ resumed }) => {
          if (!resumed && this.#room !== null) this.#forget();
        },
        onRoom: (room, peers) => this.#onRoom(room, peers),
        onPeer: (_, seat) => this.#onSeat(seat),
        onSaid: (from, body) => this.#onSaid(from, body),
        onUnheard: (peer) => this.#onGone(peer),
        onRefused: (room, why) => this.#onRefused(room, why),
        onLost: () => undefined,
      },
    );
  }

  get view(): CodeView {
    return this.#view;
  }

  begin(): void {
    this.#ask();
    this.#signal.begin();
  }

  /** A person asks for the next one. */
  anew(): void {
    if (this.#view.is !== 'stopped') return;
    this.#burns = 0;
    this.#before = null;
    this.#ask();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leave();
    this.#signal.end();
  }

  #show(view: CodeView): void {
    if (this.#ended) return;
    this.#view = view;
    this.#onChange();
  }

  #ask(): void {
    this.#signal.join({ room: ANY_CHANNEL, as: 'sender', right: null });
    this.#show({ is: 'making', trouble: null });
  }

  /** The node doesn't know this page's room any more: there is another channel, and what was read out leads nowhere. */
  #forget(): void {
    this.#drop();
    this.#room = this.#code = null;
    this.#show({ is: 'making', trouble: null });
  }

  #leave(): void {
    this.#drop();
    this.#signal.leave(this.#room ?? ANY_CHANNEL);
    this.#room = this.#code = null;
  }

  #next(before: 'burnt' | 'used'): void {
    this.#before = before;
    this.#leave();
    this.#ask();
  }

  #onRoom(room: string, peers: readonly Seat[]): void {
    if (this.#room !== room) {
      const number = /^code:(\d{1,3})$/.exec(room)?.[1];
      if (number === undefined) return;
      this.#room = room;
      this.#code = { number: Number(number), words: drawWords(this.#needs.random) };
      this.#show({ is: 'offered', code: formatCode(this.#code), before: this.#before });
    }
    const here = new Set(peers.map(({ peer }) => peer));
    if (this.#try !== null && !here.has(this.#try.peer)) this.#over(this.#try);
    for (const seat of peers) this.#onSeat(seat);
  }

  #onRefused(room: string, { code }: Refusal): void {
    if (room === ANY_CHANNEL && PASSING.has(code)) this.#show({ is: 'making', trouble: { code } });
    else if (room === ANY_CHANNEL) {
      this.#leave();
      this.#show({ is: 'stopped', why: 'refused' });
    } else if (room === this.#room) {
      this.#leave();
      this.#ask();
    }
  }

  #onSeat({ peer, as, is }: Seat): void {
    if (is === 'gone') this.#onGone(peer);
    if (is === 'here' && as === 'receiver' && this.#try === null) this.#meet(peer);
  }

  #onGone(peer: string): void {
    if (this.#try?.peer === peer) this.#over(this.#try);
  }

  /** A try has ended: by whoever has the link now, or without anything, so that others may come. */
  #over(trial: Try): void {
    if (this.#try !== trial) return;
    this.#drop();
    if (!trial.said) return;
    this.#burns = 0;
    this.#next('used');
  }

  #drop(): void {
    const trial = this.#try;
    this.#try = null;
    trial?.callOff();
    trial?.pair?.end();
  }

  /** Somebody came: the exchange begins. */
  #meet(peer: string): void {
    const code = this.#code;
    if (code === null) return;
    const { around, random } = this.#needs;
    const trial: Try = {
      ...{ peer, code, pake: null, pair: null, said: false },
      callOff: around.after(TRY_MS, () => {
        if (this.#try !== trial) return;
        if (trial.pair === null) this.#burn();
        else this.#over(trial);
      }),
    };
    this.#try = trial;
    this.#step(trial, async () => {
      const { state, say } = await beginPake({ shareId: this.#of.shareId, words: code.words }, random);
      trial.pake = state;
      this.#say(trial, say);
    });
  }

  #onSaid(from: string, body: Bytes): void {
    const trial = this.#try;
    if (trial?.peer !== from) return;
    if (this.#waiting >= WAITING_MAX) this.#burn();
    else this.#step(trial, () => this.#hear(trial, body));
  }

  /** One after the other: of two guesses the second one counts only if the first was none. */
  #step(trial: Try, step: () => Promise<void>): void {
    this.#waiting++;
    this.#hearing = this.#hearing.then(async () => {
      this.#waiting--;
      if (this.#try !== trial) return;
      try {
        await step();
      } catch {
        // Whatever it was, it was no right guess; whoever is gone meanwhile has guessed all the same.
        if (this.#code === trial.code) this.#burn();
      }
    });
  }

  async #hear(trial: Try, body: Bytes): Promise<void> {
    if (trial.pair !== null) {
      trial.pair.take(body);
      return;
    }
    if (trial.pake === null) throw new PairError('OUT_OF_ORDER', 'a guess before anything was said');
    const { state, say } = await senderHears(trial.pake, decodePakeMessage(body));
    if (this.#try !== trial) return;
    trial.pake = state;
    this.#say(trial, say);
    this.#shakeHands(trial, state.of);
  }

  #say({ peer }: Try, body: Bytes | null): void {
    if (body !== null && this.#try?.peer === peer) this.#signal.say(peer, body);
  }

  /** Who knows the words gets the secret as soon as the pair is open. */
  #shakeHands(trial: Try, of: PairSecret): void {
    const { random, around } = this.#needs;
    const pair: Pair = new Pair('a', {
      ...{ of, live: null, random, around },
      say: (body) => this.#say(trial, body),
      onOpen: (open) => void this.#handOver(trial, pair, open).catch(() => this.#over(trial)),
      onTalk: () => undefined,
      // Before the secret is said: they know the words, and may come once more.
      onEnd: () => this.#over(trial),
    });
    trial.pair = pair;
    pair.begin();
  }

  async #handOver(trial: Try, pair: Pair, { keys }: OpenPair): Promise<void> {
    const block = await wrapSecret(keys, this.#needs.random, this.#of.secret);
    pair.say({ t: 'secret', block: toBase64Url(block) });
    await pair.said;
    // To leave now would be quicker than what was just said.
    trial.said = true;
  }

  #burn(): void {
    if (++this.#burns < BURNS_MAX) {
      this.#next('burnt');
      return;
    }
    this.#leave();
    this.#show({ is: 'stopped', why: 'burnt' });
  }
}
