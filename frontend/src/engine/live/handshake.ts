import { openBlock, sealBlock } from '../seal/block';
import { type Bytes, equal } from '../seal/bytes';
import type { ScopedKey } from '../seal/keys';
import { hkdfKey, type Randomness } from '../seal/primitives';
import { checkCommit, type Scope, shareHash, shareScope } from '../seal/scope';
import { SealError } from '../seal/seal-error';
import { ID_BYTES, KEY_BYTES } from '../seal/sizes';
import { type EphemeralKey, isOnCurve, type KeyMaker } from './curve';
import { PairError } from './pair-error';
import { commitmentOf, mac, macFits, type PairKeys, pairKeys, type PairSecret } from './pair-keys';
import { checkPair, encodePairMessage, type PairMessage, SUITE } from './pair-messages';

/** What is offered: one suite. */
export const SUITES: Bytes = Uint8Array.of(1, SUITE);

/** What is passed in so that a handshake can be repeated. */
export interface PairChance {
  readonly random: Randomness;
  readonly newKey: KeyMaker;
}

/** The key of a live share, which its receivers get in the handshake. */
export interface LiveKey {
  readonly raw: Bytes;
  readonly scope: Scope;
}

/** What one side of a live share has to do with its key, which no link and no node has. */
export type LiveEnd =
  | { readonly is: 'hands'; readonly key: LiveKey }
  /** `commit`: what the node says that the key is committed to. */
  | { readonly is: 'wants'; readonly commit: Bytes };

/** A pair whose two sides have the same keys. */
export interface OpenPair {
  readonly is: 'open';
  readonly pair: Bytes;
  readonly keys: PairKeys;
  /** The key of a live share, for its receiver; null else. */
  readonly share: ScopedKey | null;
}

/**
 * ```
 * committed ─KEY→ revealed ─CONFIRM B→ asked ─approved→ open
 * ```
 * The sender's side. In `asked` the receiver has shown that it has the link.
 */
export type SenderPair =
  | {
      readonly is: 'committed';
      readonly of: PairSecret;
      readonly pair: Bytes;
      readonly own: EphemeralKey;
      readonly nonce: Bytes;
      readonly commitment: Bytes;
    }
  | { readonly is: 'revealed'; readonly pair: Bytes; readonly keys: PairKeys }
  | { readonly is: 'asked'; readonly pair: Bytes; readonly keys: PairKeys }
  | OpenPair;

/**
 * ```
 * waiting ─COMMIT→ keyed ─REVEAL→ confirming ─CONFIRM A→ open
 * ```
 * The receiver's side.
 */
export type ReceiverPair =
  | {
      readonly is: 'waiting';
      readonly of: PairSecret;
      /** What a live share's key is committed to; null: the share is kept, and its key known. */
      readonly commit: Bytes | null;
    }
  | {
      readonly is: 'keyed';
      readonly of: PairSecret;
      readonly commit: Bytes | null;
      readonly pair: Bytes;
      readonly suites: Bytes;
      readonly commitment: Bytes;
      readonly own: EphemeralKey;
    }
  | {
      readonly is: 'confirming';
      readonly of: PairSecret;
      readonly commit: Bytes | null;
      readonly pair: Bytes;
      readonly keys: PairKeys;
    }
  | OpenPair;

/** What comes of a message: where the pair is now, and what is said to the other side. */
export interface Turn<State> {
  readonly state: State;
  readonly say: Bytes | null;
}

/** A sender begins. */
export async function beginPair(of: PairSecret, { random, newKey }: PairChance): Promise<Turn<SenderPair>> {
  const [pair, nonce] = [random(ID_BYTES), random(KEY_BYTES)];
  const own = await newKey();
  const commitment = await commitmentOf(own.point, nonce);
  return {
    state: { is: 'committed', of, pair, own, nonce, commitment },
    say: encodePairMessage({ is: 'commit', pair, suites: SUITES, commitment }),
  };
}

/** The sender's next step. @throws PairError after which the pair is over */
export async function senderTakes(state: SenderPair, message: PairMessage): Promise<Turn<SenderPair>> {
  checkPair(message, state.pair);
  if (state.is === 'committed' && message.is === 'key') return reveal(state, message.point);
  if (state.is === 'revealed' && message.is === 'confirmB') {
    const { pair, keys } = state;
    if (!(await macFits(keys.confirmB, keys.transcript, message.mac)))
      throw new PairError('BAD_CONFIRM', 'of the receiver');
    return { state: { is: 'asked', pair, keys }, say: null };
  }
  throw outOfOrder(state, message);
}

