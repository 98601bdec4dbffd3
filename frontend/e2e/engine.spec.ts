import { expect, type Page, test as base } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import type {} from './engine/main';
import { sha256 } from './support/files';

// The engine in a real browser: its WebCrypto, its workers, its service worker and its downloads.

const MIB = 1_048_576;
const SITE = `http://127.0.0.1:${process.env['ENGINE_PORT']}/`;
const VECTORS = fileURLToPath(new URL('../../src/test/resources/vectors/slp1.json', import.meta.url));

const test = base.extend<{ site: Page }>({
  site: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.route('**/slp1.json', (route) => route.fulfill({ path: VECTORS }));
    await page.addInitScript(() => {
      Object.defineProperty(window, 'showSaveFilePicker', { value: undefined });
    });
    await page.goto(SITE);
    await page.waitForFunction(() => 'harness' in window);
    await use(page);
    expect(complaints).toEqual([]);
  },
});

test('every vector is what it is in the node', async ({ site }) => {
  const { good, bad, wrong } = await site.evaluate(() => window.harness.vectors());
  expect(good).toBeGreaterThanOrEqual(200);
  expect(bad).toBeGreaterThanOrEqual(200);
  expect(wrong).toEqual([]);
});

test('what workers sealed comes out of the browser’s downloads', async ({ site }) => {
  const sent = await site.evaluate((size) => window.harness.send(size), 20 * MIB + 7);
  expect(await site.evaluate(({ share, fragment }) => window.harness.open(share, fragment), sent)).toBeNull();
  const started = site.waitForEvent('download');
  await site.evaluate(() => window.harness.save());
  const download = await started;
  expect(download.suggestedFilename()).toBe('Hafen 0 – ü.bin');
  expect(await sha256(await download.path())).toBe(sent.digests[0]);
  expect(await site.evaluate(() => window.harness.ended())).toEqual({ is: 'verified' });
  expect(site.workers().length).toBeGreaterThanOrEqual(2);
});

test('several files come one after the other, empty ones too', async ({ site }) => {
  const sent = await site.evaluate((size) => window.harness.send(size, 0, 5), MIB);
  await site.evaluate(({ share, fragment }) => window.harness.open(share, fragment), sent);
  const saved: Promise<string>[] = [];
  site.on('download', (download) => saved.push(download.path().then(sha256)));
  await site.evaluate(() => window.harness.save());
  expect(await site.evaluate(() => window.harness.ended())).toEqual({ is: 'verified' });
  await expect.poll(() => saved.length).toBe(3);
  expect(await Promise.all(saved)).toEqual(sent.digests);
});

for (const [what, chunk] of [
  ['a damaged chunk', 17],
  ['a damaged last chunk, whole as the file looks,', 19],
] as const) {
  test(`${what} makes the browser’s download fail`, async ({ site }) => {
    // So far behind that it is asked for only after the browser has taken the first chunks.
    const sent = await site.evaluate((size) => window.harness.send(size), 20 * MIB);
    await site.evaluate(([share, index]) => window.harness.damage(share, index), [
      sent.share,
      chunk,
    ] as const);
    await site.evaluate(({ share, fragment }) => window.harness.open(share, fragment), sent);
    const started = site.waitForEvent('download');
    await site.evaluate(() => window.harness.save());
    expect(await (await started).failure()).not.toBeNull();
    expect(await site.evaluate(() => window.harness.ended())).toMatchObject({
      is: 'failed',
      trouble: { code: 'BAD_SEGMENT' },
    });
  });
}

test('a file whose only chunk is damaged never shows up', async ({ site }) => {
  const sent = await site.evaluate(() => window.harness.send(1000));
  await site.evaluate((share) => window.harness.damage(share, 0), sent.share);
  await site.evaluate(({ share, fragment }) => window.harness.open(share, fragment), sent);
  let downloads = 0;
  site.on('download', () => downloads++);
  await site.evaluate(() => window.harness.save());
  expect(await site.evaluate(() => window.harness.ended())).toMatchObject({ is: 'failed' });
  expect(downloads).toBe(0);
});

test('a download that a person cancels is cancelled', async ({ site }) => {
  const sent = await site.evaluate((size) => window.harness.send(size), 40 * MIB);
  await site.evaluate(({ share, fragment }) => window.harness.open(share, fragment), sent);
  await site.evaluate(() => window.harness.slow(200));
  const started = site.waitForEvent('download');
  await site.evaluate(() => window.harness.save());
  await (await started).cancel();
  expect(await site.evaluate(() => window.harness.ended())).toEqual({ is: 'cancelled' });
});

test('without a service worker, a file is put together in memory, and the cap is known before', async ({
  page,
}) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');
    Object.defineProperty(window, 'showSaveFilePicker', { value: undefined });
  });
  await page.goto(SITE);
  await page.waitForFunction(() => 'harness' in window);
  const sent = await page.evaluate((size) => window.harness.send(size), 2 * MIB + 1);
  const cap = await page.evaluate(({ share, fragment }) => window.harness.open(share, fragment), sent);
  expect(cap).toBe(256 * MIB);
  const started = page.waitForEvent('download');
  await page.evaluate(() => window.harness.save());
  expect(await sha256(await (await started).path())).toBe(sent.digests[0]);
});

test('a picked file is there when it is closed, and not when it is aborted', async ({ site }) => {
  expect(await site.evaluate(() => window.harness.pick('close'))).toEqual(['picked-close: 100000']);
  expect(await site.evaluate(() => window.harness.pick('abort'))).toEqual(['picked-close: 100000']);
});

test('a share is remembered over a reload', async ({ site }) => {
  const { share } = await site.evaluate(() => window.harness.send(5, 6));
  await site.reload();
  await site.waitForFunction(() => 'harness' in window);
  const recent = await site.evaluate(() => window.harness.recent());
  expect(recent).toMatchObject([{ share, files: 2, size: 11, state: 'stored' }]);
});
