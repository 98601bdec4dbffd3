import { describe, expect, it } from 'vitest';
import type { LivePath } from '../live/talk';
import { seededNumbers } from '../testing/sources';
import { GAIN } from './choice';
import { Ladder, SHORT_BYTES } from './ladder';
import { PATH_AGAIN_MS } from './sources';
import { Simulation, type SimulatedPath } from './testing/simulated-paths';

const MB = 1_000_000;
const MIB = 1_048_576;

const path = (path: LivePath, from: number, rate: number): SimulatedPath => ({
  path,
  from,
  rate: () => rate * MB,
});

/** What it chose, but for trials. */
function settled(simulation: Simulation): string {
  const { paths } = simulation.changes.filter(({ choice }) => choice.reason !== 'trial').at(-1)?.choice ?? {
    paths: [],
  };
  return paths.join('+');
}

/** Bytes per second from one moment to another. */
function speed(simulation: Simulation, from: number, to: number): number {
  simulation.run(from);
  const before = simulation.total;
  simulation.run(to);
  return ((simulation.total - before) * 1000) / (to - from);
}

describe('the ladder', () => {
  it('begins with what answers first', () => {
    const simulation = new Simulation(
      [path('store', 300, 5), path('relay', 100, 5), path('direct', 900, 5)],
      5 * MB,
    );
    simulation.run(200);
    expect(simulation.ladder.choice).toEqual({ paths: ['relay'], reason: 'only' });
  });

  it('waits for no path that isn’t there', () => {
    const simulation = new Simulation([path('store', 0, 5)]);
    expect(speed(simulation, 0, 5000)).toBeGreaterThan(4.8 * MB);
    expect(simulation.changes).toHaveLength(1);
  });

  it('changes to the direct path that is a quarter faster', () => {
    const simulation = new Simulation([path('relay', 0, 8), path('direct', 800, 10.4)], 10.5 * MB);
    simulation.run(5000);
    expect(settled(simulation)).toBe('direct');
    expect(simulation.ladder.choice.reason).toBe('faster');
  });

  it('stays where the direct path is less than that faster, and more is no faster', () => {
    const simulation = new Simulation([path('relay', 0, 10), path('direct', 800, 10.8)], 10.8 * MB);
    simulation.run(5000);
    expect(settled(simulation)).toBe('relay');
  });

  it('never chooses a direct path that is slower, and lets little come by it', () => {
    const simulation = new Simulation([path('relay', 0, 20), path('direct', 500, 2)], 20 * MB);
    simulation.run(60_000);
    for (const { choice } of simulation.changes)
      if (choice.paths.join() === 'direct') expect(choice.reason).toBe('trial');
    expect(settled(simulation)).toBe('relay');
    expect((simulation.brought.get('direct') ?? 0) / simulation.total).toBeLessThan(0.02);
    expect(speed(simulation, 60_000, 120_000)).toBeGreaterThan(0.95 * 20 * MB);
  });

  it('takes two at once when they are faster together', () => {
    const simulation = new Simulation([path('store', 0, 10), path('direct', 600, 12)]);
    expect(speed(simulation, 5000, 15_000)).toBeGreaterThan(0.95 * 22 * MB);
    expect(simulation.ladder.choice).toEqual({ paths: ['direct', 'store'], reason: 'together' });
  });

  it('prefers the direct path alone where together is no faster', () => {
    const simulation = new Simulation([path('relay', 0, 10), path('direct', 600, 10)], 10 * MB);
    simulation.run(30_000);
    expect(simulation.changes.filter(({ choice }) => choice.reason === 'together')).toEqual([]);
  });

  it('doesn’t go to and fro between two that are alike', () => {
    const random = seededNumbers(7);
    const noisy = (name: LivePath, from: number): SimulatedPath => ({
      path: name,
      from,
      rate: () => (8 + 4 * random()) * MB,
    });
    const simulation = new Simulation([noisy('relay', 0), noisy('store', 200)], 10 * MB);
    simulation.run(120_000);
    const chosen = simulation.changes.filter(({ choice }) => ['faster', 'together'].includes(choice.reason));
    expect(chosen.length).toBeLessThanOrEqual(4);
  });

  it('changes when what it chose gets slow', () => {
    const simulation = new Simulation([
      { path: 'direct', from: 0, rate: (now) => (now < 20_000 ? 20 : 1) * MB },
      path('relay', 300, 6),
    ]);
    expect(speed(simulation, 5000, 20_000)).toBeGreaterThan(0.9 * 26 * MB);
    expect(speed(simulation, 25_000, 35_000)).toBeGreaterThan(0.9 * 7 * MB);
  });

  it('goes on by another path at once when one is lost', () => {
    const simulation = new Simulation([path('relay', 0, 5), path('direct', 300, 20), path('store', 100, 5)]);
    simulation.run(5000);
    simulation.ladder.down('direct', simulation.now);
    expect(simulation.ladder.choice.paths).not.toContain('direct');
    expect(simulation.ladder.choice.paths.length).toBeGreaterThan(0);
  });

  it('leaves a path that fails, and asks it again after ever longer', () => {
    const ladder = new Ladder();
    ladder.up('store', 0);
    ladder.up('relay', 0);
    ladder.down('store', 0);
    expect(ladder.choice.paths).toEqual(['relay']);
    for (let failures = 0, now = 1000; failures < 4; failures++) {
      ladder.failed('relay', now);
      expect(ladder.choice.paths).toEqual([]);
      const wait = PATH_AGAIN_MS * 2 ** failures;
      ladder.tick(now + wait - 1);
      expect(ladder.choice.paths).toEqual([]);
      now += wait;
      ladder.tick(now);
      expect(ladder.choice.paths).toEqual(['relay']);
    }
    ladder.proved('relay');
    ladder.failed('relay', 100_000);
    ladder.tick(100_000 + PATH_AGAIN_MS);
    expect(ladder.choice.paths).toEqual(['relay']);
  });

  it('tries another path when what it began with gives nothing', () => {
    const simulation = new Simulation([path('store', 0, 0), path('relay', 500, 6)]);
    expect(speed(simulation, 5000, 10_000)).toBeGreaterThan(0.9 * 6 * MB);
  });

  it('ends a trial by which nothing comes', () => {
    const simulation = new Simulation([path('relay', 0, 5), path('direct', 500, 0)]);
    simulation.run(10_000);
    expect(settled(simulation)).toBe('relay');
    expect(speed(simulation, 10_000, 20_000)).toBeGreaterThan(0.9 * 5 * MB);
  });

  it.each(Array.from({ length: 200 }, (_, at) => at + 1))(
    'is within a tenth of the best after 5 s (seed %i)',
    (seed) => {
      const random = seededNumbers(seed);
      const rates = { store: 0, relay: 0, direct: 0 };
      const paths = (['store', 'relay', 'direct'] as const)
        .filter((name) => name === 'store' || random() < 0.8)
        .map((name) => {
          rates[name] = 0.5 * 100 ** random();
          return path(name, name === 'store' ? 0 : Math.floor(random() * 1500), rates[name]);
        });
      const line = random() < 0.5 ? Infinity : 0.5 * 100 ** random();
      const [first = 0, second = 0] = Object.values(rates).sort((one, other) => other - one);
      const best = Math.min(line, first + second);
      const simulation = new Simulation(paths, line * MB);
      // A tenth more isn't taken, and a trial is off by a few hundredths where segments come rarely.
      expect(speed(simulation, 5000, 25_000) / MB).toBeGreaterThan((best / GAIN) * 0.97);
    },
  );

  it('says by which path bytes come', () => {
    const ladder = new Ladder();
    expect(ladder.bringing).toBeNull();
    ladder.remain(2 * MIB);
    ladder.up('relay', 0);
    ladder.up('store', 0);
    expect(ladder.choice.paths).toEqual(['relay', 'store']);
    ladder.received('relay', 1000, 10);
    ladder.received('store', 10, 20);
    expect(ladder.bringing).toBe('relay');
    ladder.received('store', 1000, 30);
    expect(ladder.bringing).toBe('store');
    // One that isn't asked any more ends its chunk.
    ladder.down('store', 40);
    ladder.received('store', 10, 50);
    expect(ladder.bringing).toBe('store');
    ladder.received('relay', 10, 60);
    expect(ladder.bringing).toBe('relay');
  });

  it('says what brings bytes while it tries what brings none', () => {
    const simulation = new Simulation([path('relay', 0, 5), path('store', 500, 0)]);
    simulation.run(800);
    expect(simulation.ladder.choice).toEqual({ paths: ['relay', 'store'], reason: 'trial' });
    expect(simulation.ladder.bringing).toBe('relay');
  });

  it.each([
    [-1, 2],
    [0, 2],
    [1, 1],
  ])('begins with two where little is to be fetched (%i bytes from the limit)', (more, count) => {
    const ladder = new Ladder();
    ladder.remain(SHORT_BYTES + more);
    ladder.up('relay', 0);
    ladder.up('store', 0);
    ladder.up('direct', 0);
    expect(ladder.choice.paths).toHaveLength(count);
  });

  it('doesn’t begin with both paths from the sender', () => {
    const ladder = new Ladder();
    ladder.remain(SHORT_BYTES);
    ladder.up('relay', 0);
    ladder.up('direct', 0);
    expect(ladder.choice.paths).toEqual(['relay']);
    ladder.tick(10);
    ladder.up('store', 20);
    expect(ladder.choice.paths).toEqual(['relay', 'store']);
  });

  it('doesn’t wait for ever for two that give nothing', () => {
    const simulation = new Simulation([path('relay', 0, 0), path('store', 0, 0), path('direct', 800, 6)]);
    simulation.ladder.remain(SHORT_BYTES);
    expect(speed(simulation, 6000, 10_000)).toBeGreaterThan(0.9 * 6 * MB);
  });
});

