import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { build } from 'vite';
import { makeFile, scratch, type TestFile } from './support/files';
import { SlipwayNode } from './support/node';

// Clients that others wrote, against a real node: tus-js-client from Node, Uppy in a page of another site.

const MIB = 1_048_576;
const CLIENT = fileURLToPath(new URL('clients/tus-js.mjs', import.meta.url));
const SITE = fileURLToPath(new URL('uppy', import.meta.url));
const BUILT = fileURLToPath(new URL('../test-results/uppy-site', import.meta.url));

let node: SlipwayNode;
let site: Server;
let origin: string;

test.beforeAll(async () => {
  await build({
    configFile: false,
    root: SITE,
    logLevel: 'warn',
    build: { outDir: BUILT, emptyOutDir: true },
  });
  site = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    try {
      const body = readFileSync(join(BUILT, path === '/' ? 'index.html' : path));
      response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html');
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  process.env['SLIPWAY_CORS_ORIGINS'] = origin;
  node = await SlipwayNode.start();
});

test.afterAll(async () => {
  delete process.env['SLIPWAY_CORS_ORIGINS'];
  site.close();
  await node.dispose();
});

async function digest(link: string): Promise<string> {
  const response = await fetch(link, { headers: { accept: '*/*' } });
  expect(response.status).toBe(200);
  const hash = createHash('sha256');
  for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) hash.update(part);
  return hash.digest('hex');
}

interface Step {
  readonly from?: number;
  readonly accepted?: number;
  readonly link?: string;
  readonly error?: string;
}

/** Runs the client; `look` sees each step. The last step of one that wasn't killed has the link. */
async function send(
  file: TestFile,
  folder: string,
  parallel: number,
  look: (step: Step, client: ChildProcess) => void,
) {
  const client = spawn(
    process.execPath,
    [CLIENT, `${node.url}/api/tus`, file.path, join(folder, 'remembered.json'), String(parallel)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const steps: Step[] = [];
  for await (const line of createInterface({ input: client.stdout })) {
    const step = JSON.parse(line) as Step;
    steps.push(step);
    look(step, client);
  }
  return steps;
}

test('tus-js-client goes on where it was after it was killed in the middle', async () => {
  const folder = scratch();
  const file = makeFile(folder, 'from-js.bin', 32 * MIB + 5);
  const first = await send(file, folder, 1, (step, client) => {
    if ((step.accepted ?? 0) >= 10 * MIB) client.kill('SIGKILL');
  });
  expect(first.some((step) => step.link !== undefined)).toBe(false);

  const second = await send(file, folder, 1, () => undefined);
  expect(second.find((step) => step.from !== undefined)?.from).toBeGreaterThanOrEqual(10 * MIB);
  expect(await digest(second.at(-1)?.link ?? '')).toBe(file.sha256);
});

test('Uppy in a page of another site goes on after the page was closed in the middle', async ({
  context,
}) => {
  const file = makeFile(scratch(), 'from-uppy.bin', 32 * MIB + 5);
  const address = `${origin}/?endpoint=${encodeURIComponent(`${node.url}/api/tus`)}`;
  const first = await context.newPage();
  await first.goto(address);
  await first.getByLabel('file').setInputFiles(file.path);
  await first.waitForFunction(
    (least) => Number(document.querySelector('output')?.dataset['sent'] ?? 0) >= least,
    10 * MIB,
    { polling: 5 },
  );
  expect(await first.locator('output').textContent()).toBe('');
  await first.close({ runBeforeUnload: false });

  const second = await context.newPage();
  const offsets: number[] = [];
  second.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  await second.goto(address);
  await second.getByLabel('file').setInputFiles(file.path);
  await expect(second.locator('output')).toHaveText(/\/s\//, { timeout: 60_000 });
  expect(offsets[0]).toBeGreaterThanOrEqual(8 * MIB);
  expect(await digest((await second.locator('output').textContent()) ?? '')).toBe(file.sha256);
});
