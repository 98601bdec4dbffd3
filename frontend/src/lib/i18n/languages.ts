import { en } from './en';
import type { Catalogue } from './messages';

const english: Catalogue = { language: 'en', formats: 'en', direction: 'ltr', messages: en };

/** Languages by tag; all but English come when asked for. */
const catalogues: Readonly<Record<string, () => Promise<Catalogue>>> & {
  readonly en: () => Promise<Catalogue>;
} = {
  en: () => Promise.resolve(english),
  'qps-rtl': () => import('./pseudo').then((module) => module.pseudo),
};

const STORED = 'slipway.language';

/** What may name a language: the address, what was chosen before, what the browser prefers, in this order. */
export interface Wishes {
  readonly query: string;
  readonly stored: string | null;
  readonly preferred: readonly string[];
}

/** The first wish that there is a catalogue for; a region falls back to its language (`en-GB` to `en`). */
export function chooseLanguage(wishes: Wishes): string {
  const asked = new URLSearchParams(wishes.query).get('lang');
  for (const wish of [asked, wishes.stored, ...wishes.preferred]) {
    if (wish === null) continue;
    const tag = wish.toLowerCase();
    const known = Object.keys(catalogues);
    const found = known.find((name) => name === tag) ?? known.find((name) => name === tag.split('-')[0]);
    if (found !== undefined) return found;
  }
  return english.language;
}

/** Loads the language of this visit; one asked for in the address is remembered. */
export async function loadLanguage(window: Window): Promise<Catalogue> {
  const language = chooseLanguage({
    query: window.location.search,
    stored: read(window),
    preferred: window.navigator.languages,
  });
  if (new URLSearchParams(window.location.search).has('lang')) remember(window, language);
  const catalogue = await (catalogues[language] ?? catalogues.en)();
  return { ...catalogue, formats: regional(catalogue.formats, window.navigator.languages) };
}

/**
 * The language as it is spoken where the person is: an `en-GB` of the browser says how English dates are written. Some
 * browsers without a locale name one that isn't BCP 47 (`en-US@posix`), with which `Intl` throws: that says nothing then.
 */
export function regional(language: string, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.split('-')[0] === language && isTag(tag)) ?? language;
}

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

function read(window: Window): string | null {
  try {
    return window.localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function remember(window: Window, language: string): void {
  try {
    window.localStorage.setItem(STORED, language);
  } catch {
    // Storage may be blocked; then the choice lasts as long as the page.
  }
}
