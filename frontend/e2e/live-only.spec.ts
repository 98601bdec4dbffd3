import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Browser, Page } from '@playwright/test';
import { search, shapes } from './support/canaries';
import { makeFile, sha256, type TestFile } from './support/files';
import { chunkLogs } from './support/node';
import {
  chooseLive,
  dropFiles,
  linkOf,
  save,
  shareCard,
  untilStored,
  untilVerified,
  wordsOn,
} from './support/people';
import { expect, test } from './support/test';
import { twoNodes } from './support/two-nodes';

// People at two nodes, and shares of which nothing is stored: all of it comes from the sender's page, its key as well.

const MIB = 1_048_576;

const nodes = twoNodes();
/** What no file of the cluster may hold. */
const secrets: [string, Buffer][] = [];
const known: [string, Buffer][] = [];

/** Somebody who reaches one node, and no other, and other people by one path alone. */
async function at(browser: Browser, index: number, path: 'relay' | 'direct' = 'relay'): Promise<Page> {
  const page = await nodes.person(browser, nodes.nodeUrl(index));
  await page.addInitScript((only) => {
    if (only === 'relay') Reflect.deleteProperty(window, 'RTCPeerConnection');
    else
      window.WebSocket = class extends WebSocket {
        constructor(url: string | URL) {
          // Nobody listens there: the bulk socket never opens.
          super(/\/socket\/websocket$/.test(String(url)) ? 'ws://127.0.0.1:9/' : url);
        }
      };
  }, path);
  return page;
}

/** A file that would be recognised wherever it stood. */
function canary(size: number): TestFile {
  const content = randomBytes(24);
  const name = `canary ${randomBytes(12).toString('hex')}.bin`;
  secrets.push(...shapes('content', content), ...shapes('name', Buffer.from(name)));
  return makeFile(nodes.folder, name, size, content);
}

async function offer(sender: Page, file: TestFile, asks = false): Promise<string> {
  await sender.goto('/');
  await chooseLive(sender, asks);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await expect(shareCard(sender)).toHaveAttribute('data-state', 'live');
  await expect(sender.getByText('Live. Keep this page open: nothing is stored.')).toBeVisible();
  await expect(sender.getByText('It is safe to close this page')).toHaveCount(0);
  const [, share = '', key = ''] = /\/s\/([\w-]{22})#1\.([\w-]{43})$/.exec(link) ?? [];
  secrets.push(...shapes('key', Buffer.from(key, 'base64url')));
  known.push(...shapes('id', Buffer.from(share, 'base64url')));
  return link;
}

/** Opens the link, and saves; answers the file. */
async function receive(receiver: Page, index: number, link: string) {
  await receiver.goto(nodes.through(nodes.nodeUrl(index), link));
  await expect(receiver.getByText('Live: straight from the sender, nothing is stored')).toBeVisible();
  const download = receiver.waitForEvent('download');
  await receiver.getByRole('button', { name: 'Save' }).click();
  return download;
}

/** The most that the sender is slowed down to, so that a transfer is surely in its middle: bytes a second. */
async function slowly(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const throughput = 2 * MIB;
  await devtools.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 0, downloadThroughput: throughput, uploadThroughput: throughput },
  });
}

for (const path of ['relay', 'direct'] as const)
  test(`two people at two nodes have it from the sender’s page, by ${path}`, async ({ browser }) => {
    const file = canary(12 * MIB + 5);
    const sender = await at(browser, 0, path);
    const link = await offer(sender, file);
    await expect(sender.getByText('Nobody has the link open yet.')).toBeVisible();
    const receivers = [await at(browser, 0, path), await at(browser, 1, path)];
    const paths = await Promise.all(
      receivers.map(async (receiver) => {
        await receiver.addInitScript(() => {
          const seen = new Set<string>();
          Reflect.set(window, 'pathsSeen', seen);
          new MutationObserver(() => {
            const found = document.querySelector<HTMLElement>('[data-path]')?.dataset['path'];
            if (found !== undefined) seen.add(found);
          }).observe(document, { childList: true, subtree: true, attributes: true });
        });
        const download = await receive(receiver, receivers.indexOf(receiver), link);
        await untilVerified(receiver);
        expect(await sha256(await download.path())).toBe(file.sha256);
        return receiver.evaluate(() => [...(Reflect.get(window, 'pathsSeen') as Set<string>)]);
      }),
    );
    expect(paths).toEqual([[path], [path]]);
    const list = shareCard(sender).getByRole('list', { name: 'Who has the link open' });
    await expect(list.getByText('Verified')).toHaveCount(2);
  });

