import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Bytes, concat, equal } from '../seal/bytes';
import { systemRandom } from '../seal/primitives';
import { CHUNK_BYTES, chunkCount, SEALED_CHUNK_BYTES, sealedSize } from '../seal/sizes';
import { quickTime } from '../testing/quick-time';
import { sampleBytes, seededNumbers } from '../testing/sources';
import { FILE_CHANGED, TransferFailure } from '../transfer/failure';
import {
  BadFrame,
  CAUSE,
  causeName,
  CREDIT_MAX,
  DATA_MAX,
  decodeFrame,
  encodeFrame,
  type Frame,
} from './frames';
import type { FramePipe } from './frame-pipe';
import { endOf, Inbound } from './inbound';
import { Places } from './places';
import { type Pull, pull, REOPEN_MS } from './stream-receiver';
import { type ChunkSource, serve, type Serving, STREAMS_MAX } from './stream-sender';
import { pipeEnds } from './testing/fake-pipe';

const FILE = systemRandom(16);
const PEER = systemRandom(16);

/** A sealed file without seals: each time it is made, a chunk begins with another salt, as a sealed one does. */
function source(size: number) {
  const whole = sampleBytes(Number(sealedSize(size)));
  const made: number[] = [];
  const chunk = (index: number): Bytes => {
    made.push(index);
    const bytes = whole.slice(index * SEALED_CHUNK_BYTES, (index + 1) * SEALED_CHUNK_BYTES);
    const salt = systemRandom(16);
    bytes.set(salt);
    // Every byte depends on the salt, so that two sealings can't be mixed unseen.
    for (let at = 16; at < bytes.length; at += 1021) bytes[at] = (bytes[at] ?? 0) ^ (salt[0] ?? 0);
    return bytes;
  };
  const plain = (sealed: Bytes): Bytes => {
    const bytes = sealed.slice();
    for (let at = 16; at < bytes.length; at += 1021) bytes[at] = (bytes[at] ?? 0) ^ (sealed[0] ?? 0);
    return bytes.slice(16);
  };
  const serves: ChunkSource = {
    length: (file) => (equal(file, FILE) ? whole.length : null),
    chunk: (_, index) => Promise.resolve(chunk(index)),
  };
  const right = (chunks: ReadonlyMap<number, Bytes>) =>
    Array.from({ length: chunkCount(size) }, (_, index) => {
      const wanted = whole.slice(index * SEALED_CHUNK_BYTES, (index + 1) * SEALED_CHUNK_BYTES).slice(16);
      return equal(plain(chunks.get(index) ?? new Uint8Array()), wanted);
    });
  return { whole, made, serves, right };
}

function serving(served: ChunkSource): Serving & { readonly places: Places } {
  const places = new Places(2);
  return { source: served, places, placesOf: () => places, allows: () => true, onTaken: () => undefined };
}

function pulling(pipe: FramePipe, size: number, more: Partial<Pull> = {}) {
  const chunks = new Map<number, Bytes>();
  const { around } = quickTime(50);
  const of: Pull = {
    ...{ pipe, peer: PEER, file: FILE, random: systemRandom, around },
    range: { size, from: 0, to: chunkCount(size) - 1 },
    take: (index, sealed) => Promise.resolve(chunks.set(index, sealed)).then(() => true),
    onBytes: () => undefined,
    signal: new AbortController().signal,
    ...more,
  };
  return { chunks, pulled: pull(of) };
}

/** Frames as they are said by hand. */
function listen(pipe: FramePipe): Frame[] {
  const heard: Frame[] = [];
  pipe.onFrame((frame) => heard.push(frame));
  return heard;
}

const turns = async (count: number) => {
  for (let at = 0; at < count; at++) await new Promise((resolve) => setImmediate(resolve));
};

