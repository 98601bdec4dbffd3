import { describe, expect, it, vi } from 'vitest';
import type { Bytes } from '../seal/bytes';
import { SealError } from '../seal/seal-error';
import { CHUNK_BYTES } from '../seal/sizes';
import { handTime } from '../testing/hand-time';
import { quickTime } from '../testing/quick-time';
import { Ladder } from '../transport/ladder';
import type { LiveWay } from './chunk-ways';
import { DAMAGED, TransferFailure } from './failure';
import {
  type LaneHost,
  LANE_TICK_MS,
  Lanes,
  LANES_PER_PATH,
  SENDER_WAIT_MS,
  SPOILT_MAX,
  STEAL_MS,
} from './lanes';
import { Wanted } from './wanted';

const CHUNKS = 4;
const NOTHING: Bytes = new Uint8Array();

/** A file whose chunks are handed out by a sender, by a store, or by neither. */
function given({
  sender,
  store,
  isThere = () => true,
  mayCome = () => true,
  around = quickTime().around,
  later = 0,
  stored = true,
}: {
  readonly sender: LiveWay['pull'];
  readonly store: LaneHost['fetchStored'];
  /** Whether the sender can be asked. */
  readonly isThere?: () => boolean;
  readonly mayCome?: () => boolean;
  readonly around?: LaneHost['around'];
  readonly later?: number;
  readonly stored?: boolean;
}) {
  const wanted = new Wanted(CHUNKS, () => false);
  const came: number[] = [];
  let waits = 0;
  const deliver: LaneHost['deliver'] = (index) => {
    if (wanted.delivered(index)) came.push(index);
    lanes.notify();
    return Promise.resolve();
  };
  const lanes: Lanes = new Lanes(
    {
      ladder: new Ladder(),
      waysTo: () => (isThere() ? [{ path: 'direct', pull: sender }] : []),
      mayComeTo: mayCome,
      onChange: () => () => undefined,
    },
    {
      ...{ file: 'f', size: CHUNKS << 20, later, wanted, around, deliver, fetchStored: store },
      stored,
      held: () => false,
      windowEnd: () => CHUNKS,
      open: (_, sealed) => Promise.resolve({ plaintext: sealed, digest: sealed }),
      check: () => undefined,
      waits: () => waits++,
    },
  );
  return {
    lanes,
    came,
    around,
    waits: () => waits,
    deliver: (index: number) => deliver(index, { plaintext: NOTHING, digest: NOTHING }),
  };
}

const never = () => new Promise<never>(() => undefined);

/** Brings what it is asked for, and says so byte by byte. */
const brings: LiveWay['pull'] = async ({ from, to }, take, onBytes) => {
  const sealed: Bytes = new Uint8Array(1);
  for (let index = from; index <= to; index++) {
    onBytes(1);
    if (!(await take(index, sealed))) return;
  }
};

it('brings all chunks though the sender falls silent', async () => {
  const store: LaneHost['fetchStored'] = async (from, to) => {
    for (let index = from; index <= to; index++) await file.deliver(index);
  };
  const file = given({ sender: never, store });
  await file.lanes.run();
  expect(file.came.sort()).toEqual([0, 1, 2, 3]);
  expect(file.waits()).toBeGreaterThan(0);
});

it('brings at once what a path holds that was left', async () => {
  const { around, pass } = handTime();
  let isThere = true;
  const store: LaneHost['fetchStored'] = async (from, to) => {
    for (let index = from; index <= to; index++) await file.deliver(index);
  };
  const file = given({ sender: never, store, isThere: () => isThere, around });
  const run = file.lanes.run();
  await pass(LANE_TICK_MS);
  expect(file.came.length).toBeLessThan(CHUNKS);
  isThere = false;
  await pass(2 * LANE_TICK_MS);
  expect(3 * LANE_TICK_MS).toBeLessThan(STEAL_MS);
  await run;
  expect(file.came.sort()).toEqual([0, 1, 2, 3]);
});

