import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';
import { type PageState, STATES } from './states/states';

// Every state of the page, seen as people see it: both themes, both directions, wide and narrow.

/** Pictures of all of them are for people, and take longer than all that is looked at here: they are taken where somebody asks. */
const pictures = process.env['PICTURES'] === 'yes';

/** One page for all that a worker looks at: the browser reads and compiles the script once. */
const test = base.extend<object, { readonly view: Page }>({
  view: [
    async ({ browser }, use) => {
      const page = await browser.newPage();
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
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto(`http://127.0.0.1:${process.env['STATES_PORT']}/?state=${state}&lang=${lang}`);
      await expect(page.locator('html')).toHaveAttribute('dir', dir);
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
      if (panel !== undefined) await page.locator('section [aria-expanded]').nth(panel).click();
      if (code !== undefined) {
        await page.getByRole('combobox').fill(code);
        await page.keyboard.press('Enter');
        await expect(page.getByRole('alert')).toBeVisible();
      }
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        const path = `test-results/states/${state}-${theme}-${dir}-${width}.png`;
        if (pictures) await page.screenshot({ path, fullPage: true });
        expect(await overflow(page), `${state} scrolls sideways at ${width}`).toBe(0);
      }
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode(true)
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
    }
  });
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
