import { openBlock, sealBlock } from '../seal/block';
import { type Bytes, fromUtf8, utf8 } from '../seal/bytes';
import type { Randomness } from '../seal/primitives';
import { SealError } from '../seal/seal-error';
import type { OpenPair } from './handshake';
import { PairError } from './pair-error';
import type { Side } from './pair-keys';
import { checkPair, encodePairMessage, type PairMessage } from './pair-messages';

/** The highest number of a sealed message. */
export const NUMBER_MAX = 2 ** 32 - 1;

/** What is said under seal between the two sides of an open pair: numbered, so that nothing counts twice or late. */
export class SealedTalk {
  readonly #pair: OpenPair;
  readonly #random: Randomness;
  readonly #own: Side;
  #sent = 0;
  #taken = 0;

  /** @param side whose end this is */
  constructor(pair: OpenPair, side: Side, random: Randomness) {
    this.#pair = pair;
    this.#own = side;
    this.#random = random;
  }

  /** Seals a value as JSON: the message to be said. Numbers are given in the order of the calls. */
  async seal(value: unknown): Promise<Bytes> {
    if (this.#sent === NUMBER_MAX) throw new PairError('BAD_NUMBER', 'no number is left');
    const { pair, keys } = this.#pair;
    const number = ++this.#sent;
    const plaintext = utf8(JSON.stringify(value));
    const block = await sealBlock(
      ...([this.#random, keys.wrap, `peer ${this.#own}`, number, keys.scope, plaintext] as const),
    );
    return encodePairMessage({ is: 'sealed', pair, number, block });
  }

  /** Opens what the other side sealed. @throws PairError after which the pair is over */
  async open(message: PairMessage): Promise<unknown> {
    checkPair(message, this.#pair.pair);
    if (message.is !== 'sealed') throw new PairError('OUT_OF_ORDER', `${message.is} while open`);
    const { number, block } = message;
    if (number <= this.#taken) throw new PairError('BAD_NUMBER', `${number} after ${this.#taken}`);
    const { keys } = this.#pair;
    const use = this.#own === 'a' ? 'peer b' : 'peer a';
    try {
      const plaintext = await openBlock(keys.wrap, use, number, keys.scope, block);
      this.#taken = number;
      return JSON.parse(fromUtf8(plaintext));
    } catch (error) {
      if (error instanceof SealError) throw new PairError('BAD_SEALED', error.message);
      throw new PairError('BAD_TALK', 'no JSON');
    }
  }
}
