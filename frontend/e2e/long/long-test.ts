import { test as base, expect } from '@playwright/test';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../support/files';
import { SlipwayNode } from '../support/node';

/** Notes a figure for the scoreboard. */
export type Figure = (name: string, value: string) => void;

interface PerTest {
  /** A folder for the files of this test. */
  readonly folder: string;
  readonly figure: Figure;
}

interface PerWorker {
  readonly node: SlipwayNode;
}

/** Runs at full size against a node that logs as usual. */
export const test = base.extend<PerTest, PerWorker>({
  node: [
    async ({}, use) => {
      const node = await SlipwayNode.start({ SLIPWAY_LOG: 'INFO' }, { node: [], broker: [], cluster: [] });
      await use(node);
      await node.dispose();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  folder: async ({}, use) => {
    const folder = scratch();
    await use(folder);
    rmSync(folder, { recursive: true, maxRetries: 10, retryDelay: 100 });
  },
  figure: async ({}, use, info) => {
    await use((name, value) => info.annotations.push({ type: 'figure', description: `${name}: ${value}` }));
  },
});

export { expect };

export const MIB = 1_048_576;

export function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}

export function subfolder(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}
