import type { Bytes } from '../../seal/bytes';
import { hkdfKey } from '../../seal/primitives';
import { shareScope } from '../../seal/scope';
import { fromHex, toHex } from '../../seal/testing/hex';
import { decodeFrame, encodeFrame, type Frame } from '../frames';
import {
  approve,
  beginPair,
  type OpenPair,
  type ReceiverPair,
  receiverTakes,
  type SenderPair,
  senderTakes,
} from '../handshake';
import { mac, type Side, signedOffer } from '../pair-keys';
import { decodePairMessage } from '../pair-messages';
import { SealedTalk } from '../sealed-talk';
import { pairWords } from '../words';
import { fixedKey } from './fixed-pair';

/** What a case is made of: hex, numbers and texts by name; see the README beside live1.json. */
export interface LiveCase {
  readonly id: string;
  readonly kind: string;
  readonly in: LiveMembers;
  readonly out?: LiveMembers;
  readonly error?: string;
}

export type LiveMembers = Readonly<Record<string, string | number | null | readonly string[]>>;

export interface LiveFile {
  readonly format: string;
  readonly good: readonly LiveCase[];
  readonly bad: readonly LiveCase[];
}

export function hexOf(members: LiveMembers, name: string): Bytes {
  return fromHex(textOf(members, name));
}

export function textOf(members: LiveMembers, name: string): string {
  const value = members[name];
  if (typeof value !== 'string') throw new TypeError(`no ${name}`);
  return value;
}

function numberOf(members: LiveMembers, name: string): number {
  return Number(members[name]);
}

export function listOf(members: LiveMembers, name: string): Bytes[] {
  return (members[name] as readonly string[]).map(fromHex);
}

/** Says what a list says, in turn. */
export function inTurn(...said: readonly Bytes[]): (length: number) => Bytes {
  const left = [...said];
  return () => left.shift() ?? new Uint8Array();
}

interface Both {
  readonly a: OpenPair;
  readonly b: OpenPair;
  readonly said: readonly Bytes[];
}

/** A whole handshake with everything fixed. */
export async function shakeHands(of: LiveMembers): Promise<Both> {
  const secret = { shareId: hexOf(of, 'shareId'), secret: hexOf(of, 'S') };
  const begun = await sender(of);
  const shareKey = of['shareKey'] === undefined ? null : hexOf(of, 'shareKey');
  const scope = shareKey === null ? null : await shareScope(await hkdfKey(shareKey), secret.shareId);
  const newKey = () => fixedKey(hexOf(of, 'dB'));
  const commit = begun.say ?? new Uint8Array();
  const waiting: ReceiverPair = { is: 'waiting', of: secret, commit: scope?.commit ?? null };
  const keyed = await receiverTakes(waiting, decodePairMessage(commit), newKey);
  const key = keyed.say ?? new Uint8Array();
  const revealed = await senderTakes(begun.state, decodePairMessage(key));
  const reveal = revealed.say ?? new Uint8Array();
  const confirming = await receiverTakes(keyed.state, decodePairMessage(reveal), newKey);
  const confirmB = confirming.say ?? new Uint8Array();
  const { state: asked } = await senderTakes(revealed.state, decodePairMessage(confirmB));
  if (asked.is !== 'asked') throw new Error(asked.is);
  const live = shareKey === null || scope === null ? null : { raw: shareKey, scope };
  const salt = of['salt'] === undefined ? new Uint8Array() : hexOf(of, 'salt');
  const { state: a, say } = await approve(asked, () => salt, live);
  const confirmA = say ?? new Uint8Array();
  const { state: b } = await receiverTakes(confirming.state, decodePairMessage(confirmA), newKey);
  if (b.is !== 'open') throw new Error(b.is);
  return { a, b, said: [commit, key, reveal, confirmB, confirmA] };
}

function sender(of: LiveMembers) {
  const secret = { shareId: hexOf(of, 'shareId'), secret: hexOf(of, 'S') };
  const newKey = () => fixedKey(hexOf(of, 'dA'));
  return beginPair(secret, { random: inTurn(hexOf(of, 'pair'), hexOf(of, 'r')), newKey });
}

