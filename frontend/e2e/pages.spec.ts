import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { makeFile, sha256 } from './support/files';
import { dropFiles, linkOf, save, untilStored, untilVerified } from './support/people';
import { expect, test } from './support/test';

// The page as the node serves it: its headers, its policy, its words; by keyboard, on a phone, from right to left.

const KIB = 1024;

test('every answer carries the headers that keep a browser safe', async ({ request, node }) => {
  const page = await request.get(`${node.url}/`);
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
  const paths = [
    '/',
    '/s/AAAAAAAAAAAAAAAAAAAAAA',
    script,
    '/theme.js',
    '/sw.js',
    '/api/config',
    '/api/nothing',
    '/nothing',
  ];
  for (const path of paths) {
    const headers = (await request.get(node.url + path, { headers: { accept: 'text/html' } })).headers();
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('no-referrer');
    expect(headers['cross-origin-opener-policy'], path).toBe('same-origin');
    expect(headers['cross-origin-resource-policy'], path).toBe('same-origin');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toMatch(/unsafe-(?:inline|eval)/);
  }
  expect(page.headers()['content-security-policy']).toContain("require-trusted-types-for 'script'");
});

test('sending and receiving work with the keyboard alone', async ({ person, folder, complaints }) => {
  const file = makeFile(folder, 'keyboard.txt', 200 * KIB);
  const sender = await person();
  await sender.goto('/');
  await expect(sender.getByRole('heading', { level: 1 })).toBeVisible();
  const chooser = sender.waitForEvent('filechooser');
  await tabTo(sender, 'Choose files');
  await sender.keyboard.press('Enter');
  await (await chooser).setFiles(file.path);
  const link = await linkOf(sender);
  await untilStored(sender);
  await tabTo(sender, 'Copy link');
  await sender.keyboard.press('Enter');
  await expect(sender.getByRole('button', { name: 'Copied' })).toBeFocused();
  expect(await sender.evaluate(() => navigator.clipboard.readText())).toBe(link);

  const receiver = await person();
  await receiver.goto(link);
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('keyboard.txt');
  const download = receiver.waitForEvent('download');
  await tabTo(receiver, 'Save');
  await receiver.keyboard.press('Enter');
  await untilVerified(receiver);
  expect(await sha256(await (await download).path())).toBe(file.sha256);
  expect(complaints).toEqual([]);
});

test('a link without its key asks for it, and takes the whole link', async ({
  person,
  folder,
  complaints,
}) => {
  const file = makeFile(folder, 'locked.txt', KIB);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);

  const receiver = await person();
  await receiver.goto(link.replace(/#.*/, ''));
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('The key is missing');
  const field = receiver.getByRole('textbox', { name: 'Link or key' });
  await field.fill('what key?');
  await receiver.keyboard.press('Enter');
  await expect(receiver.getByRole('alert')).toContainText('neither a link to these files nor a key');
  await field.fill(link);
  await receiver.keyboard.press('Enter');
  await expect(receiver.getByRole('heading', { level: 1 })).toHaveText('locked.txt');
  await save(receiver, 'Save');
  await untilVerified(receiver);
  // The browser itself reports an answer of 401 or 404 to a question that had to be asked.
  expect(complaints.filter((text) => !/status of 40[14]/.test(text))).toEqual([]);
});

test('a share sent before is found again on this device', async ({ person, folder }) => {
  const file = makeFile(folder, 'again.txt', KIB);
  const sender = await person();
  await sender.goto('/');
  await dropFiles(sender, [file.path]);
  const link = await linkOf(sender);
  await untilStored(sender);
  await sender.reload();
  await expect(sender.getByRole('heading', { name: 'Recent on this device' })).toBeVisible();
  await sender.getByRole('button', { name: 'Copy link of again.txt' }).click();
  await expect.poll(() => sender.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await sender.getByRole('button', { name: 'More for again.txt' }).click();
  await sender.getByRole('menuitem', { name: 'Delete link' }).click();
  await sender.getByRole('button', { name: 'Undo' }).click();
  await expect(sender.getByText(/Expires in/)).toBeVisible();
  await sender.getByRole('button', { name: 'More for again.txt' }).click();
  await sender.getByRole('menuitem', { name: 'Forget on this device' }).click();
  await expect(sender.getByRole('heading', { name: 'Recent on this device' })).toHaveCount(0);
});

for (const { theme, lang } of [
  { theme: 'light', lang: 'en' },
  { theme: 'dark', lang: 'qps-rtl' },
] as const) {
  test(`both pages are whole in ${theme} and ${lang}, wide and narrow`, async ({
    person,
    folder,
    complaints,
  }) => {
    const file = makeFile(folder, 'a picture of the harbour at dusk.jpg', 300 * KIB);
    const sender = await person();
    await sender.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await sender.goto(`/?lang=${lang}`);
    await expect(sender.locator('html')).toHaveAttribute('dir', lang === 'en' ? 'ltr' : 'rtl');
    await look(sender, `landing-${theme}-${lang}`);
    await dropFiles(sender, [file.path]);
    const card = sender.locator('section[data-state]');
    await expect(card).toHaveAttribute('data-state', 'stored');
    await look(sender, `sent-${theme}-${lang}`);

    const receiver = await person();
    await receiver.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const link = new URL(await card.getByRole('textbox').inputValue());
    link.searchParams.set('lang', lang);
    await receiver.goto(link.href);
    await expect(receiver.getByRole('heading', { level: 1 })).toHaveText(file.name);
    await look(receiver, `received-${theme}-${lang}`);
    expect(complaints).toEqual([]);
  });
}

/** Presses Tab until the button has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  await expect(button).toBeEnabled();
  for (let presses = 0; presses < 40; presses++) {
    if (await button.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${name} can't be reached with the keyboard`);
}

async function look(page: Page, name: string): Promise<void> {
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await page.screenshot({ path: `test-results/pages/${name}-${width}.png`, fullPage: true });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${name} scrolls sideways at ${width}`).toBe(0);
  }
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}
