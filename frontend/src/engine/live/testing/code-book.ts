import { p256 } from '@noble/curves/nist.js';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { fromHex } from '../../seal/testing/hex';
import { passwordOf } from '../pake';
import { shareOf } from '../spake2';
import { solveCode } from './code-cases';
import type { LiveFile, LiveMembers } from './live-cases';
import { RFC_VECTORS } from './rfc9382';
import { flip, SeededBook } from './seeded-book';

/** Writes code1.json. */
export async function writeCodeBook(): Promise<LiveFile> {
  const book = new CodeBook();
  await book.rfc();
  await book.codes();
  await book.secrets();
  await book.badMessages();
  await book.badSenders();
  await book.badReceivers();
  await book.badSecrets();
  return { format: 'slip-code-vectors/1', good: book.good, bad: book.bad };
}

/** The words of the first cases: of the wire document's example, alike, and at both ends of the list. */
const WORDS = ['guitar-apple', 'apple-apple', 'abandon-zoo', 'zoo-abandon'];
const CODES = 24;

class CodeBook extends SeededBook {
  constructor() {
    super(7, solveCode);
  }

  #words(): string {
    const place = () => ((this.random(1)[0] ?? 0) * 256 + (this.random(1)[0] ?? 0)) % wordlist.length;
    return `${wordlist[place()] ?? ''}-${wordlist[place()] ?? ''}`;
  }

  #code(words = this.#words()): LiveMembers {
    return { words, shareId: this.hex(16), x: this.scalar(), y: this.scalar() };
  }

  #pair(): LiveMembers {
    return {
      ...{ S: this.hex(32), shareId: this.hex(16), pair: this.hex(16), r: this.hex(32) },
      ...{ dA: this.scalar(), dB: this.scalar() },
    };
  }

  async rfc(): Promise<void> {
    for (const [at, vector] of RFC_VECTORS.entries()) {
      const out = await this.add('spake2', `rfc9382-${at + 1}`, vector.in);
      if (JSON.stringify(out) !== JSON.stringify(vector.out)) throw new Error(`RFC 9382, vector ${at + 1}`);
    }
  }

  async codes(): Promise<void> {
    for (let at = 0; at < CODES; at++) await this.add('code', `${at + 1}`, this.#code(WORDS[at]));
  }

  async secrets(): Promise<void> {
    for (let at = 1; at <= 4; at++) {
      const of = this.#pair();
      const wrapped = { ...of, linkSecret: this.hex(32), wrapSalt: this.hex(16) };
      const { block = '' } = await this.add('secret', `${at}`, wrapped);
      await this.add('open-secret', `${at}`, { ...of, block });
    }
  }

  async badMessages(): Promise<void> {
    const bad = (id: string, body: string) => this.refuse('decode-pake', id, 'BAD_MESSAGE', { body });
    await bad('empty', '');
    await bad('kind-15', `0f${this.hex(32)}`);
    await bad('kind-19', `13${this.hex(32)}`);
    await bad('of-a-pair', `07${this.hex(17)}`);
    const lengths: readonly [string, string, number][] = [
      ['a', '10', 81],
      ['b', '11', 97],
      ['ok', '12', 32],
    ];
    for (const [id, kind, length] of lengths) {
      await bad(`${id}-alone`, kind);
      await bad(`${id}-short`, kind + this.hex(length - 1));
      await bad(`${id}-long`, kind + this.hex(length + 1));
    }
    // Infinity, as SEC1 writes it.
    await bad('b-infinity', `1100${this.hex(32)}`);
  }

  async badSenders(): Promise<void> {
    const of = this.#code();
    const good = await this.#run(of);
    const bad = (id: string, error: string, ...bodies: string[]) =>
      this.refuse('sender-hears', id, error, { ...of, bodies });
    const point = (hex: string) => `11${hex}${good.pakeB.slice(-64)}`;
    await bad('own-a', 'OUT_OF_ORDER', good.pakeA);
    await bad('own-ok', 'OUT_OF_ORDER', good.pakeOk);
    await bad('twice', 'OUT_OF_ORDER', good.pakeB, good.pakeB);
    await bad('point-off-curve', 'BAD_POINT', flip(good.pakeB, 60, 1));
    await bad('point-compressed', 'BAD_POINT', flip(good.pakeB, 1, 6));
    await bad('point-zero', 'BAD_POINT', point('00'.repeat(65)));
    await bad('point-origin', 'BAD_POINT', point(`04${'00'.repeat(64)}`));
    await bad('point-beyond-p', 'BAD_POINT', point(`04${'ff'.repeat(32)}${good.pakeB.slice(68, 132)}`));
    await bad('point-of-the-words', 'BAD_POINT', point(await hidingAlone('b', of)));
    await bad('confirm-flipped', 'BAD_CONFIRM', flip(good.pakeB, 97, 1));
    await bad('confirm-of-the-sender', 'BAD_CONFIRM', good.pakeB.slice(0, 132) + good.pakeOk.slice(2));
    const words = await this.#run({ ...of, words: this.#words() });
    await bad('other-words', 'BAD_CONFIRM', words.pakeB);
    const swapped = await this.#run({ ...of, words: String(of['words']).split('-').reverse().join('-') });
    await bad('words-swapped', 'BAD_CONFIRM', swapped.pakeB);
    const share = await this.#run({ ...of, shareId: this.hex(16) });
    await bad('other-share', 'BAD_CONFIRM', share.pakeB);
    const again = await this.#run({ ...of, x: this.scalar() });
    await bad('replayed', 'BAD_CONFIRM', again.pakeB);
  }

  async badReceivers(): Promise<void> {
    const of = this.#code();
    const good = await this.#run(of);
    const bad = (id: string, error: string, ...bodies: string[]) =>
      this.refuse('receiver-hears', id, error, { ...of, bodies });
    const point = (hex: string) => `${good.pakeA.slice(0, 34)}${hex}`;
    await bad('ok-first', 'OUT_OF_ORDER', good.pakeOk);
    await bad('own-b', 'OUT_OF_ORDER', good.pakeB);
    await bad('a-twice', 'OUT_OF_ORDER', good.pakeA, good.pakeA);
    await bad('ok-twice', 'OUT_OF_ORDER', good.pakeA, good.pakeOk, good.pakeOk);
    await bad('point-off-curve', 'BAD_POINT', flip(good.pakeA, 81, 1));
    await bad('point-compressed', 'BAD_POINT', flip(good.pakeA, 17, 7));
    await bad('point-zero', 'BAD_POINT', point('00'.repeat(65)));
    await bad('point-of-the-words', 'BAD_POINT', point(await hidingAlone('a', of)));
    await bad('confirm-flipped', 'BAD_CONFIRM', good.pakeA, flip(good.pakeOk, 1, 0x80));
    await bad('confirm-of-the-receiver', 'BAD_CONFIRM', good.pakeA, `12${good.pakeB.slice(-64)}`);
    const words = await this.#run({ ...of, words: this.#words() });
    await bad('other-words', 'BAD_CONFIRM', words.pakeA, words.pakeOk);
    await bad('other-share', 'BAD_CONFIRM', flip(good.pakeA, 1, 1), good.pakeOk);
  }

  async badSecrets(): Promise<void> {
    const of = { ...this.#pair(), linkSecret: this.hex(32), wrapSalt: this.hex(16) };
    const block = String((await solveCode({ id: '', kind: 'secret', in: of }))['block']);
    const bad = (id: string, hex: string, members: LiveMembers = {}) =>
      this.refuse('open-secret', id, 'BAD_WRAP', { ...of, ...members, block: hex });
    await bad('flipped', flip(block, 40, 1));
    await bad('salt', flip(block, 0, 1));
    await bad('cut', block.slice(0, -2));
    await bad('empty', '');
    await bad('other-pair', block, { pair: this.hex(16) });
    const short = { ...of, linkSecret: this.hex(31) };
    await bad('short-secret', String((await solveCode({ id: '', kind: 'secret', in: short }))['block']));
  }

  async #run(of: LiveMembers): Promise<Record<'pakeA' | 'pakeB' | 'pakeOk', string>> {
    const out = await solveCode({ id: '', kind: 'code', in: of });
    return out as Record<'pakeA' | 'pakeB' | 'pakeOk', string>;
  }
}

/** w*M or w*N alone: of the curve, but the other side's number times it is the point at infinity. */
async function hidingAlone(side: 'a' | 'b', of: LiveMembers): Promise<string> {
  const password = await passwordOf(String(of['words']), fromHex(String(of['shareId'])));
  const [share, { BASE }] = [shareOf(side, { password, own: 1n }), p256.Point];
  return p256.Point.fromBytes(share).subtract(BASE).toHex(false);
}
