import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { writeFileSync } from 'node:fs';
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

// What a sender does with a link later: its files, and who got them.

const MIB = 1_048_576;

async function complaintsOf(page: Page): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    found.push(...violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]));
  }
  return found;
}

test('files are renamed, removed and added under the link, and whoever has it open sees that', async ({
  person,
  folder,
  complaints,
}) => {
  const kept = makeFile(folder, 'kept.bin', 1000);
  const removed = makeFile(folder, 'removed.bin', 2000);
  const added = makeFile(folder, 'added.bin', 2 * MIB + 1);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [kept.path, removed.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('2 files');

  // With the keyboard alone.
  await sender.getByRole('button', { name: 'Files', exact: true }).focus();
  await sender.keyboard.press('Enter');
  await sender.getByRole('button', { name: 'Rename kept.bin' }).focus();
  await sender.keyboard.press('Enter');
  expect(await complaintsOf(sender)).toEqual([]);
  await sender.keyboard.type('تقرير');
  await sender.keyboard.press('Enter');
  await expect(sender.getByText('Renamed.')).toBeVisible();
  await sender.getByRole('button', { name: 'Remove removed.bin' }).focus();
  await sender.keyboard.press('Enter');
  await expect(sender.getByRole('dialog')).toContainText('Nobody can get “removed.bin”');
  await expect(sender.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await sender.keyboard.press('Tab');
  await sender.keyboard.press('Enter');
  await expect(sender.getByText('Removed.')).toBeVisible();
  await expect(sender.getByRole('button', { name: /^Remove / })).toHaveCount(0);

  const chooser = sender.waitForEvent('filechooser');
  await sender.getByRole('button', { name: 'Add files' }).click();
  await (await chooser).setFiles(added.path);
  await expect(sender.getByRole('button', { name: 'Rename added.bin' })).toBeVisible();
  await untilStored(sender);
  expect(await linkOf(sender)).toBe(link);
  expect(await complaintsOf(sender)).toEqual([]);

  await expect(receiver.getByText('Removed by the sender')).toBeVisible({ timeout: 30_000 });
  await expect(receiver.getByText('The sender added 1 file')).toBeVisible({ timeout: 30_000 });
  await expect(receiver.getByRole('button', { name: /^Save .*تقرير\.bin/ })).toBeEnabled();
  const saved: Record<string, Promise<string>> = {};
  receiver.on('download', (each) => {
    saved[each.suggestedFilename()] = each.path().then(sha256);
  });
  await receiver.getByRole('button', { name: 'Save all' }).click();
  await untilVerified(receiver);
  await expect.poll(() => Object.keys(saved).sort()).toEqual(['added.bin', 'تقرير.bin'].sort());
  expect(await saved['added.bin']).toBe(added.sha256);
  expect(await saved['تقرير.bin']).toBe(kept.sha256);
  expect(complaints).toEqual([]);
});

test('removing one file breaks no download of another', async ({ person, folder }) => {
  const large = makeFile(folder, 'large.bin', 24 * MIB);
  // More than a chunk: what has only one is fetched before its turn.
  const small = makeFile(folder, 'small.bin', MIB + 1000);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [large.path, small.path]);
  const link = await linkOf(sender);
  await untilStored(sender);

  const receiver = await person();
  const inDownload = await holdDownload(receiver, 16 * MIB);
  await receiver.goto(link);
  const download = await save(receiver, 'Save all');
  await inDownload.reached;
  // On a later visit: from the list of recent links.
  await sender.reload();
  await sender.getByRole('button', { name: 'More for' }).click();
  await sender.getByRole('menuitem', { name: 'Files' }).click();
  await sender.getByRole('button', { name: 'Remove small.bin' }).click();
  await sender.getByRole('button', { name: 'Remove file' }).click();
  await expect(sender.getByText('Removed.')).toBeVisible();
  await inDownload.open();

  await expect(receiver.getByRole('alert')).toContainText('The sender removed a file');
  await expect(receiver.getByText('Removed by the sender')).toBeVisible();
  await expect(receiver.getByText('Verified', { exact: true })).toBeVisible();
  expect(download.suggestedFilename()).toBe('large.bin');
  expect(await sha256(await download.path())).toBe(large.sha256);
});

test('a file that changed while it was sent doesn’t keep the others', async ({ person, folder }) => {
  const changing = makeFile(folder, 'changing.bin', 12 * MIB);
  const steady = makeFile(folder, 'steady.bin', 1000);
  const sender = await person();
  await sender.goto('/');
  const inUpload = await holdUpload(sender, 2);
  await dropFiles(sender, [changing.path, steady.path]);
  const link = await linkOf(sender);
  await inUpload.reached;
  writeFileSync(changing.path, 'something else');
  await inUpload.open();
  await expect(sender.getByRole('alert')).toContainText('A file changed while it was sent');
  await sender.getByRole('button', { name: 'Go on without “changing.bin”' }).click();
  await untilStored(sender);

  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('steady.bin');
  const download = await save(receiver, /^Save$/);
  await untilVerified(receiver);
  expect(await sha256(await download.path())).toBe(steady.sha256);
});

test('the sender sees who downloaded, with addresses only while they are kept', async ({
  person,
  folder,
}) => {
  const file = makeFile(folder, 'counted.bin', 100_000);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  await sender.getByRole('button', { name: 'Downloads' }).click();
  await expect(sender.getByText('Nobody has downloaded anything yet.')).toBeVisible();
  await sender.getByRole('checkbox', { name: 'Keep addresses from now on' }).click();
  await expect(sender.getByRole('checkbox')).not.toBeChecked();

  const receiver = await person();
  await receiver.goto(link);
  await save(receiver, /^Save$/);
  await untilVerified(receiver);
  const first = sender.getByRole('list', { name: 'Downloads of the link' }).getByRole('listitem').first();
  await expect(first).toContainText('Somebody');
  await expect(first).toContainText('Verified');

  await sender.getByRole('checkbox').click();
  await expect(sender.getByRole('checkbox')).toBeChecked();
  const other = await person();
  await other.goto(link);
  await save(other, /^Save$/);
  await untilVerified(other);
  await expect(first).toContainText('127.0.0.1');
  expect(await complaintsOf(sender)).toEqual([]);
});

test('what one tab does to a link shows in the other', async ({ person, folder }) => {
  const files = [makeFile(folder, 'one.txt', 10), makeFile(folder, 'two.txt', 20)];
  const first = await person();
  await first.goto('/');
  await dropFiles(
    first,
    files.map((file) => file.path),
  );
  await linkOf(first);
  await untilStored(first);
  const second = await first.context().newPage();
  await second.goto('/');
  await expect(second.getByText('one.txt and 1 more')).toBeVisible();

  await second.getByRole('button', { name: 'More for' }).click();
  await second.getByRole('menuitem', { name: 'Files' }).click();
  await first.getByRole('button', { name: 'Files', exact: true }).click();
  await second.getByRole('button', { name: 'Remove two.txt' }).click();
  await second.getByRole('button', { name: 'Remove file' }).click();
  await expect(second.getByText('Removed.')).toBeVisible();
  await expect(shareCard(first).getByRole('heading', { level: 2 })).toHaveText('one.txt');
  await expect(first.getByRole('button', { name: /^Remove / })).toHaveCount(0);
  await first.getByRole('button', { name: 'Delete link' }).click();
  await expect(second.getByText('Deleted')).toBeVisible();
  await second.getByRole('button', { name: 'Undo' }).click();
  await expect(second.getByText('Expires in')).toBeVisible();
  await untilStored(first);
});
