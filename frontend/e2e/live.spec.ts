import type { Page } from '@playwright/test';
import { makeFile, sha256 } from './support/files';
import { dropFiles, holdUpload, linkOf, shareCard, untilStored, untilVerified } from './support/people';
import { expect, test } from './support/test';
import { twoNodes } from './support/two-nodes';

// Two people at two nodes: what the store doesn't have yet comes from the sender's page, and what the page can't give any more
// comes from the store.

const MIB = 1_048_576;

const nodes = twoNodes();

/** What was asked of the store, in bytes of ranges that were answered. */
function storeBytes(page: Page): () => number {
  let bytes = 0;
  page.on('response', (response) => {
    if (/\/sealed$/.test(new URL(response.url()).pathname) && response.status() === 206)
      bytes += Number(response.headers()['content-length'] ?? 0);
  });
  return () => bytes;
}

test('a receiver at another node has what the store hasn’t, straight from the sender', async ({
  browser,
}) => {
  const file = makeFile(nodes.folder, 'live.bin', 48 * MIB);
  const sender = await nodes.person(browser, nodes.nodeUrl(0));
  await sender.goto('/');
  const barrier = await holdUpload(sender, 4);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await barrier.reached;

  const receiver = await nodes.person(browser, nodes.nodeUrl(1));
  const fromStore = storeBytes(receiver);
  await receiver.goto(nodes.through(nodes.nodeUrl(1), link));
  const download = receiver.waitForEvent('download');
  await receiver.getByRole('button', { name: 'Save' }).click();
  await expect(receiver.locator('[data-path=relay], [data-path=direct]')).toBeVisible({ timeout: 10_000 });
  await expect(shareCard(sender).getByText('1 person has the link open')).toBeVisible();
  // All of it is here, and its seal as well, before the store has more than the beginning.
  await untilVerified(receiver);
  expect(fromStore()).toBeLessThan(8 * MIB);
  expect(await sha256(await (await download).path())).toBe(file.sha256);
  await expect(shareCard(sender)).toHaveAttribute('data-state', 'sending');
  await barrier.open();
  await untilStored(sender);
  await expect(shareCard(sender).getByRole('list', { name: 'Who has the link open' })).toContainText(
    'Verified',
  );
});

test('without WebRTC the relay carries it, soon after both are there', async ({ browser }) => {
  const file = makeFile(nodes.folder, 'relayed.bin', 24 * MIB);
  const sender = await nodes.person(browser, nodes.nodeUrl(0));
  const receiver = await nodes.person(browser, nodes.nodeUrl(1));
  for (const page of [sender, receiver])
    await page.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'));
  await sender.goto('/');
  const barrier = await holdUpload(sender, 0);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await barrier.reached;

  await receiver.goto(nodes.through(nodes.nodeUrl(1), link));
  const download = receiver.waitForEvent('download');
  await receiver.getByRole('button', { name: 'Save' }).click();
  await expect(receiver.locator('[data-path=relay]')).toBeVisible({ timeout: 10_000 });
  await barrier.open();
  await untilStored(sender);
  await untilVerified(receiver);
  expect(await sha256(await (await download).path())).toBe(file.sha256);
});

test('the sender may leave once it is stored: the rest comes from the store', async ({ browser }) => {
  const file = makeFile(nodes.folder, 'left.bin', 32 * MIB);
  const sender = await nodes.person(browser, nodes.nodeUrl(0));
  await sender.goto('/');
  const barrier = await holdUpload(sender, 16);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await barrier.reached;
  const receiver = await nodes.person(browser, nodes.nodeUrl(1));
  await receiver.goto(nodes.through(nodes.nodeUrl(1), link));
  const download = receiver.waitForEvent('download');
  await receiver.getByRole('button', { name: 'Save' }).click();
  await expect(receiver.locator('[data-path]')).toBeVisible({ timeout: 10_000 });
  await receiver.getByRole('button', { name: 'Pause' }).click();
  await barrier.open();
  await untilStored(sender);
  await sender.close();

  await receiver.getByRole('button', { name: 'Resume' }).click();
  await untilVerified(receiver);
  expect(await sha256(await (await download).path())).toBe(file.sha256);
});

test('a node may be killed under both: they meet again at the other', async ({ browser }) => {
  const file = makeFile(nodes.folder, 'survives.bin', 48 * MIB);
  const sender = await nodes.person(browser, nodes.cluster.url);
  await sender.goto('/');
  const barrier = await holdUpload(sender, 8);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await barrier.reached;
  const receiver = await nodes.person(browser, nodes.cluster.url);
  await receiver.goto(nodes.through(nodes.cluster.url, link));
  const download = receiver.waitForEvent('download', { timeout: 120_000 });
  await receiver.getByRole('button', { name: 'Save' }).click();
  await expect(receiver.locator('[data-path]')).toBeVisible({ timeout: 10_000 });
  await nodes.cluster.kill(0);
  await barrier.open();
  await untilStored(sender, 120_000);
  await untilVerified(receiver, 120_000);
  expect(await sha256(await (await download).path())).toBe(file.sha256);
});
