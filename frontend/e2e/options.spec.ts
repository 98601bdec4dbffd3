import AxeBuilder from '@axe-core/playwright';
import { makeFile, sha256 } from './support/files';
import { dropFiles, linkOf, save, untilStored, untilVerified } from './support/people';
import { expect, test } from './support/test';

// What a sender may say of a link later: who may open it, how often, and what it is called.

test('title, limit and password are set under the link, and hold for whoever opens it', async ({
  person,
  folder,
}) => {
  const file = makeFile(folder, 'guarded.bin', 100_000);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  await sender.getByRole('button', { name: 'Options' }).click();
  await sender.getByRole('textbox', { name: 'Title' }).fill('Häfen');
  await sender.getByRole('combobox', { name: 'Downloads' }).selectOption('1 download');
  await sender.getByRole('textbox', { name: 'Password' }).fill('grün é');
  const { violations } = await new AxeBuilder({ page: sender }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  await sender.getByRole('button', { name: 'Save options' }).click();
  await expect(sender.getByText('Saved. It applies at once.')).toBeVisible();

  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('A password is needed');
  const field = receiver.getByLabel('Password');
  await field.fill('nonsense');
  await receiver.keyboard.press('Enter');
  await expect(receiver.getByRole('alert')).toContainText('That isn’t the password');
  await field.fill('gru\u0308n e\u0301');
  await receiver.keyboard.press('Enter');
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('Häfen');
  await expect(receiver.getByText('1 download left')).toBeVisible();
  const download = await save(receiver, /^Save$/);
  await untilVerified(receiver);
  expect(await sha256(await download.path())).toBe(file.sha256);
});

test('a password is taken away from the list of recent links', async ({ person, folder }) => {
  const file = makeFile(folder, 'reopened.txt', 1000);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  await sender.getByRole('button', { name: 'Options' }).click();
  await sender.getByRole('textbox', { name: 'Password' }).fill('secret');
  await sender.getByRole('button', { name: 'Save options' }).click();
  await expect(sender.getByText('Saved. It applies at once.')).toBeVisible();

  await sender.reload();
  await sender.getByRole('button', { name: 'More for reopened.txt' }).click();
  await sender.getByRole('menuitem', { name: 'Options' }).click();
  await sender.getByRole('button', { name: 'Remove password' }).click();
  await expect(sender.getByText('Saved. It applies at once.')).toBeVisible();
  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('reopened.txt');
});
