import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

const KIB = 1024;

/** All processes that a process started, and those that they did. */
export function descendants(of: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The name of a program stands in parentheses and may hold anything.
    const parent = Number(/^.*\) \S+ (\d+)/s.exec(read(Number(name), 'stat'))?.[1] ?? -1);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const left = [of];
  for (let pid = left.pop(); pid !== undefined; pid = left.pop()) {
    const own = children.get(pid) ?? [];
    found.push(...own);
    left.push(...own);
  }
  return found;
}

/** Ends a process and all that it started, at once. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const left = descendants(child.pid ?? 0);
  child.kill('SIGKILL');
  await gone;
  left.forEach(killNow);
}

/** Ends a process like a crash; one that is gone is let be. */
export function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself.
  }
}

export function commandOf(pid: number): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ');
}

/** What a process has in memory, in bytes: all of it, its share of what others have too, and its own alone. */
export interface Memory {
  readonly rss: number;
  readonly pss: number;
  readonly own: number;
}

/** Zeros if it is gone. */
export function memoryOf(pid: number): Memory {
  const rollup = read(pid, 'smaps_rollup');
  const of = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0) * KIB;
  return { rss: of('Rss'), pss: of('Pss'), own: of('Private_Clean') + of('Private_Dirty') };
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Looks at processes every `SAMPLE_MS` and remembers the most that it saw. */
export class MemoryWatch {
  static readonly SAMPLE_MS = 500;
  /** Of the process that had the most. */
  most: Memory = { rss: 0, pss: 0, own: 0 };
  /** Of all of them together at once: the proportional shares, which may be added. */
  together = 0;
  /** The resident sizes of the largest, in the order in which they were seen. */
  readonly seen: number[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(which: () => readonly number[]) {
    this.#timer = setInterval(() => {
      const all = which().map(memoryOf);
      this.together = Math.max(
        this.together,
        all.reduce((sum, { pss }) => sum + pss, 0),
      );
      const largest = all.sort((a, b) => b.pss - a.pss)[0];
      if (largest === undefined) return;
      this.seen.push(largest.rss);
      if (largest.pss > this.most.pss) this.most = largest;
    }, MemoryWatch.SAMPLE_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