test('who opens it while the sender’s tab is closed waits in words, and goes on when it is back', async ({
  browser,
}) => {
  const file = canary(24 * MIB);
  const sender = await at(browser, 0);
  const link = await offer(sender, file);
  await slowly(sender);
  const receiver = await at(browser, 1);
  const saving = await receive(receiver, 1, link);
  await expect(receiver.locator('[data-path=relay]')).toBeVisible();
  await sender.reload();
  await expect(receiver.getByText('Waiting for the sender’s page. This goes on by itself.')).toBeVisible();
  await expect(receiver.getByText(/^The sender is gone\. This goes on by itself/)).toBeVisible({
    timeout: 60_000,
  });

  // The link alone opens nothing.
  const late = await at(browser, 1);
  await late.goto(nodes.through(nodes.nodeUrl(1), link));
  await expect(late.getByRole('heading', { name: 'Waiting for the sender' })).toBeVisible();
  await expect(late.getByText('the sender has to be online')).toBeVisible();

  await expect(sender.getByText('Live, and not offered just now')).toBeVisible();
  await sender.getByRole('button', { name: 'Go on' }).click();
  const chooser = sender.waitForEvent('filechooser');
  await sender.getByRole('button', { name: 'Choose the files' }).click();
  await (await chooser).setFiles(file.path);
  await expect(shareCard(sender)).toHaveAttribute('data-state', 'live');
  expect(await linkOf(sender)).toBe(link);
  await untilVerified(receiver);
  expect(await sha256(await saving.path())).toBe(file.sha256);
  await expect(late.getByRole('button', { name: 'Save' })).toBeVisible();
});

test('a sender who asks first lets one in by the words that both see, and turns another away', async ({
  browser,
}) => {
  const file = canary(3 * MIB + 5);
  const sender = await at(browser, 0);
  const link = await offer(sender, file, true);
  const card = shareCard(sender);
  const asking = card.getByRole('listitem').filter({ hasText: 'Somebody wants to receive' });
  const comes = async (receiver: Page) => {
    await receiver.goto(nodes.through(nodes.nodeUrl(1), link));
    await expect(
      receiver.getByRole('heading', { name: 'Waiting for the sender to let you in' }),
    ).toBeVisible();
    await expect(asking).toHaveCount(1);
    const words = await wordsOn(receiver);
    expect(await wordsOn(asking)).toEqual(words);
    return words;
  };
  const receiver = await at(browser, 1);
  const words = await comes(receiver);
  await expect(card.getByText('1 person waits to be let in').first()).toBeAttached();
  const letIn = asking.getByRole('button', { name: 'Let in' });
  await letIn.focus();
  await sender.keyboard.press('Enter');
  const saving = await save(receiver, 'Save');
  await untilVerified(receiver);
  expect(await sha256(await saving.path())).toBe(file.sha256);
  // They are still the same for those who compare them later.
  await receiver.getByRole('button', { name: 'Compare words' }).click();
  await card.getByRole('button', { name: 'Compare words' }).click();
  expect(await wordsOn(receiver)).toEqual(words);
  expect(await wordsOn(card)).toEqual(words);

  const other = await at(browser, 1);
  let bytes = 0;
  other.on('websocket', (socket) => {
    if (/\/socket\/websocket$/.test(socket.url()))
      socket.on('framereceived', ({ payload }) => (bytes += payload.length));
  });
  expect(await comes(other)).not.toEqual(words);
  await asking.getByRole('button', { name: 'Turn away' }).click();
  await expect(other.getByRole('heading', { name: 'The sender didn’t let you in' })).toBeVisible();
  await expect(asking).toHaveCount(0);
  expect(await other.content()).not.toContain(file.name);
  await expect(other.getByRole('button', { name: 'Save' })).toHaveCount(0);
  // What a bulk socket says of itself, and no chunk.
  expect(bytes).toBeLessThan(256);
  await other.getByRole('button', { name: 'Ask again' }).click();
  await expect(asking).toHaveCount(1);
  // Whoever doesn't ask any more lets in who waits.
  await card.getByRole('switch', { name: 'Ask me before anyone receives' }).uncheck();
  await expect(other.getByRole('button', { name: 'Save' })).toBeVisible();
});

test('its sender ends it, and who waits for it or has it open is told', async ({ browser }) => {
  const file = canary(24 * MIB);
  const sender = await at(browser, 0);
  const link = await offer(sender, file);
  await slowly(sender);
  const receiver = await at(browser, 1);
  await receive(receiver, 1, link);
  await expect(receiver.locator('[data-path=relay]')).toBeVisible();
  await sender.getByRole('button', { name: 'Stop sharing' }).click();
  await sender.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
  await expect(receiver.getByText('The link ended while saving')).toBeVisible({ timeout: 60_000 });
  await receiver.goto(nodes.through(nodes.nodeUrl(1), link));
  await expect(receiver.getByRole('heading', { name: 'This link has ended' })).toBeVisible();
});

test('nothing of all that stands anywhere: no byte of content, no name, no key, and no chunk in Kafka', async ({
  browser,
}) => {
  // The shares' ids are found, so the search looks in the right places.
  expect(search(nodes.cluster.everything, known).length).toBeGreaterThan(0);
  expect(search(nodes.cluster.everything, secrets)).toEqual([]);
  const stored = () => chunkLogs(nodes.cluster.everything).reduce((sum, log) => sum + statSync(log).size, 0);
  expect(stored()).toBe(0);
  // What is kept is found there.
  const file = makeFile(nodes.folder, 'kept.bin', MIB);
  const sender = await at(browser, 0);
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  await untilStored(sender);
  expect(stored()).toBeGreaterThan(MIB);
});
