import { makeFile, sha256 } from './support/files';
import {
  dropFiles,
  linkOf,
  save,
  shareCard,
  holdDownload,
  holdUpload,
  untilStored,
  untilVerified,
} from './support/people';
import { expect, test } from './support/test';

// One person drops files, another opens the link; the bytes went through Kafka in between.

const MIB = 1_048_576;

test('64 MiB arrive as they were sent', async ({ person, folder, complaints }) => {
  const file = makeFile(folder, 'harbour survey.bin', 64 * MIB);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  expect(await sender.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await expect(sender.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
  await untilStored(sender);

  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText(file.name);
  expect(receiver.url()).not.toContain('#');
  const download = await save(receiver, 'Save');
  await untilVerified(receiver);
  expect(download.suggestedFilename()).toBe(file.name);
  expect(await sha256(await download.path())).toBe(file.sha256);
  expect(complaints).toEqual([]);
});

test('three files arrive as files, one by one or all at once', async ({ person, folder }) => {
  const files = [
    makeFile(folder, 'empty.txt', 0),
    makeFile(folder, 'تقرير é 😀.bin', MIB + 1),
    makeFile(folder, 'notes.txt', 12_345),
  ];
  const sender = await person();
  await sender.goto('/');
  await dropFiles(
    sender,
    files.map((file) => file.path),
  );
  const link = await linkOf(sender);
  await untilStored(sender);

  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('3 files');
  const one = await save(receiver, 'Save notes.txt');
  expect(one.suggestedFilename()).toBe('notes.txt');
  expect(await sha256(await one.path())).toBe(files[2]?.sha256);

  const saved: Record<string, Promise<string>> = {};
  receiver.on('download', (download) => {
    saved[download.suggestedFilename()] = download.path().then(sha256);
  });
  await receiver.getByRole('button', { name: /^Save (?:all|again)$/ }).click();
  await expect.poll(() => Object.keys(saved).length).toBe(3);
  await untilVerified(receiver);
  for (const file of files) expect(await saved[file.name], file.name).toBe(file.sha256);
});

test('a link opened while its file is still on the way goes on by itself', async ({ person, folder }) => {
  const file = makeFile(folder, 'growing.bin', 16 * MIB);
  const sender = await person();
  await sender.goto('/');
  const barrier = await holdUpload(sender, 8);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await barrier.reached;
  await sender.getByRole('button', { name: 'Pause' }).click();
  await expect(shareCard(sender)).toHaveAttribute('data-state', 'paused');

  const receiver = await person();
  await receiver.goto(link);
  const download = receiver.waitForEvent('download', { timeout: 60_000 });
  await receiver.getByRole('button', { name: 'Save' }).click();
  await expect(receiver.getByText('The sender is still uploading')).toBeVisible({ timeout: 30_000 });
  await barrier.open();
  await sender.getByRole('button', { name: 'Resume' }).click();
  await untilStored(sender);
  await untilVerified(receiver);
  expect(await sha256(await (await download).path())).toBe(file.sha256);
});

test('a node killed in mid-upload and in mid-download costs nothing but time', async ({
  person,
  folder,
  node,
}) => {
  test.setTimeout(240_000);
  const file = makeFile(folder, 'stubborn.bin', 32 * MIB);
  const sender = await person();
  await sender.goto('/');
  const inUpload = await holdUpload(sender, 12);
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await inUpload.reached;
  await node.kill();
  await inUpload.open();
  await expect(shareCard(sender)).toHaveAttribute('data-state', 'waiting');
  await node.restart();
  await untilStored(sender, 90_000);

  // Its page would go on with the download by itself.
  await sender.close();

  const receiver = await person();
  const inDownload = await holdDownload(receiver, 16 * MIB);
  await receiver.goto(link);
  const download = await save(receiver, 'Save');
  await inDownload.reached;
  await node.kill();
  await inDownload.open();
  await expect(receiver.locator('section[data-state=waiting]')).toBeVisible();
  await node.restart();
  await untilVerified(receiver, 90_000);
  expect(await sha256(await download.path())).toBe(file.sha256);
});

test('Redis may forget everything between the two', async ({ person, folder, node }) => {
  const file = makeFile(folder, 'remembered.bin', 5 * MIB);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);

  await node.flushRedis();

  const receiver = await person();
  await receiver.goto(link);
  const download = await save(receiver, 'Save');
  await untilVerified(receiver);
  expect(await sha256(await download.path())).toBe(file.sha256);
});

test('a deleted link is off at once, and back when it is taken back', async ({ person, folder }) => {
  const file = makeFile(folder, 'regretted.txt', 1000);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  await sender.getByRole('button', { name: 'Delete link' }).click();
  await expect(sender.getByText('You can take it back for')).toBeVisible();

  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('This link has ended');

  await sender.getByRole('button', { name: 'Undo' }).click();
  await expect(shareCard(sender)).toHaveAttribute('data-state', 'stored');
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText(file.name);
});
