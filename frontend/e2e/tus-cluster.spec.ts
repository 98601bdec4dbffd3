import { rmSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { SlipwayCluster } from './support/cluster';
import { makeFile, scratch } from './support/files';
import { digestOfLink, sendWithTusJs, untilUppySent, uppyLink, UppySite } from './support/tus';

// Clients that others wrote, against two nodes behind one port that deals connections out in turn. The last test leaves one node.

const MIB = 1_048_576;

let cluster: SlipwayCluster;
let site: UppySite;
let folder: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(240_000);
  folder = scratch();
  site = await UppySite.start();
  cluster = await SlipwayCluster.start(2, { SLIPWAY_CORS_ORIGINS: site.origin });
});

test.afterAll(async () => {
  site.close();
  await cluster.dispose();
  rmSync(folder, { recursive: true });
});

test('tus-js-client and Uppy, killed in the middle, go on at whichever node they meet', async ({
  context,
}) => {
  const fromJs = makeFile(folder, 'from-js.bin', 24 * MIB + 5);
  const killed = await sendWithTusJs(cluster.url, fromJs, folder, (step, client) => {
    if ((step.accepted ?? 0) >= 8 * MIB) client.kill('SIGKILL');
  });
  expect(killed.some((step) => step.link !== undefined)).toBe(false);
  const resumed = await sendWithTusJs(cluster.url, fromJs, folder);
  expect(resumed.find((step) => step.from !== undefined)?.from).toBeGreaterThanOrEqual(8 * MIB);
  expect(await digestOfLink(resumed.at(-1)?.link ?? '')).toBe(fromJs.sha256);

  const fromUppy = makeFile(folder, 'from-uppy.bin', 24 * MIB + 5);
  const closed = await context.newPage();
  await site.send(closed, cluster.url, fromUppy);
  await untilUppySent(closed, 8 * MIB);
  expect(await closed.locator('output').textContent()).toBe('');
  await closed.close({ runBeforeUnload: false });
  const next = await context.newPage();
  const offsets: number[] = [];
  next.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  await site.send(next, cluster.url, fromUppy);
  const link = await uppyLink(next);
  expect(offsets[0]).toBeGreaterThanOrEqual(6 * MIB);
  expect(await digestOfLink(link)).toBe(fromUppy.sha256);
});

test('both go on by themselves when a node is killed under them', async ({ page }) => {
  const fromJs = makeFile(folder, 'across.bin', 24 * MIB + 5);
  const fromUppy = makeFile(folder, 'across-uppy.bin', 24 * MIB + 5);
  await site.send(page, cluster.url, fromUppy);
  await untilUppySent(page, 6 * MIB);
  const kills: Promise<void>[] = [];
  const steps = await sendWithTusJs(cluster.url, fromJs, folder, (step) => {
    if ((step.accepted ?? 0) >= 8 * MIB && kills.length === 0) kills.push(cluster.kill(0));
  });
  expect(kills).toHaveLength(1);
  await Promise.all(kills);
  expect(await digestOfLink(steps.at(-1)?.link ?? '')).toBe(fromJs.sha256);
  expect(await digestOfLink(await uppyLink(page))).toBe(fromUppy.sha256);
});