async function reveal(
  { of, pair, own, nonce, commitment }: Extract<SenderPair, { is: 'committed' }>,
  b: Bytes,
): Promise<Turn<SenderPair>> {
  const said = { ...of, pair, suites: SUITES, commitment, a: own.point, b };
  const keys = await pairKeys(own, b, said);
  return {
    state: { is: 'revealed', pair, keys },
    say: encodePairMessage({ is: 'reveal', pair, point: own.point, nonce }),
  };
}

/** The sender lets the receiver in; of a live share it gets the key. */
export async function approve(
  { pair, keys }: Extract<SenderPair, { is: 'asked' }>,
  random: Randomness,
  share: LiveKey | null = null,
): Promise<Turn<OpenPair>> {
  const wrap =
    share === null
      ? new Uint8Array()
      : await sealBlock(random, keys.wrap, 'wrap live', 1, share.scope, share.raw);
  const confirm = await mac(keys.confirmA, keys.transcript);
  return {
    state: { is: 'open', pair, keys, share: null },
    say: encodePairMessage({ is: 'confirmA', pair, mac: confirm, wrap }),
  };
}

/** The receiver's next step. @throws PairError after which the pair is over */
export async function receiverTakes(
  state: ReceiverPair,
  message: PairMessage,
  newKey: KeyMaker,
): Promise<Turn<ReceiverPair>> {
  if (state.is === 'waiting') {
    if (message.is !== 'commit') throw outOfOrder(state, message);
    const { pair, suites, commitment } = message;
    if (!suites.subarray(1).includes(SUITE)) throw new PairError('BAD_SUITE', 'none that is known');
    const own = await newKey();
    const { of, commit } = state;
    return {
      state: { is: 'keyed', of, commit, pair, suites, commitment, own },
      say: encodePairMessage({ is: 'key', pair, point: own.point }),
    };
  }
  checkPair(message, state.pair);
  if (state.is === 'keyed' && message.is === 'reveal') return confirm(state, message);
  if (state.is === 'confirming' && message.is === 'confirmA') {
    const { pair, keys } = state;
    if (!(await macFits(keys.confirmA, keys.transcript, message.mac)))
      throw new PairError('BAD_CONFIRM', 'of the sender');
    return { state: { is: 'open', pair, keys, share: await unwrapped(state, message.wrap) }, say: null };
  }
  throw outOfOrder(state, message);
}

async function confirm(
  { of, commit, pair, suites, commitment, own }: Extract<ReceiverPair, { is: 'keyed' }>,
  { point, nonce }: Extract<PairMessage, { is: 'reveal' }>,
): Promise<Turn<ReceiverPair>> {
  if (!isOnCurve(point)) throw new PairError('BAD_POINT', 'not on the curve');
  if (!equal(await commitmentOf(point, nonce), commitment))
    throw new PairError('BAD_COMMITMENT', 'another key was committed to');
  const keys = await pairKeys(own, point, { ...of, pair, suites, commitment, a: point, b: own.point });
  return {
    state: { is: 'confirming', of, commit, pair, keys },
    say: encodePairMessage({ is: 'confirmB', pair, mac: await mac(keys.confirmB, keys.transcript) }),
  };
}

/** The key of a live share; null if it is a kept one. */
async function unwrapped(
  { of, commit, keys }: Extract<ReceiverPair, { is: 'confirming' }>,
  wrap: Bytes,
): Promise<ScopedKey | null> {
  if ((commit === null) !== (wrap.length === 0)) throw new PairError('BAD_WRAP', 'not what the share needs');
  if (commit === null) return null;
  try {
    const claimed = { hash: await shareHash(of.shareId), commit };
    const key = await hkdfKey(await openBlock(keys.wrap, 'wrap live', 1, claimed, wrap));
    const scope = await shareScope(key, of.shareId);
    checkCommit(scope, commit);
    return { key, scope };
  } catch (error) {
    if (error instanceof SealError) throw new PairError('BAD_WRAP', error.message);
    throw error;
  }
}

function outOfOrder(state: SenderPair | ReceiverPair, message: PairMessage): PairError {
  return new PairError('OUT_OF_ORDER', `${message.is} while ${state.is}`);
}
