import { type Bytes, equal, utf8 } from '../seal/bytes';
import { hkdf, hkdfKey, type Randomness } from '../seal/primitives';
import type { Turn } from './handshake';
import { PairError } from './pair-error';
import type { PairSecret } from './pair-keys';
import { encodePakeMessage, type PakeMessage } from './pake-messages';
import { type Identities, scalarOf, sharedPoint, shareOf, type SpakeKeys, spakeKeys } from './spake2';

/** How the two sides of a code call themselves. */
const NAMES: Identities = { a: utf8('slipway sender'), b: utf8('slipway receiver') };

/** How many bytes a number of the group is made of. */
export const SCALAR_SEED_BYTES = 40;

/** What a code is for, and what opens it. */
export interface CodeSecret {
  /** 16 bytes. */
  readonly shareId: Bytes;
  /** In lower case, joined by `-`. */
  readonly words: string;
}

/** Both sides know that the other knows the words: what they agreed on stands in the place of S in their handshake. */
export interface Proven {
  readonly is: 'proven';
  readonly of: PairSecret;
}

/**
 * ```
 * offered ─PAKE B→ proven
 * ```
 * The sender's side. Whatever comes in the place of a right guess is a wrong one, and the code is burnt.
 */
export type SenderPake =
  | {
      readonly is: 'offered';
      readonly shareId: Bytes;
      readonly password: bigint;
      readonly own: bigint;
      readonly share: Bytes;
    }
  | Proven;

/**
 * ```
 * waiting ─PAKE A→ guessed ─PAKE OK→ proven
 * ```
 * The receiver's side.
 */
export type ReceiverPake =
  | { readonly is: 'waiting'; readonly words: string }
  | { readonly is: 'guessed'; readonly shareId: Bytes; readonly keys: SpakeKeys }
  | Proven;

/** The sender begins with whoever came. */
export async function beginPake(
  { shareId, words }: CodeSecret,
  random: Randomness,
): Promise<Turn<Extract<SenderPake, { is: 'offered' }>>> {
  const password = await passwordOf(words, shareId);
  const own = scalarOf(random(SCALAR_SEED_BYTES));
  const share = shareOf('a', { password, own });
  return {
    state: { is: 'offered', shareId, password, own, share },
    say: encodePakeMessage({ is: 'pakeA', shareId, point: share }),
  };
}

/** The sender hears a guess. @throws PairError after which the code is burnt */
export async function senderHears(state: SenderPake, message: PakeMessage): Promise<Turn<Proven>> {
  if (state.is !== 'offered' || message.is !== 'pakeB') throw outOfOrder(state, message);
  const { shareId, password, own, share } = state;
  const point = sharedPoint('a', { password, own }, message.point);
  const keys = await spakeKeys(NAMES, { a: share, b: message.point }, point, password);
  if (!equal(keys.confirm.b, message.mac)) throw new PairError('BAD_CONFIRM', 'other words');
  return {
    state: await proven(shareId, keys),
    say: encodePakeMessage({ is: 'pakeOk', mac: keys.confirm.a }),
  };
}

/** The receiver's next step. @throws PairError after which it is over */
export async function receiverHears(
  state: ReceiverPake,
  message: PakeMessage,
  random: Randomness,
): Promise<Turn<ReceiverPake>> {
  if (state.is === 'waiting' && message.is === 'pakeA') return guess(state.words, message, random);
  if (state.is !== 'guessed' || message.is !== 'pakeOk') throw outOfOrder(state, message);
  const { shareId, keys } = state;
  if (!equal(keys.confirm.a, message.mac)) throw new PairError('BAD_CONFIRM', 'other words');
  return { state: await proven(shareId, keys), say: null };
}

async function guess(
  words: string,
  { shareId, point: other }: Extract<PakeMessage, { is: 'pakeA' }>,
  random: Randomness,
): Promise<Turn<ReceiverPake>> {
  const password = await passwordOf(words, shareId);
  const own = scalarOf(random(SCALAR_SEED_BYTES));
  const point = shareOf('b', { password, own });
  const shared = sharedPoint('b', { password, own }, other);
  const keys = await spakeKeys(NAMES, { a: other, b: point }, shared, password);
  return {
    state: { is: 'guessed', shareId, keys },
    say: encodePakeMessage({ is: 'pakeB', point, mac: keys.confirm.b }),
  };
}

/** w: the words as a number of the group, another one for each share. */
export async function passwordOf(words: string, shareId: Bytes): Promise<bigint> {
  const key = await hkdfKey(utf8(words));
  return scalarOf(await hkdf(key, shareId, utf8('slp/1 code'), SCALAR_SEED_BYTES));
}

async function proven(shareId: Bytes, { key }: SpakeKeys): Promise<Proven> {
  const secret = await hkdf(await hkdfKey(key), shareId, utf8('slp/1 code secret'));
  return { is: 'proven', of: { shareId, secret } };
}

function outOfOrder(state: SenderPake | ReceiverPake, message: PakeMessage): PairError {
  return new PairError('OUT_OF_ORDER', `${message.is} while ${state.is}`);
}
