/// <reference types="vitest/config" />
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, URL } from 'node:url';
import { gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';

const node = process.env['SLIPWAY_DEV_NODE'] ?? 'http://127.0.0.1:8080';
const dist = fileURLToPath(new URL('dist', import.meta.url));
const workerEntry = fileURLToPath(new URL('src/sw/sw.ts', import.meta.url));
const alias = { '@': fileURLToPath(new URL('src', import.meta.url)) };

/**
 * The service worker is one classic script at the root of the page's origin, since its place decides its scope.
 * It is bundled apart from the page so that it never shares (and thus never imports) a hashed chunk.
 */
function bundleWorker(write: boolean, outDir: string) {
  return build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    resolve: { alias },
    build: {
      write,
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: {
        input: workerEntry,
        output: { format: 'iife', entryFileNames: 'sw.js' },
      },
    },
  });
}

export function serviceWorker(outDir = dist): Plugin {
  return {
    name: 'slipway:service-worker',
    configureServer(server) {
      server.middlewares.use('/sw.js', (_request, response, next) => {
        bundleWorker(false, outDir)
          .then((result) => {
            const output = [result].flat().flatMap((part) => ('output' in part ? part.output : []));
            const chunk = output.find((part) => part.type === 'chunk');
            response.setHeader('content-type', 'text/javascript');
            response.setHeader('cache-control', 'no-store');
            response.end(chunk?.code ?? '');
          })
          .catch(next);
      });
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        if (this.environment.mode === 'build' && existsSync(workerEntry)) await bundleWorker(true, outDir);
      },
    },
  };
}

/** Writes a `.gz` beside every text asset, so that the node serves it as it is. No time stands in it: builds repeat. */
function compressed(): Plugin {
  const text = /\.(?:js|css|html|svg|json|webmanifest|txt)$/;
  const walk = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  return {
    name: 'slipway:compressed',
    apply: 'build',
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const file of walk(dist).filter((name) => text.test(name) && statSync(name).size > 512)) {
          writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
        }
      },
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), serviceWorker(), compressed()],
  resolve: { alias },
  // SockJS asks for it by the name it has in Node.
  define: { global: 'globalThis' },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': node, '/health': node, '/download': node, '/socket': { target: node, ws: true } },
  },
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: 'es2022',
    // The page's policy forbids inline script and data URLs, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  test: {
    // Every core: left to itself, it keeps one free for a person at the keyboard.
    maxWorkers: '100%',
    // Real cryptography on a busy machine takes its time; what may not take long says so itself.
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'engine',
          environment: 'node',
          include: ['src/{engine,sw,lib}/**/*.test.ts'],
          setupFiles: ['src/engine/testing/nonce-monitor.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          environment: 'jsdom',
          include: ['src/**/*.test.tsx'],
          setupFiles: ['src/testing/setup.ts'],
        },
      },
    ],
  },
});
