import { makeFile, sha256 } from './support/files';
import { dropFiles, holdUpload, linkOf, untilStored, untilVerified } from './support/people';
import { expect, test } from './support/test';

// What people expect of any tool of this kind.

const MIB = 1_048_576;

test('a page that is sending asks before it is closed, and goes on if it stays', async ({
  person,
  folder,
}) => {
  const file = makeFile(folder, 'half way.bin', 8 * MIB);
  const sender = await person();
  await sender.goto('/');
  const inUpload = await holdUpload(sender, 2);
  await dropFiles(sender, [file.path]);
  await inUpload.reached;
  // Browsers ask only on pages that a person has touched.
  await sender.getByRole('button', { name: 'Copy link' }).click();
  const asked = sender.waitForEvent('dialog');
  await sender.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  await inUpload.open();
  await untilStored(sender);
  // Nothing is left to ask about.
  const closed = sender.waitForEvent('close');
  await sender.close({ runBeforeUnload: true });
  await closed;
});

test('of many files the one that failed is tried again alone', async ({ person, folder }) => {
  const files = ['one.bin', 'two.bin', 'three.bin'].map((name) => makeFile(folder, name, 100_000));
  const sender = await person();
  await sender.goto('/');
  await dropFiles(
    sender,
    files.map((file) => file.path),
  );
  const link = await linkOf(sender);
  await untilStored(sender);

  // Its own bytes would take the place of what is damaged on the way.
  await sender.close();

  const receiver = await person();
  const asked: string[] = [];
  let isDamaged = true;
  await receiver.route(/\/sealed$/, async (route) => {
    const url = route.request().url();
    asked.push(url);
    // One file comes with other bytes than were sent, as often as it is asked for.
    if (!isDamaged || url !== [...new Set(asked)][1]) return route.continue();
    const response = await route.fetch();
    const body = await response.body();
    body.writeUInt8(body.readUInt8(50_000) ^ 1, 50_000);
    return route.fulfill({ response, body });
  });
  await receiver.goto(link);
  await receiver.getByRole('button', { name: 'Save all' }).click();
  await expect(receiver.getByRole('alert')).toContainText('The file is damaged');
  await expect(receiver.getByText('Verified', { exact: true })).toHaveCount(2);
  await expect(receiver.getByText('Failed', { exact: true })).toHaveCount(1);
  isDamaged = false;
  asked.length = 0;
  const failed = receiver.getByRole('listitem').filter({ hasText: 'Failed' });
  const [download] = await Promise.all([
    receiver.waitForEvent('download'),
    failed.getByRole('button', { name: /^Save/ }).click(),
  ]);
  await expect(receiver.getByText('Verified', { exact: true })).toHaveCount(3);
  const damaged = files.find((file) => file.name === download.suggestedFilename());
  expect(await sha256(await download.path())).toBe(damaged?.sha256);
  expect(asked).toHaveLength(1);
});

test('saving into a folder overwrites nothing', async ({ person, folder }) => {
  const file = makeFile(folder, 'report.pdf', 5000);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path, makeFile(folder, 'other.txt', 10).path]);
  const link = await linkOf(sender);
  await untilStored(sender);

  const receiver = await person();
  await receiver.addInitScript(() => {
    const picked = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true });
    Object.assign(window, { showDirectoryPicker: picked });
  });
  await receiver.goto(link);
  const read = (name: string) =>
    receiver.evaluate(async (wanted) => {
      const root = await navigator.storage.getDirectory();
      const picked = await root.getDirectoryHandle('picked', { create: true });
      const handle = await picked.getFileHandle(wanted);
      return (await handle.getFile()).text();
    }, name);
  await receiver.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const picked = await root.getDirectoryHandle('picked', { create: true });
    const writable = await (await picked.getFileHandle('report.pdf', { create: true })).createWritable();
    await writable.write('mine');
    await writable.close();
  });
  await receiver.getByRole('button', { name: 'Save into a folder' }).click();
  await untilVerified(receiver);
  expect(await read('report.pdf')).toBe('mine');
  expect((await read('report (2).pdf')).length).toBeGreaterThan(0);
});

test('a recent link is extended and named', async ({ person, folder }) => {
  const file = makeFile(folder, 'lasting.txt', 1000);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  await sender.reload();
  await sender.getByRole('button', { name: 'More for lasting.txt' }).click();
  await sender.getByRole('menuitem', { name: 'Options' }).click();
  await sender.getByRole('combobox', { name: 'Works from now for' }).selectOption('30 days');
  await sender.getByRole('textbox', { name: 'Title' }).fill('Häfen');
  await sender.getByRole('button', { name: 'Save options' }).click();
  await expect(sender.getByText('Expires in 30 days')).toBeVisible();
  await expect(sender.getByRole('button', { name: 'More for Häfen' })).toBeVisible();
  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('Häfen');
  await expect(receiver.getByText('Expires in 30 days')).toBeVisible();
});
