import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/app';
import { browserEngine } from '@/engine/browser';
import { watchFragment } from '@/lib/fragment';
import { loadLanguage } from '@/lib/i18n/languages';
import './styles.css';

// First of all: the secret of a link leaves the address bar before anything is asked of anybody.
watchFragment();

// A file dropped where nobody takes it must not replace the page, and the uploads in it.
for (const event of ['dragover', 'drop']) window.addEventListener(event, (drop) => drop.preventDefault());

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no place for the page');
const catalogue = await loadLanguage(window);
createRoot(root).render(
  <StrictMode>
    <App catalogue={catalogue} engine={browserEngine()} />
  </StrictMode>,
);
