import { fileURLToPath, URL } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page with an engine that stands still, apart from the real one. */
export default defineConfig({
  root: place('.'),
  publicDir: place('../../public'),
  plugins: [react(), tailwindcss()],
  resolve: { alias: { '@': place('../../src') } },
  logLevel: 'warn',
  build: { outDir: place('../../test-results/states-site'), emptyOutDir: true, target: 'es2022' },
  preview: { host: '127.0.0.1' },
});
