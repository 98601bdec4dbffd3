import { describe, expect, it } from 'vitest';
import type { LivePath } from '../live/talk';
import { seededNumbers } from '../testing/sources';
import { Ladder, PATH_AGAIN_MS } from './ladder';
import { Simulation, type SimulatedPath } from './testing/simulated-paths';

const MB = 1_000_000;

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
      expect(speed(simulation, 5000, 25_000) / MB).toBeGreaterThan(0.9 * best);
    },
  );
});
