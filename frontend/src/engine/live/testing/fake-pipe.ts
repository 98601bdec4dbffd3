import type { Bytes } from '../../seal/bytes';
import { decodeFrame, type Frame } from '../frames';
import { PipeBase } from '../pipe-base';

/** What becomes of a frame on its way: how often it arrives. */
export type Fate = (frame: Frame, to: 'near' | 'far') => number;

export interface PipeEnds {
  readonly near: PipeBase;
  readonly far: PipeBase;
  /** The most bytes that were on their way to the near end at once. */
  readonly mostUnderWay: () => number;
  /** All DATA bytes that were put on the way to the near end. */
  readonly carried: () => number;
  /** Ends both, as a node that dies. */
  readonly cut: () => void;
}

/** How much may be on its way before a pipe has no room, in bytes. */
export const PIPE_ROOM = 262_144;

/** Two ends of a pipe in memory, in order; each frame takes a turn of the event loop. */
export function pipeEnds(fate: Fate = () => 1): PipeEnds {
  const queues = { near: [] as Bytes[], far: [] as Bytes[] };
  let [most, carried] = [0, 0];
  const waiting = (to: 'near' | 'far') => queues[to].reduce((sum, { length }) => sum + length, 0);
  const end = (own: 'near' | 'far'): PipeBase => {
    const to = own === 'near' ? 'far' : 'near';
    return new PipeBase({
      send: (bytes) => {
        const frame = decodeFrame(bytes);
        if (frame.is === 'data' && to === 'near') carried += frame.bytes.length;
        for (let times = fate(frame, to); times > 0; times--) queues[to].push(bytes.slice());
        most = Math.max(most, waiting('near'));
        pump();
      },
      hasRoom: () => waiting(to) < PIPE_ROOM,
      close: () => ends[to].closed(),
    });
  };
  const ends = { near: end('near'), far: end('far') };
  let pumping = false;
  const pump = (): void => {
    if (pumping) return;
    pumping = true;
    setImmediate(() => {
      pumping = false;
      for (const to of ['near', 'far'] as const) {
        const bytes = queues[to].shift();
        if (bytes === undefined) continue;
        ends[to].came(bytes);
        ends[to === 'near' ? 'far' : 'near'].left();
      }
      if (queues.near.length + queues.far.length > 0) pump();
    });
  };
  return {
    ...ends,
    mostUnderWay: () => most,
    carried: () => carried,
    cut: () => {
      ends.near.closed();
      ends.far.closed();
    },
  };
}
