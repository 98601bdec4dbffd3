import { createRoot, type Root } from 'react-dom/client';
import { App } from '../../src/app/app';
import { loadLanguage } from '../../src/lib/i18n/languages';
import { stillEngine } from '../../src/testing/still-engine';
import '../../src/styles.css';
import { type PageState, STATES, type StateName } from './states';

declare global {
  interface Window {
    /** Shows a state of the page in a language, with an engine that stands still, in place of what was there. */
    show: (name: StateName, lang: string) => Promise<void>;
  }
}

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no place for the page');
let root: Root | null = null;

window.show = async (name, lang) => {
  root?.unmount();
  const { path, view, asked }: PageState = STATES[name];
  window.history.replaceState(null, '', `/?lang=${lang}`);
  const catalogue = await loadLanguage(window);
  window.history.replaceState(null, '', path);
  root = createRoot(place);
  root.render(<App catalogue={catalogue} engine={name === 'insecure' ? null : stillEngine(view, asked)} />);
};

// People open a state by its address: `/?state=send.sending&lang=qps-rtl`.
const wanted = new URLSearchParams(window.location.search);
const state = wanted.get('state');
if (state !== null) await window.show(state as StateName, wanted.get('lang') ?? 'en');