describe('a transfer', () => {
  /** What beginning, and finding out, may cost beside a part of the time, in ms. */
  const OVERHEAD_MS = 500;

  interface Given {
    readonly store: number;
    readonly relay: number;
    readonly direct: number;
  }

  /** Paths of so many MB/s; the direct one is there after a second. */
  function given({ store, relay, direct }: Given, answers: number, line: number) {
    const paths = [path('relay', 0, relay), path('store', 0, store), path('direct', 1000, direct)];
    const simulation = new Simulation(
      paths.map((each) => ({ ...each, answers })),
      line * MB,
    );
    /** How long the best single path would take that is known from the beginning, in ms. */
    const best = (bytes: number) =>
      Math.min(...paths.map(({ from, rate }) => from + answers + (bytes * 1000) / rate(0)));
    return { simulation, best };
  }

  const kinds: readonly (readonly [string, Given])[] = [
    ['the store is the fastest', { store: 30, relay: 12, direct: 8 }],
    ['the direct path is faster than a slow relay and a slow store', { store: 5, relay: 4, direct: 25 }],
    ['the direct path is slow', { store: 5, relay: 20, direct: 2 }],
    ['the direct path is slow, and the others alike', { store: 20, relay: 20, direct: 2 }],
    ['the direct path is the fastest', { store: 20, relay: 20, direct: 60 }],
  ];
  const each = kinds.flatMap(([name, rates]) =>
    [0, 150, 300].flatMap((answers) =>
      [Infinity, Math.max(rates.store, rates.relay, rates.direct)].map(
        (line) => [name, rates, answers, line] as const,
      ),
    ),
  );

  describe.each(each)('where %s (%o; answers after %i ms; line %d MB/s)', (_, rates, answers, line) => {
    it.each([4, 16, 64, 256, 2048])('of %i MiB takes little longer than by the best path', (mib) => {
      const { simulation, best } = given(rates, answers, line);
      const bytes = mib * MIB;
      expect(simulation.fetch(bytes)).toBeLessThan(1.15 * best(bytes) + OVERHEAD_MS);
    });

    it('of 2 GiB ends by the right paths', () => {
      const { simulation } = given(rates, answers, line);
      simulation.fetch(2048 * MIB);
      const { store, relay, direct } = rates;
      const [most = 0, next = 0] = [store, relay, direct].sort((one, other) => other - one);
      const chosen = settled(simulation).split('+') as LivePath[];
      const sum = chosen.reduce((all, name) => all + rates[name], 0);
      expect(Math.min(line, sum) * GAIN).toBeGreaterThan(Math.min(line, most + next));
    });
  });

  it.each([64, 256])('of %i MiB is by the direct path where that alone is much faster', (mib) => {
    const simulation = new Simulation([path('relay', 0, 4), path('store', 0, 5), path('direct', 1000, 80)]);
    simulation.fetch(mib * MIB);
    expect(settled(simulation)).toBe('direct');
  });

  it('of little is over before anything is tried', () => {
    const { simulation } = given({ store: 30, relay: 12, direct: 8 }, 0, Infinity);
    simulation.fetch(16 * MIB);
    expect(simulation.changes.map(({ choice }) => choice.reason)).not.toContain('trial');
  });
});
