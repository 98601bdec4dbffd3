import { expect, type Download, type Locator, type Page } from '@playwright/test';

// What people do, in their words; the specs read as a story.

/** Drags files from outside of the browser onto the middle of the page and lets go. */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? { width: 800, height: 600 };
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await devtools.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
  await devtools.detach();
}

/** The newest share on the page. */
export function shareCard(page: Page): Locator {
  return page.locator('section[data-state]').first();
}

export async function linkOf(page: Page): Promise<string> {
  const field = page.getByRole('textbox', { name: 'Link to share' }).first();
  await expect(field).toHaveValue(/\/s\/[\w-]{22}#1\.[\w-]{43}$/);
  return field.inputValue();
}

export async function untilStored(page: Page, within = 60_000): Promise<void> {
  await expect(shareCard(page)).toHaveAttribute('data-state', 'stored', { timeout: within });
  await expect(page.getByText('It is safe to close this page')).toBeVisible();
}

/** Waits until a transfer is on its way but far from its end. */
export async function untilMidway(page: Page): Promise<void> {
  const bar = page.getByRole('progressbar').first();
  await expect
    .poll(async () => Number(await bar.getAttribute('aria-valuenow')), { intervals: [20], timeout: 30_000 })
    .toBeGreaterThan(5);
  expect(Number(await bar.getAttribute('aria-valuenow'))).toBeLessThan(80);
}

/** Presses the button and answers the file that the browser saves. */
export async function save(page: Page, button: string | RegExp): Promise<Download> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return download;
}

export async function untilVerified(page: Page, within = 60_000): Promise<void> {
  await expect(page.getByText('Verified: every byte is as it was sent.')).toBeVisible({ timeout: within });
}
