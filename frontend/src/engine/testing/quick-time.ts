import type { Surroundings } from '../transfer/surroundings';

/** A second of a transfer takes a test this many ms. */
const MS_PER_SECOND = 1;

/** Time that runs a thousand times faster, chance that is known, and a switch for the network. */
export function quickTime() {
  const start = performance.now();
  const listeners = new Set<() => void>();
  const waits: number[] = [];
  const around: Surroundings = {
    now: () => Date.UTC(2026, 0, 1) + ((performance.now() - start) * 1000) / MS_PER_SECOND,
    after: (ms, callback) => {
      waits.push(ms);
      const timer = setTimeout(callback, (ms * MS_PER_SECOND) / 1000);
      return () => clearTimeout(timer);
    },
    chance: () => 0.5,
    onOnline: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { around, waits, goOnline: () => [...listeners].forEach((listener) => listener()) };
}
