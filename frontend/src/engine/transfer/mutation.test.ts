import { beforeAll, expect, it } from 'vitest';
import { nodeClient } from '../api/client';
import { type Bytes, concat, fromBase64Url, toBase64Url } from '../seal/bytes';
import { chunkWork } from '../seal/chunk-work';
import { SEALED_CHUNK_BYTES, SEALED_SEGMENT_BYTES } from '../seal/sizes';
import { keptShare } from '../testing/kept-share';
import { quickTime } from '../testing/quick-time';
import { seededNumbers } from '../testing/sources';
import { TestSinks } from '../testing/test-sinks';
import { Receipts } from '../keep/receipts';
import { systemRandom } from '../seal/primitives';
import { memoryKeeping } from '../testing/memory-keeping';
import { Receiver } from './receiver';

// Whoever sits between the two changes something, anything, of one transfer: none of these files may ever be finished.

const seed = Number(process.env['SLIPWAY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const TRANSFERS = Number(process.env['SLIPWAY_MUTATIONS'] ?? 1000);
/** Answers after which an unfinished transfer counts as refused: it would wait for ever. */
const PATIENCE = 40;
const SIZES = [0, 1, 70_000, 1_048_576 + 131_072, 2 * 1_048_576 + 5];

const random = seededNumbers(seed);
const below = (bound: number) => Math.floor(random() * bound);
const pick = <Item>(items: readonly Item[]): Item => {
  const item = items[below(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

type Kept = Awaited<ReturnType<typeof keptShare>>;
type Json = Record<string, unknown> & { files: Record<string, unknown>[] };

let shares: readonly [Kept, Kept];
beforeAll(async () => {
  shares = [await keptShare(SIZES), await keptShare(SIZES)];
});

function flipped(bytes: Bytes): Bytes {
  const changed = bytes.slice();
  const at = below(changed.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << below(8));
  return changed;
}

const flippedText = (text: unknown) =>
  toBase64Url(flipped(fromBase64Url(text as string) ?? new Uint8Array(1)));

/** Changes of the sealed bytes of file `index`; null where this file can't be changed so. */
const BYTES: Readonly<Record<string, (sealed: Bytes, index: number) => Bytes | null>> = {
  flip: (sealed) => flipped(sealed),
  cut: (sealed) => sealed.slice(0, below(sealed.length)),
  'cut at a segment': (sealed) => {
    const segments = Math.floor((sealed.length - 17) / SEALED_SEGMENT_BYTES);
    return segments < 1 ? null : sealed.slice(0, 16 + below(segments) * SEALED_SEGMENT_BYTES);
  },
  longer: (sealed) => concat(sealed, new Uint8Array(1 + below(100))),
  'swap chunks': (sealed) =>
    sealed.length < 2 * SEALED_CHUNK_BYTES
      ? null
      : concat(
          sealed.slice(SEALED_CHUNK_BYTES, 2 * SEALED_CHUNK_BYTES),
          sealed.slice(0, SEALED_CHUNK_BYTES),
          sealed.slice(2 * SEALED_CHUNK_BYTES),
        ),
  'repeat a chunk': (sealed) =>
    sealed.length < 2 * SEALED_CHUNK_BYTES
      ? null
      : concat(
          sealed.slice(0, SEALED_CHUNK_BYTES),
          sealed.slice(0, SEALED_CHUNK_BYTES),
          sealed.slice(2 * SEALED_CHUNK_BYTES),
        ),
  'swap segments': (sealed) =>
    sealed.length < 16 + 2 * SEALED_SEGMENT_BYTES
      ? null
      : concat(
          sealed.slice(0, 16),
          sealed.slice(16 + SEALED_SEGMENT_BYTES, 16 + 2 * SEALED_SEGMENT_BYTES),
          sealed.slice(16, 16 + SEALED_SEGMENT_BYTES),
          sealed.slice(16 + 2 * SEALED_SEGMENT_BYTES),
        ),
  'of another file': (_, index) => shares[1].node.sealedBytes(shares[1].node.file(shares[1].share, index)),
  zeros: (sealed) => new Uint8Array(sealed.length),
};

/** Changes of what the node says of the share and of file `index` in it. */
const ANSWERS: Readonly<
  Record<string, (share: Json, file: Record<string, unknown>, other: Record<string, unknown>) => void>
> = {
  'share wrap': (share) => void (share['wrap'] = flippedText(share['wrap'])),
  'share commit': (share) => void (share['commit'] = flippedText(share['commit'])),
  mode: (share) => void (share['mode'] = 'OPEN'),
  'share id': (share) => void (share['share'] = shares[1].share),
  header: (_, file) => void (file['header'] = flippedText(file['header'])),
  commit: (_, file) => void (file['commit'] = flippedText(file['commit'])),
  meta: (_, file) => void (file['meta'] = flippedText(file['meta'])),
  wrap: (_, file) => void (file['wrap'] = flippedText(file['wrap'])),
  seal: (_, file) => void (file['seal'] = flippedText(file['seal'])),
  'no seal': (_, file) => void (file['seal'] = null),
  'another seal': (_, file, other) => void (file['seal'] = other['seal']),
  'another wrap': (_, file, other) => void (file['wrap'] = other['wrap']),
  'another meta': (_, file, other) => void (file['meta'] = other['meta']),
  'another header': (_, file, other) => void (file['header'] = other['header']),
  'everything of another file': (_, file, other) => {
    const { file: id } = file;
    Object.assign(file, other, { file: id });
  },
};

/** Receives one file of the first share while `change` is done to it; answers whether it was finished. */
async function finishes(index: number, what: string): Promise<boolean> {
  const [kept] = shares;
  const { node, share, fragment } = kept;
  let answers = 0;
  let stop: () => void = () => undefined;
  const fetcher: typeof fetch = async (input, init) => {
    if (answers++ > PATIENCE) {
      stop();
      throw new TypeError('Failed to fetch');
    }
    const answer = await node.fetch(input, init);
    if (!answer.ok) return answer;
    const path = input as string;
    if (path.endsWith('/sealed')) {
      const change = BYTES[what];
      if (change === undefined) return answer;
      // What is asked for is a part of the file as it would have to be.
      const whole = change(node.sealedBytes(node.file(share, index)), index);
      const [, from, to] = /bytes (\d+)-(\d+)/.exec(answer.headers.get('content-range') ?? '') ?? [];
      const rest =
        Number(to) + 1 === node.sealedBytes(node.file(share, index)).length ? undefined : Number(to) + 1;
      return new Response(whole?.slice(Number(from), rest) ?? null, { status: 206, headers: answer.headers });
    }
    const json = (await answer.json()) as Json;
    const file = json.files[index];
    const other = json.files[(index + 1 + below(SIZES.length - 1)) % SIZES.length];
    if (file !== undefined && other !== undefined) ANSWERS[what]?.(json, file, other);
    return new Response(JSON.stringify(json), { status: 200 });
  };
  const sinks = new TestSinks();
  const receiver = new Receiver(
    share,
    {
      ...{ client: nodeClient(fetcher), work: chunkWork(), sinks, around: quickTime().around },
      random: systemRandom,
      halfReceived: new Receipts({ ...memoryKeeping(), around: quickTime().around }),
    },
    { onChange: () => undefined },
  );
  stop = () => receiver.end();
  const opened = receiver.open(fragment);
  const file = node.file(share, index).id;
  // `open` goes on while something seems to be arriving; whatever can be saved is saved before.
  await Promise.race([opened, new Promise<void>((resolve) => setImmediate(resolve))]);
  while (receiver.state.is === 'opening') await new Promise((resolve) => setImmediate(resolve));
  await receiver.save([file]);
  receiver.end();
  await opened;
  return sinks.opened.some(({ state }) => state === 'closed') || receiver.state.is === 'verified';
}

it(`a file that nobody changed is finished`, async () => {
  for (const index of SIZES.keys()) expect(await finishes(index, 'nothing')).toBe(true);
});

it(
  `of ${TRANSFERS} changed transfers none is finished (SLIPWAY_SEED=${seed})`,
  { timeout: 300_000 },
  async () => {
    const accepted: string[] = [];
    const done = new Map<string, number>();
    for (let transfer = 0; transfer < TRANSFERS;) {
      const index = below(SIZES.length);
      const what = pick([...Object.keys(BYTES), ...Object.keys(ANSWERS)]);
      const file = shares[0].node.file(shares[0].share, index);
      if (BYTES[what]?.(shares[0].node.sealedBytes(file), index) === null) continue;
      transfer++;
      done.set(what, (done.get(what) ?? 0) + 1);
      if (await finishes(index, what)) accepted.push(`${what} of file ${index}`);
    }
    expect(accepted).toEqual([]);
    if (TRANSFERS >= 1000) expect(done.size).toBe(Object.keys(BYTES).length + Object.keys(ANSWERS).length);
  },
);
