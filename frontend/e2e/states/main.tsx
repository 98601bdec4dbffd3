import { createRoot } from 'react-dom/client';
import { App } from '../../src/app/app';
import type { Engine, EngineView } from '../../src/engine/view';
import { loadLanguage } from '../../src/lib/i18n/languages';
import '../../src/styles.css';
import { STATES, type StateName } from './states';

/** Shows one state of the page, named in `?state=`, with an engine that stands still. */
const name = new URLSearchParams(window.location.search).get('state') as StateName;
const { path, view } = STATES[name];
const catalogue = await loadLanguage(window);
window.history.replaceState(null, '', path);

const nothing = () => undefined;
const still = (shown: EngineView): Engine => ({
  view: () => shown,
  subscribe: () => nothing,
  send: nothing,
  pauseSend: nothing,
  resumeSend: nothing,
  cancelSend: nothing,
  retrySend: nothing,
  closeSend: nothing,
  open: nothing,
  giveKey: () => false,
  save: nothing,
  pauseSave: nothing,
  resumeSave: nothing,
  cancelSave: nothing,
  remove: () => Promise.reject(new Error('stands still')),
  undo: () => Promise.reject(new Error('stands still')),
  forget: nothing,
});

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(<App catalogue={catalogue} engine={name === 'insecure' ? null : still(view)} />);
