import { RemoteChromium } from '../remote/chromium';
import { CountingProxy } from '../remote/counting-proxy';
import { RemoteFirefox } from '../remote/firefox';
import { makeLargeFile } from '../remote/large-file';
import { timed } from '../remote/large-transfer';
import { choose, click, FILES_FIELD, linkOn, until, untilState } from '../remote/remote-page';
import { expect, MIB, subfolder, test } from './long-test';

// Firefox takes the end of a service worker for the end of what it was saving; so the worker has to fail it before.

const SIZE = 128 * MIB;

test('a download whose tab is closed fails in Firefox', async ({ node, folder, figure }) => {
  const file = await makeLargeFile(folder, 'cut.bin', SIZE);
  const proxy = await CountingProxy.before(node.url);
  const sender = await RemoteChromium.start(subfolder(folder, 'sender'));
  const receiver = await RemoteFirefox.start(subfolder(folder, 'receiver'));
  try {
    const page = await sender.newPage();
    await page.goto(proxy.url);
    await choose(page, FILES_FIELD, [file.path]);
    const link = await linkOn(page);
    await untilState(page, 'stored', 200_000);

    const tab = await receiver.newPage();
    await tab.goto(link);
    const download = receiver.nextDownload();
    await click(tab, 'Save');
    await until('some of it fetched', () => proxy.receivedBytes >= SIZE / 4);
    await tab.close();
    const [seconds, { whole }] = await timed(() => download);
    expect(whole).toBe(false);
    figure('shown as failed', `${seconds.toFixed(0)} s after the tab was closed`);
  } finally {
    await sender.close();
    await receiver.close();
    proxy.close();
  }
});
