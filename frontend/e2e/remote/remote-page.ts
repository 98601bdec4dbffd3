import { setTimeout as pause } from 'node:timers/promises';

// Browsers as people have them: nothing of the network is watched, which would slow uploads down many times over.

/** How often a page is looked at, in ms: seldom, so that it has its processor to itself. */
const LOOK_EVERY = 500;
const APPEARS_WITHIN = 60_000;

/** A download that came to its end, and whether it is whole. */
export interface Downloaded {
  readonly name: string;
  /** Where it is. */
  readonly path: string;
  readonly whole: boolean;
}

/** A browser without a screen, with a profile of its own that outlives its tabs. */
export interface RemoteBrowser {
  readonly name: string;
  /** Where its downloads end up, under their own names. */
  readonly downloads: string;
  /** @param first goes before every script of the page; the default is `WITHOUT_QUESTIONS` */
  readonly newPage: (first?: string) => Promise<RemotePage>;
  /** Resolves with the next download that ends. */
  readonly nextDownload: () => Promise<Downloaded>;
  /** The processes that show pages. */
  readonly renderers: () => readonly number[];
  /** Ends it, with all that it started. */
  readonly close: () => Promise<void>;
}

/** A tab of a real browser, reached only to press buttons and to read what stands there. */
export interface RemotePage {
  readonly goto: (url: string) => Promise<void>;
  /** Runs an expression in the page; answers what it, or its promise, comes to, as JSON. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Puts files into the field that a selector names, as its file chooser would. */
  readonly setFiles: (selector: string, paths: readonly string[]) => Promise<void>;
  /** Closes the tab without a question. */
  readonly close: () => Promise<void>;
}

/** Calls a function in the page; it must need nothing but its arguments. */
export async function run<Arguments extends readonly unknown[], Answer>(
  page: RemotePage,
  work: (...given: Arguments) => Answer | Promise<Answer>,
  ...given: Arguments
): Promise<Answer> {
  return (await page.evaluate(`(${String(work)})(...${JSON.stringify(given)})`)) as Answer;
}

/** Looks until there is something; answers that. @throws Error with `what` if there is nothing `within` ms */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
  within = APPEARS_WITHIN,
): Promise<Found> {
  const end = performance.now() + within;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`after ${within / 1000} s there is no ${what}`);
    await pause(LOOK_EVERY);
  }
}

/** Presses the button of this name. */
export async function click(page: RemotePage, name: string): Promise<void> {
  await until(`button “${name}”`, () =>
    run(
      page,
      (wanted) => {
        const nameOf = (each: Element) => (each.getAttribute('aria-label') ?? each.textContent).trim();
        const button = [...document.querySelectorAll('button')].find(
          (each) => nameOf(each) === wanted && !each.disabled,
        );
        button?.click();
        return button !== undefined;
      },
      name,
    ),
  );
}

/** What the newest card on the page says of its state, and all text of it. */
export function card(page: RemotePage): Promise<{ state: string; text: string } | null> {
  return run(page, () => {
    const section = document.querySelector<HTMLElement>('section[data-state]');
    return section === null ? null : { state: section.dataset['state'] ?? '', text: section.innerText };
  });
}

/** @throws Error if it comes to another end */
export async function untilState(page: RemotePage, state: string, within: number): Promise<void> {
  let last: Awaited<ReturnType<typeof card>> = null;
  await until(
    `state “${state}”`,
    async () => {
      last = await card(page);
      if (last?.state === 'failed') throw new Error(`the page says:\n${last.text}`);
      return last?.state === state;
    },
    within,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; the page says:\n${last?.text ?? 'nothing'}`);
  });
}

export function linkOn(page: RemotePage): Promise<string> {
  return until('link', () =>
    run(page, () => {
      const field = document.querySelector<HTMLInputElement>('input[readonly]');
      return /\/s\/[\w-]{22}#1\.[\w-]{43}$/.test(field?.value ?? '') ? field?.value : null;
    }),
  );
}

export const FILES_FIELD = 'input[type=file][aria-label="Choose files"]';
export const AGAIN_FIELD = 'input[type=file][aria-label="Choose the files"]';

/** Puts files into a field once it is there. */
export async function choose(page: RemotePage, selector: string, paths: readonly string[]): Promise<void> {
  await until(selector, () => run(page, (wanted) => document.querySelector(wanted) !== null, selector));
  await page.setFiles(selector, paths);
}

/**
 * Goes before every script of a page. A browser without a screen can't ask where to save, and never answers whether files may be
 * read again.
 */
export const WITHOUT_QUESTIONS = `
  Reflect.deleteProperty(window, 'showSaveFilePicker');
  Reflect.deleteProperty(window, 'showDirectoryPicker');
  Reflect.deleteProperty(DataTransferItem.prototype, 'getAsFileSystemHandle');
`;

/** Picks places in this site's own file system, which asks nobody. */
export const PICKED_HERE = `
  const picked = async () => (await navigator.storage.getDirectory()).getDirectoryHandle('picked', { create: true });
  Object.assign(window, {
    showDirectoryPicker: picked,
    showSaveFilePicker: async ({ suggestedName }) =>
      (await picked()).getFileHandle(suggestedName, { create: true }),
  });
  Reflect.deleteProperty(DataTransferItem.prototype, 'getAsFileSystemHandle');
`;
