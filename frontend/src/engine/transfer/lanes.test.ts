import { expect, it } from 'vitest';
import type { Bytes } from '../seal/bytes';
import { quickTime } from '../testing/quick-time';
import { Ladder } from '../transport/ladder';
import type { LiveWay } from './chunk-ways';
import { type LaneHost, Lanes } from './lanes';
import { Wanted } from './wanted';

const CHUNKS = 4;
const NOTHING: Bytes = new Uint8Array();

/** A file whose chunks are handed out by a sender, by a store, or by neither. */
function given({
  sender,
  store,
}: {
  readonly sender: LiveWay['pull'];
  readonly store: LaneHost['fetchStored'];
}) {
  const { around } = quickTime();
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
      waysTo: () => [{ path: 'direct', pull: sender }],
      onChange: () => () => undefined,
    },
    {
      ...{ file: 'f', size: CHUNKS << 20, wanted, around, deliver, fetchStored: store },
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

it('ends when all came, whatever it still waits for', async () => {
  const { lanes, came } = given({ sender: brings, store: never });
  await lanes.run();
  expect(came.sort()).toEqual([0, 1, 2, 3]);
});
