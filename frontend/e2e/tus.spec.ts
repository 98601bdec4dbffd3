import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { makeFile, scratch } from './support/files';
import { SlipwayNode } from './support/node';
import { digestOfLink, sendWithTusJs, untilUppySent, uppyLink, UppySite } from './support/tus';

// Clients that others wrote, against a real node.

const MIB = 1_048_576;

let node: SlipwayNode;
let site: UppySite;
let folder: string;

test.beforeAll(async () => {
  folder = scratch();
  site = await UppySite.start();
  node = await SlipwayNode.start({ SLIPWAY_CORS_ORIGINS: site.origin });
});

test.afterAll(async () => {
  site.close();
  await node.dispose();
  rmSync(folder, { recursive: true });
});

test('tus-js-client goes on where it was after it was killed in the middle', async () => {
  const file = makeFile(folder, 'from-js.bin', 32 * MIB + 5);
  const first = await sendWithTusJs(node.url, file, folder, (step, client) => {
    if ((step.accepted ?? 0) >= 10 * MIB) client.kill('SIGKILL');
  });
  expect(first.some((step) => step.link !== undefined)).toBe(false);

  const second = await sendWithTusJs(node.url, file, folder);
  expect(second.find((step) => step.from !== undefined)?.from).toBeGreaterThanOrEqual(10 * MIB);
  expect(await digestOfLink(second.at(-1)?.link ?? '')).toBe(file.sha256);
});

test('Uppy in a page of another site goes on after the page was closed in the middle', async ({
  context,
}) => {
  const file = makeFile(folder, 'from-uppy.bin', 32 * MIB + 5);
  const first = await context.newPage();
  await site.send(first, node.url, file);
  await untilUppySent(first, 10 * MIB);
  expect(await first.locator('output').textContent()).toBe('');
  await first.close({ runBeforeUnload: false });

  const second = await context.newPage();
  const offsets: number[] = [];
  second.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  await site.send(second, node.url, file);
  const link = await uppyLink(second);
  expect(offsets[0]).toBeGreaterThanOrEqual(8 * MIB);
  expect(await digestOfLink(link)).toBe(file.sha256);
});
