import { type Bytes, concat, u32, u64 } from '../../seal/bytes';
import { hkdfKey } from '../../seal/primitives';
import { shareScope } from '../../seal/scope';
import { SEALED_CHUNK_BYTES } from '../../seal/sizes';
import { fromHex, toHex } from '../../seal/testing/hex';
import { type LiveFile, type LiveMembers, solveLive } from './live-cases';
import { flip, flipped, SeededBook } from './seeded-book';

/** Writes live1.json: everything comes of one seed, so that the same program writes the same file. */
export async function writeBook(): Promise<LiveFile> {
  const book = new LiveBook();
  await book.handshakes();
  await book.sealed();
  await book.offers();
  await book.frames();
  await book.badMessages();
  await book.badSenders();
  await book.badReceivers();
  await book.badSealed();
  await book.badFrames();
  return { format: 'slip-live-vectors/1', good: book.good, bad: book.bad };
}

class LiveBook extends SeededBook {
  constructor() {
    super(1, solveLive);
  }

  #pair(): LiveMembers {
    return {
      ...{ S: this.hex(32), shareId: this.hex(16), pair: this.hex(16), r: this.hex(32) },
      ...{ dA: this.scalar(), dB: this.scalar() },
    };
  }

  #live(): LiveMembers {
    return { ...this.#pair(), shareKey: this.hex(32), salt: this.hex(16) };
  }

  async handshakes(): Promise<void> {
    for (let at = 1; at <= 6; at++) await this.add('handshake', `${at}`, this.#pair());
    for (let at = 1; at <= 3; at++) await this.add('handshake', `live-${at}`, this.#live());
  }

  async sealed(): Promise<void> {
    const texts = ['{"t":"decline"}', '{"t":"busy","after":300}', '{"t":"verified","file":"é"}', '[]'];
    for (const [at, json] of texts.entries())
      for (const side of ['a', 'b'])
        await this.add('sealed', `${side}-${at + 1}`, {
          ...{ ...this.#pair(), side, number: at + 1, messageSalt: this.hex(16), json },
        });
  }

  async offers(): Promise<void> {
    for (const [side, seq] of [
      ['a', 1],
      ['b', 1],
      ['a', 2 ** 32 - 1],
    ] as const)
      await this.add('offer', `${side}-${seq}`, {
        ...this.#pair(),
        side,
        seq,
        fingerprint: this.hex(32),
      });
  }

  async frames(): Promise<void> {
    const stream = this.hex(16);
    const last = Number.MAX_SAFE_INTEGER;
    const chunk = 7 * SEALED_CHUNK_BYTES;
    const frames: LiveMembers[] = [
      { is: 'hello', ticket: this.hex(32) },
      { is: 'ready' },
      {
        ...{ is: 'open', stream, position: chunk, peer: this.hex(16), file: this.hex(16) },
        ...{ end: chunk + 33, limit: chunk + 33 },
      },
      {
        ...{ is: 'open', stream, position: 0, peer: '00'.repeat(16), file: this.hex(16) },
        ...{ end: last, limit: 0 },
      },
      { is: 'data', stream, position: 0, bytes: this.hex(1) },
      { is: 'data', stream, position: last, bytes: this.hex(300) },
      { is: 'grant', stream, limit: last },
      { is: 'resume', stream, position: chunk },
      { is: 'close', stream, position: chunk + 1, cause: 13 },
    ];
    for (const [at, frame] of frames.entries()) await this.add('frame', `${at + 1}`, frame);
  }

  async badMessages(): Promise<void> {
    const bad = (id: string, body: string) => this.refuse('decode-message', id, 'BAD_MESSAGE', { body });
    const pair = this.hex(16);
    const lengths: readonly [number, number][] = [
      [2, 65],
      [3, 97],
      [4, 32],
    ];
    for (const [kind, length] of lengths) {
      const head = kind.toString(16).padStart(2, '0') + pair;
      await bad(`${kind}-short`, head + this.hex(length - 1));
      await bad(`${kind}-long`, head + this.hex(length + 1));
    }
    await bad('empty', '');
    await bad('no-pair', `01${pair.slice(2)}`);
    await bad('kind-0', `00${pair}`);
    await bad('kind-8', `08${pair}`);
    await bad('commit-no-suites', `01${pair}00${this.hex(32)}`);
    await bad('commit-nine-suites', `01${pair}09${this.hex(9 + 32)}`);
    await bad('commit-count', `01${pair}02${this.hex(1 + 32)}`);
    await bad('confirm-no-length', `05${pair}${this.hex(32)}`);
    await bad('confirm-wrap-63', `05${pair}${this.hex(32)}003f${this.hex(63)}`);
    await bad('confirm-wrap-short', `05${pair}${this.hex(32)}0040${this.hex(63)}`);
    await bad('sealed-empty', `06${pair}00000001${this.hex(32)}`);
    await bad('end-long', `07${pair}0000`);
  }

  async badSenders(): Promise<void> {
    const of = this.#pair();
    const good = await solveLive({ id: '', kind: 'handshake', in: of });
    const { key, reveal, confirmB, commit } = good as Record<
      'key' | 'reveal' | 'confirmB' | 'commit',
      string
    >;
    const bad = (id: string, error: string, ...bodies: string[]) =>
      this.refuse('sender-takes', id, error, { ...of, bodies });
    await bad('confirm-first', 'OUT_OF_ORDER', confirmB);
    await bad('key-twice', 'OUT_OF_ORDER', key, key);
    await bad('own-commit', 'OUT_OF_ORDER', commit);
    await bad('own-reveal', 'OUT_OF_ORDER', key, reveal);
    await bad('confirm-twice', 'OUT_OF_ORDER', key, confirmB, confirmB);
    await bad('other-pair', 'OTHER_PAIR', flip(key, 1, 1));
    await bad('other-pair-confirm', 'OTHER_PAIR', key, flip(confirmB, 16, 0x80));
    await bad('point-off-curve', 'BAD_POINT', flip(key, 60, 1));
    await bad('point-compressed', 'BAD_POINT', flip(key, 17, 6));
    await bad('point-zero', 'BAD_POINT', `${key.slice(0, 34)}04${'00'.repeat(64)}`);
    await bad('point-beyond-p', 'BAD_POINT', `${key.slice(0, 34)}04${'ff'.repeat(32)}${key.slice(-64)}`);
    await bad('confirm-flipped', 'BAD_CONFIRM', key, flip(confirmB, 20, 1));
    const other = await solveLive({ id: '', kind: 'handshake', in: { ...of, S: this.hex(32) } });
    await bad('other-secret', 'BAD_CONFIRM', key, String(other['confirmB']));
    const share = await solveLive({ id: '', kind: 'handshake', in: { ...of, shareId: this.hex(16) } });
    await bad('other-share', 'BAD_CONFIRM', key, String(share['confirmB']));
  }

  async badReceivers(): Promise<void> {
    const of = this.#live();
    const shareId = fromHex(String(of['shareId']));
    const scope = await shareScope(await hkdfKey(fromHex(String(of['shareKey']))), shareId);
    const shareCommit = toHex(scope.commit);
    const good = (await solveLive({ id: '', kind: 'handshake', in: of })) as Record<string, string>;
    const { commit = '', key = '', reveal = '', confirmB = '', confirmA = '' } = good;
    const bad = (id: string, error: string, ...bodies: string[]) =>
      this.refuse('receiver-takes', id, error, { ...of, shareCommit, bodies });
    await bad('reveal-first', 'OUT_OF_ORDER', reveal);
    await bad('commit-twice', 'OUT_OF_ORDER', commit, commit);
    await bad('confirm-before-reveal', 'OUT_OF_ORDER', commit, confirmA);
    await bad('own-key', 'OUT_OF_ORDER', commit, key);
    await bad('own-confirm', 'OUT_OF_ORDER', commit, reveal, confirmB);
    await bad('after-open', 'OUT_OF_ORDER', commit, reveal, confirmA, confirmA);
    await bad('unknown-suite', 'BAD_SUITE', flip(commit, 18, 2));
    await bad('other-pair', 'OTHER_PAIR', commit, flip(reveal, 9, 4));
    await bad('point-off-curve', 'BAD_POINT', commit, flip(reveal, 81, 1));
    await bad('nonce-flipped', 'BAD_COMMITMENT', commit, flip(reveal, 113, 1));
    await bad('commitment-flipped', 'BAD_COMMITMENT', flip(commit, 50, 1), reveal);
    await bad('confirm-flipped', 'BAD_CONFIRM', commit, reveal, flip(confirmA, 17, 1));
    await bad('wrap-flipped', 'BAD_WRAP', commit, reveal, flip(confirmA, 114, 1));
    await bad('wrap-missing', 'BAD_WRAP', commit, reveal, `${confirmA.slice(0, 98)}0000`);
    const kept = { ...of, bodies: [commit, reveal, confirmA] };
    await this.refuse('receiver-takes', 'wrap-unasked', 'BAD_WRAP', kept);
    const other = { ...of, shareCommit: this.hex(32), bodies: [commit, reveal, confirmA] };
    await this.refuse('receiver-takes', 'wrap-other-commit', 'BAD_WRAP', other);
  }

  async badSealed(): Promise<void> {
    const of = this.#pair();
    const message = async (side: string, number: number) => {
      const members = { ...of, side, number, messageSalt: this.hex(16), json: '{"t":"decline"}' };
      return String((await solveLive({ id: '', kind: 'sealed', in: members }))['message']);
    };
    const [first, second, own] = [await message('a', 1), await message('a', 2), await message('b', 1)];
    const bad = (id: string, error: string, ...bodies: string[]) =>
      this.refuse('open-sealed', id, error, { ...of, side: 'b', bodies });
    await bad('twice', 'BAD_NUMBER', first, first);
    await bad('falls', 'BAD_NUMBER', second, first);
    await bad('number-0', 'BAD_NUMBER', renumbered(first, 0));
    await bad('renumbered', 'BAD_SEALED', renumbered(first, 3));
    await bad('own', 'BAD_SEALED', own);
    await bad('salt', 'BAD_SEALED', flip(first, 21, 1));
    await bad('tag', 'BAD_SEALED', flip(first, first.length / 2 - 1, 1));
    await bad('other-pair', 'OTHER_PAIR', flip(first, 1, 1));
    await bad('no-seal', 'OUT_OF_ORDER', `04${first.slice(2, 34)}${this.hex(32)}`);
  }

  async badFrames(): Promise<void> {
    const bad = (id: string, bytes: Bytes) =>
      this.refuse('decode-frame', id, 'BAD_FRAME', { bytes: toHex(bytes) });
    const head = (type: number, position: bigint, stream = this.random(16)) =>
      concat(Uint8Array.of(type, 0, 0, 0), stream, u64(position));
    const chunk = BigInt(SEALED_CHUNK_BYTES);
    const ids = this.random(32);
    await bad('short', head(5, 0n).slice(0, 27));
    await bad('type-0', head(0, 0n));
    await bad('type-8', head(8, 0n));
    await bad('flags', flipped(head(5, 0n), 1));
    await bad('reserved', flipped(head(5, 0n), 3));
    await bad('position-2-53', head(5, 2n ** 53n));
    await bad('hello-short', concat(head(1, 0n, new Uint8Array(16)), this.random(31)));
    await bad('hello-stream', concat(head(1, 0n), this.random(32)));
    await bad('ready-position', head(2, 1n, new Uint8Array(16)));
    await bad('open-short', concat(head(3, 0n), ids, u64(chunk)));
    await bad('open-in-chunk', concat(head(3, 1n), ids, u64(chunk), u64(chunk)));
    await bad('open-empty', concat(head(3, chunk), ids, u64(chunk), u64(chunk)));
    await bad('open-end-2-53', concat(head(3, 0n), ids, u64(2n ** 53n), u64(0)));
    await bad('data-empty', head(4, 0n));
    await bad('grant-long', concat(head(5, 0n), new Uint8Array(1)));
    await bad('resume-in-chunk', head(6, chunk - 1n));
    await bad('close-short', concat(head(7, 0n), new Uint8Array(1)));
    await bad('close-long', concat(head(7, 0n), u32(0)));
  }
}

function renumbered(hex: string, number: number): string {
  return hex.slice(0, 34) + toHex(u32(number)) + hex.slice(42);
}
