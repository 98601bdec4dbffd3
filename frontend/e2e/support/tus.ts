import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { build } from 'vite';
import type { TestFile } from './files';

// tus clients that others wrote: tus-js-client in a program of its own, Uppy in a page of another site.

const CLIENT = fileURLToPath(new URL('../clients/tus-js.mjs', import.meta.url));
const SITE = fileURLToPath(new URL('../uppy', import.meta.url));
const BUILT = fileURLToPath(new URL('../../test-results/uppy-site', import.meta.url));

/** A site that isn't the node's, with a page that sends a file with Uppy. */
export class UppySite {
  private constructor(private readonly server: Server) {}

  static async start(): Promise<UppySite> {
    await build({
      configFile: false,
      root: SITE,
      logLevel: 'warn',
      build: { outDir: BUILT, emptyOutDir: true },
    });
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://site').pathname;
      try {
        const body = readFileSync(join(BUILT, path === '/' ? 'index.html' : path));
        response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html');
        response.end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new UppySite(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Opens the page and gives it a file to send. */
  async send(page: Page, node: string, file: TestFile): Promise<void> {
    await page.goto(`${this.origin}/?endpoint=${encodeURIComponent(`${node}/api/tus`)}`);
    await page.getByLabel('file').setInputFiles(file.path);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Waits until the node took so many bytes of what the page sends. */
export async function untilUppySent(page: Page, least: number): Promise<void> {
  await page.waitForFunction(
    (bytes) => Number(document.querySelector('output')?.dataset['sent'] ?? 0) >= bytes,
    least,
    { polling: 5 },
  );
}

/** The link that the page shows at the end. */
export async function uppyLink(page: Page): Promise<string> {
  await expect(page.locator('output')).toHaveText(/\/s\//, { timeout: 90_000 });
  return (await page.locator('output').textContent()) ?? '';
}

/** SHA-256 of what a link of an open share gives. */
export async function digestOfLink(link: string): Promise<string> {
  const response = await fetch(link, { headers: { accept: '*/*' } });
  expect(response.status).toBe(200);
  const hash = createHash('sha256');
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) hash.update(part);
  return hash.digest('hex');
}

/** What the program says: where it goes on, what was taken, the link at the end. */
export interface TusStep {
  readonly from?: number;
  readonly accepted?: number;
  readonly link?: string;
  readonly error?: string;
}

/** Runs the program; `look` sees each step. The last step of one that wasn't killed has the link. */
export async function sendWithTusJs(
  node: string,
  file: TestFile,
  folder: string,
  look: (step: TusStep, client: ChildProcess) => void = () => undefined,
): Promise<TusStep[]> {
  const client = spawn(
    process.execPath,
    [CLIENT, `${node}/api/tus`, file.path, join(folder, `${file.name}.json`), '1'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const steps: TusStep[] = [];
  for await (const line of createInterface({ input: client.stdout })) {
    const step = JSON.parse(line) as TusStep;
    steps.push(step);
    look(step, client);
  }
  return steps;
}