describe('a stream', () => {
  it.each([0, 1, 65_536, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 70_000])(
    'carries a file of %i bytes',
    async (size) => {
      const { near, far } = pipeEnds();
      const file = source(size);
      serve(far, serving(file.serves));
      const { chunks, pulled } = pulling(near, size);
      await pulled;
      expect(file.right(chunks)).not.toContain(false);
    },
  );

  it('carries no more than its range', async () => {
    const { near, far, carried } = pipeEnds();
    const file = source(5 * CHUNK_BYTES);
    serve(far, serving(file.serves));
    const { chunks, pulled } = pulling(near, 5 * CHUNK_BYTES, {
      range: { size: 5 * CHUNK_BYTES, from: 1, to: 3 },
    });
    await pulled;
    expect([...chunks.keys()]).toEqual([1, 2, 3]);
    expect(carried()).toBe(3 * SEALED_CHUNK_BYTES);
  });

  it('gives back every place it took, however it ends', async () => {
    const { near, far } = pipeEnds();
    const file = source(9 * CHUNK_BYTES);
    const served = serving(file.serves);
    serve(far, served);
    const take = (index: number) => Promise.resolve(index < 2);
    await pulling(near, 9 * CHUNK_BYTES, { take }).pulled;
    await turns(50);
    expect(served.places.free).toBe(2);
  });

  it.each(Array.from({ length: 40 }, (_, at) => at + 1))(
    'carries it whole over a pipe that loses and repeats (seed %i)',
    async (seed) => {
      const random = seededNumbers(seed);
      const loses = [0, 0.002, 0.01, 0.03][seed % 4] ?? 0;
      const size = Math.floor((1 + random() * 3) * CHUNK_BYTES);
      const { near, far } = pipeEnds(() => {
        if (random() < loses) return 0;
        return random() < 0.05 ? 2 : 1;
      });
      const file = source(size);
      serve(far, serving(file.serves));
      const { chunks, pulled } = pulling(near, size);
      await pulled;
      expect(file.right(chunks)).not.toContain(false);
    },
  );

  it('never goes beyond the limit, nor stops below it', async () => {
    const { near, far } = pipeEnds();
    const size = 9 * CHUNK_BYTES;
    serve(far, serving(source(size).serves));
    const heard = listen(near);
    const stream = systemRandom(16);
    const end = 9 * SEALED_CHUNK_BYTES;
    const first = 16 + 2 * 65_552;
    near.send({ is: 'open', stream, position: 0, peer: PEER, file: FILE, end, limit: first - 1 });
    await turns(50);
    const got = () => heard.reduce((sum, frame) => sum + (frame.is === 'data' ? frame.bytes.length : 0), 0);
    expect(got()).toBe(16 + 65_552);
    near.send({ is: 'grant', stream, limit: first });
    await turns(50);
    expect(got()).toBe(first);
    // An old grant takes nothing back, and a repeated one gives nothing more.
    near.send({ is: 'grant', stream, limit: 5 });
    near.send({ is: 'grant', stream, limit: first });
    await turns(50);
    expect(got()).toBe(first);
  });

  it('waits for its pipe', async () => {
    const { near, far, mostUnderWay } = pipeEnds();
    const size = 6 * CHUNK_BYTES;
    serve(far, serving(source(size).serves));
    await pulling(near, size).pulled;
    expect(mostUnderWay()).toBeLessThanOrEqual(262_144 + 65_600);
  });

  it('seals no more ahead than there are places', async () => {
    const { near, far } = pipeEnds();
    const size = 9 * CHUNK_BYTES;
    let [now, most] = [0, 0];
    const file = source(size);
    const served = serving({
      ...file.serves,
      chunk: async (...call) => {
        most = Math.max(most, ++now);
        await turns(3);
        now--;
        return file.serves.chunk(...call);
      },
    });
    serve(far, served);
    const ranges = [0, 3, 6].map((from) => ({ size, from, to: from + 2 }));
    await Promise.all(ranges.map((range) => pulling(near, size, { range }).pulled));
    expect(most).toBe(2);
    expect(served.places.free).toBe(2);
  });

  it('goes on where it was told to after a gap', async () => {
    let lost = false;
    const size = 3 * CHUNK_BYTES;
    const { near, far } = pipeEnds((frame) => {
      if (frame.is !== 'data' || lost || frame.position < SEALED_CHUNK_BYTES + 300_000) return 1;
      lost = true;
      return 0;
    });
    const file = source(size);
    serve(far, serving(file.serves));
    const { chunks, pulled } = pulling(near, size);
    await pulled;
    expect(file.right(chunks)).not.toContain(false);
    expect(file.made.filter((index) => index === 0)).toHaveLength(1);
  });

  it('ends as broken when a chunk is refused', async () => {
    const { near, far } = pipeEnds();
    serve(far, serving(source(2 * CHUNK_BYTES).serves));
    const heard = listen(far);
    const { pulled } = pulling(near, 2 * CHUNK_BYTES, { take: () => Promise.reject(new Error('no')) });
    await expect(pulled).rejects.toThrow('no');
    await turns(40);
    expect(heard.find(({ is }) => is === 'close')).toMatchObject({ cause: CAUSE.BROKEN });
  });

  it('ends when it is called off, and says so', async () => {
    const { near, far } = pipeEnds();
    serve(far, serving(source(2 * CHUNK_BYTES).serves));
    const heard = listen(far);
    const controller = new AbortController();
    const { pulled } = pulling(near, 2 * CHUNK_BYTES, { signal: controller.signal });
    controller.abort();
    await expect(pulled).rejects.toMatchObject({ name: 'AbortError' });
    await turns(40);
    expect(heard.find(({ is }) => is === 'close')).toMatchObject({ cause: CAUSE.CANCELLED });
  });

  it('says why it can’t be served', async () => {
    const { near, far } = pipeEnds();
    const { serves } = source(CHUNK_BYTES);
    const changed = () => Promise.reject(new TransferFailure(FILE_CHANGED, false));
    const stop = serve(far, { ...serving(serves), allows: (peer) => peer[0] === PEER[0] });
    const other = PEER.slice();
    other[0] = (other[0] ?? 0) ^ 1;
    await expect(pulling(near, CHUNK_BYTES, { peer: other }).pulled).rejects.toMatchObject({
      code: 'NOT_ALLOWED',
    });
    const file = systemRandom(16);
    await expect(pulling(near, CHUNK_BYTES, { file }).pulled).rejects.toMatchObject({ code: 'NO_SUCH_FILE' });
    await expect(pulling(near, 2 * CHUNK_BYTES).pulled).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
    stop();
    serve(far, serving({ ...serves, chunk: changed }));
    await expect(pulling(near, CHUNK_BYTES).pulled).rejects.toMatchObject({ code: 'SOURCE_CHANGED' });
  });

  it('has a bound in number', async () => {
    const { near, far } = pipeEnds();
    serve(far, serving(source(CHUNK_BYTES).serves));
    const heard = listen(near);
    for (let at = 0; at <= STREAMS_MAX; at++) {
      const of = { position: 0, peer: PEER, file: FILE, end: SEALED_CHUNK_BYTES, limit: 0 };
      near.send({ is: 'open', stream: systemRandom(16), ...of });
    }
    await turns(40);
    expect(heard.map((frame) => (frame.is === 'close' ? causeName(frame.cause) : frame.is))).toEqual([
      'OVER_CAPACITY',
    ]);
  });

  it('ends with its pipe on both sides', async () => {
    const { near, far, cut } = pipeEnds();
    const served = serving(source(4 * CHUNK_BYTES).serves);
    serve(far, served);
    const { pulled } = pulling(near, 4 * CHUNK_BYTES);
    await turns(10);
    cut();
    await expect(pulled).rejects.toMatchObject({ code: 'PEER_GONE' });
    await turns(10);
    expect(served.places.free).toBe(2);
  });

  it('asks again for a while, then gives up on a sender that says nothing', async () => {
    // How often depends on time alone, and not on how busy the machine is.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { near, far } = pipeEnds();
    const heard = listen(far);
    let failure: unknown = null;
    pulling(near, CHUNK_BYTES).pulled.catch((error: unknown) => (failure = error));
    for (let round = 0; failure === null && round < 1000; round++) {
      await vi.advanceTimersByTimeAsync(1);
      await turns(1);
    }
    expect(failure).toMatchObject({ code: 'STALLED' });
    await turns(10);
    const kinds = heard.map(({ is }) => is);
    expect(kinds.filter((is) => is === 'open').length).toBeGreaterThanOrEqual(
      Math.floor(9000 / REOPEN_MS) - 1,
    );
    expect(kinds.filter((is) => is === 'grant').length).toBeGreaterThan(4);
    expect(kinds.at(-1)).toBe('close');
  });

  it('ends by what is no frame', () => {
    const { near } = pipeEnds();
    let ended = 0;
    near.onEnd(() => ended++);
    near.came(new Uint8Array(28));
    near.came(new Uint8Array(28));
    expect(ended).toBe(1);
    expect(near.ended()).toBe(true);
  });
});

