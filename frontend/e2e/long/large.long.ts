import { RemoteChromium } from '../remote/chromium';
import { RemoteFirefox } from '../remote/firefox';
import { makeLargeFile } from '../remote/large-file';
import { type Half, LargeTransfer } from '../remote/large-transfer';
import { expect, mib, MIB, test } from './long-test';

// A file as large as guests may keep, through a browser that nobody watches, whose tab is killed in the middle both ways.

/**
 * The most that a tab may have in memory while 2 GiB go through it, in bytes. What it shares with other processes of the browser, the
 * program itself above all, counts as its part of that.
 */
const TAB_MAX = 300e6;
const BROWSERS = [
  { name: 'Chromium', start: (at: string) => RemoteChromium.start(at), size: 2048 * MIB, tabMax: TAB_MAX },
  // Firefox shares its processes out among tabs in its own way: what they have is told, not bounded.
  { name: 'Firefox', start: (at: string) => RemoteFirefox.start(at), size: 256 * MIB, tabMax: Infinity },
];

for (const { name, start, size, tabMax } of BROWSERS) {
  test(`${size / MIB} MiB are sent and received in ${name}, the tab killed in the middle of both`, async ({
    node,
    folder,
    figure,
  }) => {
    test.setTimeout(1_200_000);
    const file = await makeLargeFile(folder, 'as large as may be.bin', size);
    const transfer = await LargeTransfer.begin(start, node.url, folder, file);
    const tell = (what: string, { before, after, twice, memory: { most, together, seen } }: Half) => {
      const middle = [...seen].sort((a, b) => a - b)[Math.floor(seen.length / 2)] ?? 0;
      const speed = (size / 1e6 / (before + after)).toFixed(0);
      figure(what, `${speed} MB/s, ${before.toFixed(1)} + ${after.toFixed(1)} s; ${(twice / MIB).toFixed(2)} MiB went by twice`); // prettier-ignore
      figure(
        'memory of the tab',
        `at most ${mib(most.rss)} resident (${mib(most.pss)} proportional, ${mib(most.own)} its own), ` +
          `median ${mib(middle)}; all tabs and their workers ${mib(together)} proportional`,
      );
    };
    try {
      const sent = await transfer.send();
      tell('sending', sent);
      const received = await transfer.receive(sent.link);
      tell('receiving', received);
      figure('what the killed tab left is shown as', received.cutLooksWhole ? 'a whole download' : 'failed');
      // What looks finished is finished. Firefox alone takes the end of a tab's process for the end of its download.
      if (name !== 'Firefox') expect(received.cutLooksWhole).toBe(false);
      expect(sent.memory.most.pss).toBeLessThanOrEqual(tabMax);
      expect(received.memory.most.pss).toBeLessThanOrEqual(tabMax);
    } finally {
      await transfer.end();
    }
  });
}
