import type { Surroundings } from '../transfer/surroundings';

/** Time that a test moves by hand. */
export function handTime() {
  let now = 1_000_000;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  const online = new Set<() => void>();
  const around: Surroundings = {
    now: () => now,
    after: (ms, callback) => {
      const timer = { at: now + ms, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    chance: () => 0.5,
    onOnline: (listener) => {
      online.add(listener);
      return () => online.delete(listener);
    },
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  /** Lets time go by; whatever waits is called at its moment, in order. */
  const pass = async (ms: number) => {
    const end = now + ms;
    for (;;) {
      await settle();
      const next = [...timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      timers.delete(next);
      now = Math.max(now, next.at);
      next.callback();
    }
    now = end;
    await settle();
  };
  return { around, pass, settle, goOnline: () => [...online].forEach((listener) => listener()) };
}
