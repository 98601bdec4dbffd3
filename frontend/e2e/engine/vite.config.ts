import { fileURLToPath, URL } from 'node:url';
import { defineConfig } from 'vite';
import { serviceWorker } from '../../vite.config';

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const outDir = place('../../test-results/engine-site');

/** Builds the engine without the page, on a node in memory, under the policy that a real node sends. */
export default defineConfig({
  root: place('.'),
  publicDir: false,
  plugins: [serviceWorker(outDir)],
  resolve: { alias: { '@': place('../../src') } },
  logLevel: 'warn',
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: 'es' },
  preview: {
    host: '127.0.0.1',
    headers: {
      'content-security-policy':
        "default-src 'none'; img-src data:; script-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types slipway",
    },
  },
});
