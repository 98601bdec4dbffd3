import { test as base, type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import { rmSync } from 'node:fs';
import { scratch } from './files';
import { SlipwayNode } from './node';

/** Things the browser said that it must not say: errors, refused script or style, Trusted Types. */
export type Complaints = string[];

interface PerTest {
  /** A folder for the files of this test. */
  readonly folder: string;
  /** Opens a page of its own in a browser of its own: another person. */
  readonly person: () => Promise<Page>;
  readonly complaints: Complaints;
}

interface PerWorker {
  readonly node: SlipwayNode;
}

export const test = base.extend<PerTest, PerWorker>({
  node: [
    async ({}, use) => {
      const node = await SlipwayNode.start();
      await use(node);
      await node.dispose();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  folder: async ({}, use) => {
    const folder = scratch();
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  complaints: async ({}, use) => {
    const complaints: Complaints = [];
    await use(complaints);
  },
  person: async ({ browser, node, complaints }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const page = await personAt(browser, node.url, complaints);
      contexts.push(page.context());
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** A page in a browser of its own, which has this address before its paths. */
export async function personAt(browser: Browser, baseURL: string, complaints: Complaints): Promise<Page> {
  const context = await browser.newContext({
    baseURL,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await listen(context, complaints);
  return context.newPage();
}

async function listen(context: BrowserContext, complaints: Complaints): Promise<void> {
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  await context.addInitScript(() => {
    // A headless browser can't ask where to save; it answers every such question with no.
    Reflect.deleteProperty(window, 'showSaveFilePicker');
    // Nor whether files may be read again: it never answers that.
    Reflect.deleteProperty(DataTransferItem.prototype, 'getAsFileSystemHandle');
    // Playwright has the bytes of every body told to it, which takes three times as long as sending them; of a Blob it isn't told.
    const send = window.fetch.bind(window);
    window.fetch = (address, init) => {
      const body = init?.body;
      if (!(body instanceof Uint8Array)) return send(address, init);
      return send(address, { ...init, body: new Blob([body as Uint8Array<ArrayBuffer>]) });
    };
    document.addEventListener('securitypolicyviolation', (event) => {
      // Said through the console, since only that reaches the test from every page.
      console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
}

export { expect };
