import { wordlist } from '@scure/bip39/wordlists/english.js';
import { makeFile, sha256 } from './support/files';
import { codeOf, enterCode, offerByCode, shareCard, untilVerified } from './support/people';
import { expect, test } from './support/test';

// Two people who have nothing but their voices: one reads a code out, the other types it.

const MIB = 1_048_576;

/** The same channel, with another second word. */
function misheard(code: string): string {
  const [number = '', first = '', second = ''] = code.split('-');
  return [number, first, wordlist[(wordlist.indexOf(second) + 1) % wordlist.length]].join('-');
}

test('a code is read out and typed, and the file arrives verified', async ({
  person,
  folder,
  complaints,
}) => {
  const file = makeFile(folder, 'spoken.bin', 3 * MIB + 5);
  const sender = await person();
  const { link, code } = await offerByCode(sender, [file.path]);
  await expect(shareCard(sender)).toContainText('Works while this page is open');

  const receiver = await person();
  await receiver.goto('/');
  // As people type: with spaces, in their own case, and no more of a word than it takes.
  const [number = '', first = '', second = ''] = code.split('-');
  await enterCode(receiver, `${number} ${first.toUpperCase()}  ${second}`);
  await expect(receiver).toHaveURL(new URL(link).origin + new URL(link).pathname);
  const download = receiver.waitForEvent('download');
  await receiver.getByRole('button', { name: 'Save' }).click();
  await untilVerified(receiver);
  expect(await sha256(await (await download).path())).toBe(file.sha256);
  await expect(shareCard(sender)).toContainText('This is a new one, for the next person.');

  // The secret stood in no address: it isn't there when the page is left and come back to.
  await receiver.goBack();
  await receiver.goForward();
  expect(receiver.url()).not.toContain('#');
  expect(complaints).toEqual([]);
});

test('a wrong word burns the code, and the next one works', async ({ person, folder, complaints }) => {
  const file = makeFile(folder, 'misheard.bin', 64_000);
  const sender = await person();
  const { code } = await offerByCode(sender, [file.path]);

  const receiver = await person();
  await receiver.goto('/c');
  const field = receiver.getByRole('combobox', { name: 'Code' });
  await field.fill(misheard(code));
  await receiver.getByRole('button', { name: 'Open' }).click();
  await expect(receiver.getByRole('alert')).toContainText('the code is used up');
  await expect(shareCard(sender)).toContainText('Somebody guessed wrong');
  const next = await codeOf(sender, code);

  await field.fill(code);
  await receiver.keyboard.press('Enter');
  // What was burnt is worth nothing, even with the right words; it is a guess at the one that stands there now.
  await expect(receiver.getByRole('alert')).toBeVisible();
  const third = await codeOf(sender, next);
  await field.fill(third);
  await receiver.keyboard.press('Enter');
  const download = receiver.waitForEvent('download');
  await receiver.getByRole('button', { name: 'Save' }).click();
  await untilVerified(receiver);
  expect(await sha256(await (await download).path())).toBe(file.sha256);
  expect(complaints).toEqual([]);
});

test('a code ends with its page, and nobody is left waiting', async ({ person, folder }) => {
  const file = makeFile(folder, 'left.bin', 64_000);
  const sender = await person();
  const { code } = await offerByCode(sender, [file.path]);
  await shareCard(sender).getByRole('button', { name: 'End the code' }).click();

  const receiver = await person();
  await receiver.goto('/');
  await enterCode(receiver, code);
  await expect(receiver.getByRole('alert')).toContainText('Nobody offers this code');
});

test('the words are completed from the list, by the keyboard alone', async ({ person }) => {
  const page = await person();
  await page.goto('/');
  const field = page.getByRole('combobox', { name: 'Got a code?' });
  await field.focus();
  await page.keyboard.type('7-guit');
  await expect(page.locator('datalist option')).toHaveCount(1);
  await expect(page.locator('datalist option')).toHaveAttribute('value', '7-guitar');
  await page.keyboard.type('ar-xyz');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('“xyz” isn’t one of the words');
});
