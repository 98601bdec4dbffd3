import { expect, type Download, type Locator, type Page, type Request, type Route } from '@playwright/test';

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

/** From now on what is dropped is offered by this page alone, and stored nowhere. @param asks whether a person lets each receiver in */
export async function chooseLive(page: Page, asks = false): Promise<void> {
  await page.getByRole('combobox', { name: 'Files are' }).selectOption('live only');
  if (asks) await page.getByRole('switch', { name: 'Ask me before anyone receives' }).check();
}

/** Requests that wait until somebody lets them go on, so that a transfer is surely in its middle. */
export interface Barrier {
  /** Resolves when the first request has come to it. */
  readonly reached: Promise<void>;
  readonly open: () => Promise<void>;
}

/** Holds back what the page asks for from a chunk (upload) on. */
export function holdUpload(page: Page, fromChunk: number): Promise<Barrier> {
  return holdBack(page, /\/chunks\/\d+$/, (request) => Number(/\d+$/.exec(request.url())?.[0]) >= fromChunk);
}

/** Holds back what the page asks for from a sealed byte (download) on. */
export function holdDownload(page: Page, fromByte: number): Promise<Barrier> {
  return holdBack(
    page,
    /\/sealed$/,
    (request) => Number(/^bytes=(\d+)/.exec(request.headers()['range'] ?? '')?.[1]) >= fromByte,
  );
}

async function holdBack(page: Page, path: RegExp, which: (request: Request) => boolean): Promise<Barrier> {
  const held: Route[] = [];
  let isOpen = false;
  let tell: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (tell = resolve));
  const go = (route: Route) => route.continue().catch(() => undefined);
  await page.route(path, (route) => {
    if (isOpen || !which(route.request())) return go(route);
    held.push(route);
    tell();
    return undefined;
  });
  return {
    reached,
    open: async () => {
      isOpen = true;
      await Promise.all(held.map(go));
    },
  };
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

/** Sends files, and makes a code for them once they are stored. */
export async function offerByCode(
  sender: Page,
  paths: readonly string[],
): Promise<{ readonly link: string; readonly code: string }> {
  await sender.goto('/');
  await dropFiles(sender, paths);
  const link = await linkOf(sender);
  await untilStored(sender);
  await shareCard(sender).getByRole('button', { name: 'Make a code' }).click();
  return { link, code: await codeOf(sender) };
}

/** The code that the sender reads out, once there is one that isn't this. */
export async function codeOf(sender: Page, unlike = ''): Promise<string> {
  const code = shareCard(sender).getByText(/^\d{1,3}-[a-z]{3,8}-[a-z]{3,8}$/);
  await expect(code).toHaveCount(1);
  await expect(code).not.toHaveText(unlike);
  return code.innerText();
}

/** Types a code on the first screen, and enters it. */
export async function enterCode(receiver: Page, code: string): Promise<void> {
  await receiver.getByRole('combobox', { name: 'Got a code?' }).fill(code);
  await receiver.keyboard.press('Enter');
}

/** The four words that a page shows, in their order. */
export async function wordsOn(place: Page | Locator): Promise<string[]> {
  const words = place.getByRole('list', { name: 'Four words to compare' }).getByRole('listitem');
  await expect(words).toHaveCount(4);
  return words.allInnerTexts();
}
