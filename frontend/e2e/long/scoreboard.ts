import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';

/** Prints at the end what was measured, a line for each figure. */
export default class Scoreboard implements Reporter {
  readonly #lines: string[] = [];

  onTestEnd({ title }: TestCase, { status, duration, annotations }: TestResult): void {
    this.#lines.push(`${status.padEnd(9)}${(duration / 1000).toFixed(0).padStart(5)} s  ${title}`);
    for (const { type, description } of annotations)
      if (type === 'figure') this.#lines.push(`${' '.repeat(18)}${description ?? ''}`);
  }

  onEnd({ status }: FullResult): void {
    console.log(`\n${this.#lines.join('\n')}\n${status}`);
  }
}
