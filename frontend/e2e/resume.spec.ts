import type { Page } from '@playwright/test';
import { makeFile, sha256 } from './support/files';
import { dropFiles, holdUpload, linkOf, save, untilStored, untilVerified } from './support/people';
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
