import { makeFile, sha256 } from './support/files';
import {
  dropFiles,
  holdDownload,
  holdUpload,
  linkOf,
  save,
  shareCard,
  untilStored,
  untilVerified,
} from './support/people';
import { expect, test } from './support/test';

// Redis forgets everything while several people send and receive: it is filled in again from Kafka, and nobody has to do anything.

const MIB = 1_048_576;
const OF_EACH = 2;
const WITHIN = 120_000;

test('Redis forgets everything in the middle of uploads and downloads, and all of them finish', async ({
  person,
  folder,
  node,
}) => {
  test.setTimeout(300_000);
  const downloads = [];
  for (let at = 0; at < OF_EACH; at++) {
    const file = makeFile(folder, `received ${at}.bin`, 20 * MIB + at);
    const sender = await person();
    await sender.goto('/');
    await dropFiles(sender, [file.path]);
    const link = await linkOf(sender);
    await untilStored(sender);
    const page = await person();
    const middle = await holdDownload(page, 8 * MIB);
    await page.goto(link);
    const download = await save(page, 'Save');
    downloads.push({ file, page, middle, download });
  }
  const uploads = [];
  for (let at = 0; at < OF_EACH; at++) {
    const file = makeFile(folder, `sent ${at}.bin`, 12 * MIB + at);
    const page = await person();
    const middle = await holdUpload(page, 6);
    await page.goto('/');
    await dropFiles(page, [file.path]);
    uploads.push({ file, page, middle, link: await linkOf(page) });
  }
  await Promise.all([...downloads, ...uploads].map(({ middle }) => middle.reached));

  await node.flushRedis();
  await Promise.all([...downloads, ...uploads].map(({ middle }) => middle.open()));

  for (const { file, page, download } of downloads) {
    await untilVerified(page, WITHIN);
    expect(await sha256(await download.path())).toBe(file.sha256);
  }
  for (const { file, page, link } of uploads) {
    await untilStored(page, WITHIN);
    await expect(shareCard(page)).toHaveAttribute('data-state', 'stored');
    const receiver = await person();
    await receiver.goto(link);
    const download = await save(receiver, 'Save');
    await untilVerified(receiver, WITHIN);
    expect(await sha256(await download.path())).toBe(file.sha256);
  }
});
