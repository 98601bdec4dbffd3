import { expect, type Page, test as base } from '@playwright/test';
import type axe from 'axe-core';
import { createRequire } from 'node:module';
import type {} from './states/main';
import { type PageState, STATES, type StateName } from './states/states';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

// Every state of the page, seen as people see it: both themes, both directions, wide and narrow.

/** Pictures of all of them are for people, and take longer than all that is looked at here: they are taken where somebody asks. */
const pictures = process.env['PICTURES'] === 'yes';

/**
 * One page for all that a worker looks at, in which the states follow one another: the browser reads the script of the page and that of
 * axe once, and both are compiled by the time they matter.
 */
const test = base.extend<object, { readonly view: Page }>({
  view: [
    async ({ browser }, use) => {
      const page = await browser.newPage({ reducedMotion: 'reduce' });
      await page.goto(`http://127.0.0.1:${process.env['STATES_PORT']}/`);
      await page.waitForFunction(() => 'show' in window);
      await page.addScriptTag({ path: AXE });
      await use(page);
      await page.close();
    },
    { scope: 'worker' },
  ],
});

const looks = [
  { theme: 'light', lang: 'en', dir: 'ltr' },
  { theme: 'dark', lang: 'qps-rtl', dir: 'rtl' },
] as const;
const widths = [1280, 360] as const;

for (const [state, { panel, code }] of Object.entries<PageState>(STATES)) {
  test(`${state} can be read by everybody`, async ({ view: page }) => {
    for (const { theme, lang, dir } of looks) {
      await page.emulateMedia({ colorScheme: theme });
      await page.evaluate(([name, tag]) => window.show(name, tag), [state as StateName, lang] as const);
      await expect(page.locator('html')).toHaveAttribute('dir', dir);
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
      if (panel !== undefined) await page.locator('section [aria-expanded]').nth(panel).click();
      if (code !== undefined) {
        await page.getByRole('combobox').fill(code);
        await page.keyboard.press('Enter');
        await expect(page.getByRole('alert')).toBeVisible();
      }
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      await settled(page);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        const path = `test-results/states/${state}-${theme}-${dir}-${width}.png`;
        if (pictures) await page.screenshot({ path, fullPage: true });
        expect(await overflow(page), `${state} scrolls sideways at ${width}`).toBe(0);
      }
      expect(await violations(page), `${state}, ${theme}`).toEqual([]);
    }
  });
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Two frames, within which colours have changed with the theme: with reduced motion that takes them 1 ms. */
function settled(page: Page): Promise<void> {
  return page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))),
  );
}

/** What axe finds, by rule, with the elements. */
function violations(page: Page): Promise<[string, string[]][]> {
  return page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await window.axe.run({ runOnly: tags, resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
  });
}