describe('a frame', () => {
  it('carries one segment with a salt, and not a byte more', () => {
    const data = (length: number) =>
      encodeFrame({ is: 'data', stream: FILE, position: 0, bytes: new Uint8Array(length) });
    expect(decodeFrame(data(DATA_MAX))).toMatchObject({ is: 'data', position: 0 });
    expect(() => decodeFrame(data(DATA_MAX + 1))).toThrow(BadFrame);
  });
});

describe('the receiving end', () => {
  const size = 10 * CHUNK_BYTES;
  const range = { size, from: 2, to: 9 };
  const start = 2 * SEALED_CHUNK_BYTES;

  it('grants 4 MiB beyond what was taken, and never less than before', () => {
    const inbound = new Inbound(range);
    expect(inbound.limit).toBe(start + CREDIT_MAX);
    inbound.took(4);
    expect(inbound.limit).toBe(5 * SEALED_CHUNK_BYTES + CREDIT_MAX);
    inbound.took(3);
    expect(inbound.limit).toBe(5 * SEALED_CHUNK_BYTES + CREDIT_MAX);
    inbound.took(9);
    expect(inbound.limit).toBe(endOf(range));
  });

  it('takes a byte at the limit and none beyond', () => {
    const inbound = new Inbound({ size, from: 0, to: 9 });
    expect(inbound.data(CREDIT_MAX - 1, new Uint8Array(1))).toEqual({ is: 'gap' });
    expect(inbound.data(CREDIT_MAX - 1, new Uint8Array(2))).toEqual({ is: 'bad' });
  });

  it('never mixes two sealings of one chunk', () => {
    const inbound = new Inbound(range);
    const [old, fresh] = [new Uint8Array(65_568).fill(1), new Uint8Array(65_568).fill(2)];
    expect(inbound.data(start, old)).toMatchObject({ is: 'taken' });
    expect(inbound.data(start, old)).toEqual({ is: 'repeated' });
    expect(inbound.data(start, fresh)).toMatchObject({ is: 'taken' });
    expect(inbound.position).toBe(start + 65_568);
    expect(inbound.data(start + 65_568 + 1, fresh)).toEqual({ is: 'gap' });
  });

  it('refuses what goes over the end of a chunk', () => {
    const inbound = new Inbound(range);
    expect(inbound.data(start, new Uint8Array(SEALED_CHUNK_BYTES + 1))).toEqual({ is: 'bad' });
    expect(inbound.data(start, new Uint8Array(SEALED_CHUNK_BYTES))).toMatchObject({ chunk: { index: 2 } });
  });
});

describe('chunks', () => {
  it('come in the order of those who wait', async () => {
    const places = new Places(1);
    await places.take();
    const order: number[] = [];
    const waits = [1, 2].map((number) => places.take().then(() => order.push(number)));
    places.give();
    places.give();
    await Promise.all(waits);
    expect(order).toEqual([1, 2]);
    expect(concat(new Uint8Array(places.free))).toHaveLength(0);
  });
});
