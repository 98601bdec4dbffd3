import { describe, expect, it } from 'vitest';
import { beginPair, approve, type OpenPair, receiverTakes, senderTakes } from '../live/handshake';
import { newEphemeralKey } from '../live/curve';
import { decodePairMessage } from '../live/pair-messages';
import { decodeTalk, type Talk } from '../live/talk';
import type { FramePipe } from '../live/frame-pipe';
import { systemRandom } from '../seal/primitives';
import { FakeRtc } from '../testing/fake-rtc';
import { handTime } from '../testing/hand-time';
import { Direct, DIRECT_AGAIN_MS, DIRECT_MS, DIRECT_TRIES } from './direct';
import { fingerprintOf } from './fingerprint';

type Said = Extract<Talk, { t: 'offer' | 'answer' | 'candidate' }>;

async function openPair(): Promise<{ a: OpenPair; b: OpenPair }> {
  const of = { shareId: systemRandom(16), secret: systemRandom(32) };
  const message = (body: Parameters<typeof decodePairMessage>[0] | null) =>
    decodePairMessage(body ?? new Uint8Array());
  const begun = await beginPair(of, { random: systemRandom, newKey: newEphemeralKey });
  const keyed = await receiverTakes({ is: 'waiting', of, commit: null }, message(begun.say), newEphemeralKey);
  const revealed = await senderTakes(begun.state, message(keyed.say));
  const confirming = await receiverTakes(keyed.state, message(revealed.say), newEphemeralKey);
  const asked = (await senderTakes(revealed.state, message(confirming.say))).state;
  if (asked.is !== 'asked') throw new Error(asked.is);
  const { state: a, say } = await approve(asked, systemRandom);
  const { state: b } = await receiverTakes(confirming.state, message(say), newEphemeralKey);
  if (b.is !== 'open') throw new Error(b.is);
  return { a, b };
}

/** Both ends of a pair; what they say goes through `middle`. */
async function given(middle: (said: Said) => Said = (said) => said) {
  const rtc = new FakeRtc();
  const time = handTime();
  const pair = await openPair();
  const pipes: { a: FramePipe[]; b: FramePipe[] } = { a: [], b: [] };
  const errors: unknown[] = [];
  const said: Said[] = [];
  const end = (side: 'a' | 'b') => {
    let queue = Promise.resolve();
    const direct: Direct = new Direct({
      ...{ around: time.around, pair: pair[side], side, newPeer: () => rtc.newPeer() },
      say: (talk) => {
        const heard = middle(decodeTalk(JSON.parse(JSON.stringify(talk))) as Said);
        said.push(heard);
        queue = queue
          .then(() => ends[side === 'a' ? 'b' : 'a'].take(heard))
          .catch((error: unknown) => void errors.push(error));
      },
      onPipe: (pipe) => pipes[side].push(pipe),
    });
    return direct;
  };
  const ends = { a: end('a'), b: end('b') };
  /** Waits for something: cryptography takes its own time. */
  const until = async (there: () => boolean) => {
    while (!there()) await time.settle();
  };
  const open = () => until(() => pipes.a.length > 0 && pipes.b.length > 0);
  return { rtc, time, ends, pipes, errors, said, until, open };
}

describe('a direct path', () => {
  it('opens between both ends, and carries frames', async () => {
    const { ends, pipes, open, until, errors } = await given();
    ends.b.offer();
    await open();
    expect([pipes.a.length, pipes.b.length, errors]).toEqual([1, 1, []]);
    const heard: unknown[] = [];
    pipes.a[0]?.onFrame((frame) => heard.push(frame));
    pipes.b[0]?.send({ is: 'grant', stream: new Uint8Array(16), limit: 7 });
    await until(() => heard.length > 0);
    expect(heard).toEqual([{ is: 'grant', stream: new Uint8Array(16), limit: 7 }]);
  });

  it.each(['offer', 'answer'] as const)('isn’t opened by an %s with another fingerprint', async (t) => {
    const { ends, pipes, until, errors } = await given((said) =>
      said.t === t
        ? {
            ...said,
            sdp: said.sdp.replace(/sha-256 ../, 'sha-256 00').replace(/sha-256 00:../, 'sha-256 00:00'),
          }
        : said,
    );
    ends.b.offer();
    await until(() => errors.length > 0);
    expect(errors).toMatchObject([{ code: 'BAD_OFFER' }]);
    expect(pipes).toEqual({ a: [], b: [] });
  });

  it('isn’t opened by an old offer, or one of the wrong side', async () => {
    const { ends, said, open } = await given();
    ends.b.offer();
    await open();
    const offer = said.find((each): each is Extract<Said, { t: 'offer' }> => each.t === 'offer');
    const answer = said.find((each): each is Extract<Said, { t: 'answer' }> => each.t === 'answer');
    if (offer === undefined || answer === undefined) throw new Error('not said');
    await expect(ends.a.take(offer)).rejects.toMatchObject({ code: 'BAD_NUMBER' });
    await expect(ends.b.take(offer)).rejects.toMatchObject({ code: 'BAD_OFFER' });
    await expect(ends.a.take(answer)).rejects.toMatchObject({ code: 'BAD_OFFER' });
    await expect(ends.a.take({ ...offer, seq: offer.seq + 1 })).rejects.toMatchObject({ code: 'BAD_OFFER' });
  });

  it('is given up when it doesn’t open, and tried again ever more rarely, so often and no more', async () => {
    const { rtc, ends, time, said, until } = await given();
    rtc.reaches = false;
    const answers = () => said.filter(({ t }) => t === 'answer').length;
    ends.b.offer();
    for (let tries = 1; tries <= DIRECT_TRIES; tries++) {
      await until(() => answers() === tries);
      await time.pass(DIRECT_MS + DIRECT_AGAIN_MS * 2 ** (tries - 1) - 1);
      expect(rtc.peers.size).toBe(2 * tries);
      await time.pass(1);
    }
    await time.pass(3_600_000);
    expect(rtc.peers.size).toBe(2 * DIRECT_TRIES);
  });

  it('ends with its channel on both sides', async () => {
    const { rtc, ends, pipes, open } = await given();
    ends.b.offer();
    await open();
    rtc.cut();
    expect([pipes.a[0]?.ended(), pipes.b[0]?.ended()]).toEqual([true, true]);
  });
});

describe('the fingerprint of a description', () => {
  const one = Array.from({ length: 32 }, () => 'AB').join(':');
  const other = Array.from({ length: 32 }, () => 'cd').join(':');

  it('is the one that all of its parts name', () => {
    const sdp = `v=0\r\na=fingerprint:sha-256 ${one}\r\nm=x\r\na=fingerprint:SHA-256 ${one.toLowerCase()}\r\n`;
    expect(fingerprintOf(sdp)).toEqual(new Uint8Array(32).fill(0xab));
  });

  it.each([
    '',
    'a=fingerprint:sha-256 AB:CD',
    `a=fingerprint:sha-1 ${one}`,
    `a=fingerprint:sha-256 ${one}\r\na=fingerprint:sha-256 ${other}`,
    `a=fingerprint:sha-256 ${one}\ra=fingerprint:sha-256 ${other}`,
    `a=fingerprint:sha-256 ${one}\na=fingerprint:sha-512 ${one}`,
    `a=fingerprint:sha-256 ${one}:AB`,
  ])('is none: %j', (sdp) => {
    expect(fingerprintOf(sdp)).toBeNull();
  });
});
