import type { Surroundings } from '../transfer/surroundings';

/**
 * Time that runs a thousand times faster, chance that is known, and a switch for the network.
 * @param msPerSecond how many ms a second of a transfer takes a test; more where both sides do real work meanwhile
 */
export function quickTime(msPerSecond = 1) {
  const start = performance.now();
  const listeners = new Set<() => void>();
  const waits: number[] = [];
  const around: Surroundings = {
    now: () => Date.UTC(2026, 0, 1) + ((performance.now() - start) * 1000) / msPerSecond,
    after: (ms, callback) => {
      waits.push(ms);
      const timer = setTimeout(callback, (ms * msPerSecond) / 1000);
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