it('tells the ladder how much is left, of what is saved later as well', async () => {
  const told = vi.spyOn(Ladder.prototype, 'remain');
  const { around, pass } = handTime();
  const file = given({ sender: never, store: never, around, later: 7 });
  const run = file.lanes.run();
  expect(told).toHaveBeenLastCalledWith(CHUNKS * CHUNK_BYTES + 7);
  await file.deliver(0);
  await pass(LANE_TICK_MS);
  expect(told).toHaveBeenLastCalledWith((CHUNKS - 1) * CHUNK_BYTES + 7);
  for (let index = 1; index < CHUNKS; index++) await file.deliver(index);
  await run;
  told.mockRestore();
});

it('ends when all came, whatever it still waits for', async () => {
  const { lanes, came } = given({ sender: brings, store: never });
  await lanes.run();
  expect(came.sort()).toEqual([0, 1, 2, 3]);
});

it('asks the store for nothing that it is never sent', async () => {
  let asked = 0;
  const store = () => {
    asked++;
    return never();
  };
  let there = false;
  const file = given({ sender: brings, store, isThere: () => there, stored: false });
  const run = file.lanes.run();
  await expect.poll(file.waits).toBeGreaterThan(0);
  there = true;
  await run;
  expect(file.came.sort()).toEqual([0, 1, 2, 3]);
  expect(asked).toBe(0);
});

it.each([
  [SPOILT_MAX - 1, true],
  [SPOILT_MAX, false],
])('of what isn’t stored %i chunks that don’t open are made good: %s', async (spoilt, isMadeGood) => {
  let left = spoilt;
  const sender: LiveWay['pull'] = (...call) =>
    left-- > 0 ? Promise.reject(new SealError('BAD_SEGMENT', 'flipped')) : brings(...call);
  const { lanes, came } = given({ sender, store: never, stored: false });
  if (isMadeGood) await lanes.run();
  else await expect(lanes.run()).rejects.toMatchObject({ code: 'BAD_SEGMENT' });
  expect(came.length === CHUNKS).toBe(isMadeGood);
});

describe.each([
  ['doesn’t open', new SealError('BAD_SEGMENT', 'flipped'), 'BAD_SEGMENT'],
  [
    'doesn’t open, as a line says it',
    new TransferFailure('BAD_ROOT', false, null, { cause: new SealError('BAD_ROOT', '') }),
    'BAD_ROOT',
  ],
  ['the node doesn’t give', new TransferFailure(DAMAGED, true), DAMAGED],
])('a stored chunk that %s', (_, trouble, code) => {
  const spoilt: LaneHost['fetchStored'] = () => Promise.reject(trouble);

  it('waits for a sender that is met in time', async () => {
    let began: number | null = null;
    const isThere = () => began !== null && file.around.now() - began >= SENDER_WAIT_MS / 2;
    const file = given({ sender: brings, store: spoilt, isThere });
    began = file.around.now();
    await file.lanes.run();
    expect(file.came.sort()).toEqual([0, 1, 2, 3]);
  });

  it('is the end where no sender comes in time', async () => {
    const file = given({ sender: brings, store: spoilt, isThere: () => false });
    const began = file.around.now();
    await expect(file.lanes.run()).rejects.toMatchObject({ code });
    expect(file.around.now() - began).toBeGreaterThanOrEqual(SENDER_WAIT_MS);
  });

  it('is the end at once where there is none', async () => {
    let asked = 0;
    const mayCome = () => asked++ < 0;
    const { lanes } = given({ sender: brings, store: spoilt, isThere: () => false, mayCome });
    await expect(lanes.run()).rejects.toMatchObject({ code });
    // Each lane of the store asks once, and doesn't wait to ask again.
    expect(asked).toBeLessThanOrEqual(LANES_PER_PATH);
  });
});

it('a share that is gone is the end, whoever may come', async () => {
  const store: LaneHost['fetchStored'] = () => Promise.reject(new TransferFailure('GONE', false));
  const { lanes } = given({ sender: brings, store, isThere: () => false });
  await expect(lanes.run()).rejects.toMatchObject({ code: 'GONE' });
});
