import { RemoteChromium } from './remote/chromium';
import { makeLargeFile } from './remote/large-file';
import { LargeTransfer } from './remote/large-transfer';
import { expect, test } from './support/test';

// What the long runs do with 2 GiB, short: a browser that nobody watches, so that bytes pass as fast as they do for people.

const MIB = 1_048_576;
/** The most that a tab may have in memory, in bytes. One that keeps what passed by has half as much again after so little. */
const TAB_MAX = 300e6;

test('a tab that is killed in the middle, sending or receiving, costs the chunks under way and little memory', async ({
  node,
  folder,
}) => {
  const file = await makeLargeFile(folder, 'killed.bin', 128 * MIB);
  const transfer = await LargeTransfer.begin((at) => RemoteChromium.start(at), node.url, folder, file);
  try {
    const { link, memory } = await transfer.send();
    const received = await transfer.receive(link);
    expect(received.cutLooksWhole).toBe(false);
    expect(memory.most.pss).toBeLessThanOrEqual(TAB_MAX);
    expect(received.memory.most.pss).toBeLessThanOrEqual(TAB_MAX);
  } finally {
    await transfer.end();
  }
});
