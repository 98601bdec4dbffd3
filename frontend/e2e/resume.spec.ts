import type { Page } from '@playwright/test';
import { makeFile, sha256 } from './support/files';
import {
  dropFiles,
  holdDownload,
  holdUpload,
  linkOf,
  save,
  untilStored,
  untilVerified,
} from './support/people';
import { expect, test } from './support/test';

// Pages that are closed in the middle, and what the next one makes of it.

const MIB = 1_048_576;
/** The most chunks that an upload has under way at once. */
const IN_FLIGHT = 4;

/** Every chunk that a page sends from now on. */
function sentChunks(page: Page): string[] {
  const sent: string[] = [];
  page.context().on('request', (request) => {
    if (request.method() === 'PUT') sent.push(request.url());
  });
  return sent;
}

test('an upload whose page was closed goes on with the files chosen again', async ({ person, folder }) => {
  const file = makeFile(folder, 'broken off.bin', 24 * MIB + 5);
  const first = await person();
  await first.goto('/');
  const sent = sentChunks(first);
  const inUpload = await holdUpload(first, 12);
  await dropFiles(first, [file.path]);
  const link = await linkOf(first);
  await inUpload.reached;
  await first.close();

  const second = await first.context().newPage();
  await second.goto('/');
  await expect(second.getByText('Not finished')).toBeVisible();
  await second.getByRole('button', { name: 'Go on' }).click();
  const chooser = second.waitForEvent('filechooser');
  await second.getByRole('button', { name: 'Choose the files' }).click();
  await (await chooser).setFiles(file.path);
  await untilStored(second);
  expect(await linkOf(second)).toBe(link);
  expect(sent.length - new Set(sent).size).toBeLessThanOrEqual(IN_FLIGHT);

  const receiver = await person();
  await receiver.goto(link);
  const download = await save(receiver, 'Save');
  await untilVerified(receiver);
  expect(await sha256(await download.path())).toBe(file.sha256);
});

test('a file that changed meanwhile is named, and takes the place of the old one if that is wanted', async ({
  person,
  folder,
}) => {
  const file = makeFile(folder, 'edited.bin', 20 * MIB);
  const first = await person();
  await first.goto('/');
  const inUpload = await holdUpload(first, 8);
  await dropFiles(first, [file.path]);
  const link = await linkOf(first);
  await inUpload.reached;
  await first.close();

  const edited = makeFile(folder, 'edited.bin', 20 * MIB);
  const second = await first.context().newPage();
  await second.goto('/');
  await second.getByRole('button', { name: 'Go on' }).click();
  const chooser = second.waitForEvent('filechooser');
  await second.getByRole('button', { name: 'Choose the files' }).click();
  await (await chooser).setFiles(edited.path);
  await expect(second.getByText('Not what was being sent before: “edited.bin”')).toBeVisible();
  await second.getByRole('button', { name: 'Send the new version' }).click();
  await untilStored(second);

  const receiver = await person();
  await receiver.goto(link);
  const download = await save(receiver, 'Save');
  await untilVerified(receiver);
  expect(await sha256(await download.path())).toBe(edited.sha256);
});

test('a download whose page was closed goes on without the key, and fetches only the rest', async ({
  person,
  folder,
}) => {
  const file = makeFile(folder, 'half received.bin', 40 * MIB + 7);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);

  const first = await person();
  const inDownload = await holdDownload(first, 24 * MIB);
  await first.goto(link);
  await save(first, 'Save');
  await inDownload.reached;
  await expect.poll(() => first.evaluate(keptChunks)).toBeGreaterThanOrEqual(16);
  await first.close();

  const second = await first.context().newPage();
  let fetched = 0;
  second.on('response', (response) => {
    const range = /^bytes (\d+)-(\d+)/.exec(response.headers()['content-range'] ?? '');
    if (range !== null) fetched += Number(range[2]) - Number(range[1]) + 1;
  });
  await second.goto(link.replace(/#.*/, ''));
  await expect(second.getByText('are on this device already')).toBeVisible();
  const download = await save(second, 'Go on');
  await untilVerified(second);
  expect(await sha256(await download.path())).toBe(file.sha256);
  expect(fetched).toBeLessThanOrEqual(25 * 1_048_848);
  await expect.poll(() => second.evaluate(keptFiles)).toEqual([]);
});

/** How many chunks the page keeps for a later visit. */
async function keptChunks(): Promise<number> {
  const opened = indexedDB.open('slipway');
  await new Promise((resolve) => (opened.onsuccess = resolve));
  const blocks = opened.result.transaction('ledger').objectStore('ledger').getAll() as IDBRequest<
    { known: Uint8Array }[]
  >;
  await new Promise((resolve) => (blocks.onsuccess = resolve));
  opened.result.close();
  return blocks.result.reduce((sum, { known }) => sum + known.reduce((count, flag) => count + flag, 0), 0);
}

/** Names of the files that the page keeps. */
async function keptFiles(): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('slipway', { create: true });
  const names: string[] = [];
  for await (const name of (folder as unknown as { keys: () => AsyncIterable<string> }).keys())
    names.push(name);
  return names;
}