const KINDS: Readonly<Record<string, (of: LiveMembers) => LiveMembers | Promise<LiveMembers>>> = {
  handshake: async (of) => {
    const { a, b, said } = await shakeHands(of);
    const words = await pairWords(a.keys);
    if (words.join() !== (await pairWords(b.keys)).join()) throw new Error('other words');
    const [commit = '', key = '', reveal = '', confirmB = '', confirmA = ''] = said.map(toHex);
    const { transcript } = a.keys;
    return { commit, key, reveal, confirmB, confirmA, transcript: toHex(transcript), words: words.join(' ') };
  },
  sealed: async (of) => {
    const { a, b } = await shakeHands(of);
    const side = textOf(of, 'side') as Side;
    const talk = new SealedTalk(side === 'a' ? a : b, side, () => hexOf(of, 'messageSalt'));
    const value: unknown = JSON.parse(textOf(of, 'json'));
    for (let before = 1; before < numberOf(of, 'number'); before++) await talk.seal(0);
    const message = await talk.seal(value);
    const opener = new SealedTalk(side === 'a' ? b : a, side === 'a' ? 'b' : 'a', () => new Uint8Array());
    if (JSON.stringify(await opener.open(decodePairMessage(message))) !== JSON.stringify(value))
      throw new Error('opens to something else');
    return { message: toHex(message) };
  },
  offer: async (of) => {
    const { a } = await shakeHands(of);
    const signed = signedOffer(numberOf(of, 'seq'), textOf(of, 'side') as Side, hexOf(of, 'fingerprint'));
    return { mac: toHex(await mac(a.keys.sign, signed)) };
  },
  frame: (of) => {
    const bytes = encodeFrame(frameOf(of));
    if (toHex(encodeFrame(decodeFrame(bytes))) !== toHex(bytes)) throw new Error('decodes to something else');
    return { bytes: toHex(bytes) };
  },
  'decode-frame': (of) => ({ is: decodeFrame(hexOf(of, 'bytes')).is }),
  'decode-message': (of) => ({ is: decodePairMessage(hexOf(of, 'body')).is }),
  'sender-takes': async (of) => {
    let { state }: { readonly state: SenderPair } = await sender(of);
    for (const body of listOf(of, 'bodies')) ({ state } = await senderTakes(state, decodePairMessage(body)));
    return { is: state.is };
  },
  'receiver-takes': async (of) => {
    const secret = { shareId: hexOf(of, 'shareId'), secret: hexOf(of, 'S') };
    const commit = of['shareCommit'] === undefined ? null : hexOf(of, 'shareCommit');
    let state: ReceiverPair = { is: 'waiting', of: secret, commit };
    for (const body of listOf(of, 'bodies'))
      ({ state } = await receiverTakes(state, decodePairMessage(body), () => fixedKey(hexOf(of, 'dB'))));
    return { is: state.is };
  },
  'open-sealed': async (of) => {
    const { a, b } = await shakeHands(of);
    const side = textOf(of, 'side') as Side;
    const talk = new SealedTalk(side === 'a' ? a : b, side, () => new Uint8Array());
    const opened: unknown[] = [];
    for (const body of listOf(of, 'bodies')) opened.push(await talk.open(decodePairMessage(body)));
    return { opened: JSON.stringify(opened) };
  },
};

function frameOf(of: LiveMembers): Frame {
  const number = (name: string) => numberOf(of, name);
  const stream = () => hexOf(of, 'stream');
  switch (textOf(of, 'is')) {
    case 'hello':
      return { is: 'hello', ticket: hexOf(of, 'ticket') };
    case 'ready':
      return { is: 'ready' };
    case 'open':
      return {
        ...{ is: 'open', stream: stream(), position: number('position'), peer: hexOf(of, 'peer') },
        ...{ file: hexOf(of, 'file'), end: number('end'), limit: number('limit') },
      };
    case 'data':
      return { is: 'data', stream: stream(), position: number('position'), bytes: hexOf(of, 'bytes') };
    case 'grant':
      return { is: 'grant', stream: stream(), limit: number('limit') };
    case 'resume':
      return { is: 'resume', stream: stream(), position: number('position') };
    default:
      return { is: 'close', stream: stream(), position: number('position'), cause: number('cause') };
  }
}

/** What this implementation makes of a case. @throws PairError, BadFrame */
export async function solveLive({ kind, in: members }: LiveCase): Promise<LiveMembers> {
  const solve = KINDS[kind];
  if (solve === undefined) throw new Error(`unknown kind ${kind}`);
  return solve(members);
}
