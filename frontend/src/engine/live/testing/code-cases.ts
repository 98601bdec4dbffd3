import { type Bytes, concat, utf8 } from '../../seal/bytes';
import { toHex } from '../../seal/testing/hex';
import {
  beginPake,
  passwordOf,
  type ReceiverPake,
  receiverHears,
  SCALAR_SEED_BYTES,
  senderHears,
} from '../pake';
import { decodePakeMessage, encodePakeMessage } from '../pake-messages';
import { scalarOf, sharedPoint, shareOf, spakeKeys } from '../spake2';
import { unwrapSecret, wrapSecret } from '../wrapped-secret';
import { hexOf, listOf, type LiveCase, type LiveMembers, shakeHands, textOf } from './live-cases';

/** Says that number of the group where one is to be made. */
function fixed(scalar: Bytes): (length: number) => Bytes {
  return () => concat(new Uint8Array(SCALAR_SEED_BYTES - scalar.length), scalar);
}

function codeOf(of: LiveMembers) {
  return { shareId: hexOf(of, 'shareId'), words: textOf(of, 'words') };
}

/** A number of the group in hex. */
function scalarHex(scalar: bigint): string {
  return scalar.toString(16).padStart(64, '0');
}

const KINDS: Readonly<Record<string, (of: LiveMembers) => LiveMembers | Promise<LiveMembers>>> = {
  spake2: async (of) => {
    const [w, x, y] = ['w', 'x', 'y'].map((name) => scalarOf(hexOf(of, name))) as [bigint, bigint, bigint];
    const said = {
      a: shareOf('a', { password: w, own: x }),
      b: shareOf('b', { password: w, own: y }),
    };
    const point = sharedPoint('a', { password: w, own: x }, said.b);
    if (toHex(sharedPoint('b', { password: w, own: y }, said.a)) !== toHex(point))
      throw new Error('two points');
    const names = { a: utf8(textOf(of, 'a')), b: utf8(textOf(of, 'b')) };
    const { key, confirm } = await spakeKeys(names, said, point, w);
    return {
      ...{ pA: toHex(said.a), pB: toHex(said.b), K: toHex(point), Ke: toHex(key) },
      ...{ cA: toHex(confirm.a), cB: toHex(confirm.b) },
    };
  },
  code: async (of) => {
    const code = codeOf(of);
    const w = await passwordOf(code.words, code.shareId);
    const begun = await beginPake(code, fixed(hexOf(of, 'x')));
    const pakeA = begun.say ?? new Uint8Array();
    const waiting: ReceiverPake = { is: 'waiting', words: code.words };
    const heard = await receiverHears(waiting, decodePakeMessage(pakeA), fixed(hexOf(of, 'y')));
    if (heard.state.is !== 'guessed') throw new Error(heard.state.is);
    const pakeB = heard.say ?? new Uint8Array();
    const { state: a, say } = await senderHears(begun.state, decodePakeMessage(pakeB));
    const pakeOk = say ?? new Uint8Array();
    const { state: b } = await receiverHears(heard.state, decodePakeMessage(pakeOk), fixed(hexOf(of, 'y')));
    if (b.is !== 'proven') throw new Error(b.is);
    const secret = toHex(a.of.secret);
    if (toHex(b.of.secret) !== secret) throw new Error('two secrets');
    return {
      ...{ w: scalarHex(w), Ke: toHex(heard.state.keys.key), secret },
      ...{ pakeA: toHex(pakeA), pakeB: toHex(pakeB), pakeOk: toHex(pakeOk) },
    };
  },
  secret: async (of) => {
    const { a } = await shakeHands(of);
    const block = await wrapSecret(a.keys, () => hexOf(of, 'wrapSalt'), hexOf(of, 'linkSecret'));
    return { block: toHex(block) };
  },
  'open-secret': async (of) => {
    const { b } = await shakeHands(of);
    return { linkSecret: toHex(await unwrapSecret(b.keys, hexOf(of, 'block'))) };
  },
  'decode-pake': (of) => {
    const message = decodePakeMessage(hexOf(of, 'body'));
    return { is: message.is, body: toHex(encodePakeMessage(message)) };
  },
  'sender-hears': async (of) => {
    const { state } = await beginPake(codeOf(of), fixed(hexOf(of, 'x')));
    let now: Parameters<typeof senderHears>[0] = state;
    for (const body of listOf(of, 'bodies'))
      ({ state: now } = await senderHears(now, decodePakeMessage(body)));
    return { is: now.is };
  },
  'receiver-hears': async (of) => {
    let state: ReceiverPake = { is: 'waiting', words: textOf(of, 'words') };
    for (const body of listOf(of, 'bodies'))
      ({ state } = await receiverHears(state, decodePakeMessage(body), fixed(hexOf(of, 'y'))));
    return { is: state.is };
  },
};

/** What this implementation makes of a case. @throws PairError */
export async function solveCode({ kind, in: members }: LiveCase): Promise<LiveMembers> {
  const solve = KINDS[kind];
  if (solve === undefined) throw new Error(`unknown kind ${kind}`);
  return solve(members);
}
