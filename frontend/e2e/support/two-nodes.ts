import type { Browser, Page } from '@playwright/test';
import { rmSync } from 'node:fs';
import { SlipwayCluster } from './cluster';
import { scratch } from './files';
import { personAt, test } from './test';

/** Two nodes for all tests of a file, one after the other, and people at them who go after each test. */
export interface TwoNodes {
  readonly cluster: SlipwayCluster;
  /** For the files of these tests. */
  readonly folder: string;
  /** Where one node alone is reached. */
  readonly nodeUrl: (index: number) => string;
  /** Somebody who comes by way of this address. */
  readonly person: (browser: Browser, url: string) => Promise<Page>;
  /** The same link at another door of the same cluster. */
  readonly through: (url: string, link: string) => string;
}

/** Starts them before the first test of the file that calls this, and ends them after its last. */
export function twoNodes(): TwoNodes {
  let cluster: SlipwayCluster | null = null;
  let folder = '';
  let people: Page[] = [];

  test.describe.configure({ mode: 'serial' });

  test.beforeAll(async () => {
    test.setTimeout(240_000);
    folder = scratch();
    cluster = await SlipwayCluster.start(2);
  });

  test.afterEach(async () => {
    await Promise.all(people.map((page) => page.context().close()));
    people = [];
  });

  test.afterAll(async () => {
    await cluster?.dispose();
    rmSync(folder, { recursive: true });
  });

  const started = () => {
    if (cluster === null) throw new Error('the nodes run during tests alone');
    return cluster;
  };
  return {
    get cluster() {
      return started();
    },
    get folder() {
      return folder;
    },
    nodeUrl: (index) => started().nodes[index]?.url ?? '',
    person: async (browser, url) => {
      const page = await personAt(browser, url, []);
      people.push(page);
      return page;
    },
    through: (url, link) => url + link.slice(new URL(link).origin.length),
  };
}
