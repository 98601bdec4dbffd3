import { createRoot } from 'react-dom/client';
import { App } from '../../src/app/app';
import { loadLanguage } from '../../src/lib/i18n/languages';
import { stillEngine } from '../../src/testing/still-engine';
import '../../src/styles.css';
import { type PageState, STATES, type StateName } from './states';

/** Shows one state of the page, named in `?state=`, with an engine that stands still. */
const name = new URLSearchParams(window.location.search).get('state') as StateName;
const { path, view, asked }: PageState = STATES[name];
const catalogue = await loadLanguage(window);
window.history.replaceState(null, '', path);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no place for the page');
createRoot(root).render(
  <App catalogue={catalogue} engine={name === 'insecure' ? null : stillEngine(view, asked)} />,
);
