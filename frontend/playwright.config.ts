import { defineConfig } from '@playwright/test';

/** Two sites that are made for tests are shown on ports of this run, which the workers inherit. */
const statesPort = (process.env['STATES_PORT'] ??= String(20_000 + Math.floor(Math.random() * 5000)));
const enginePort = (process.env['ENGINE_PORT'] ??= String(25_000 + Math.floor(Math.random() * 5000)));

function site(name: string, port: string) {
  const config = `-c e2e/${name}/vite.config.ts`;
  return {
    command: `npx vite build ${config} && npx vite preview ${config} --strictPort --port ${port}`,
    url: `http://127.0.0.1:${port}/`,
    reuseExistingServer: false,
  };
}

/** Chromium comes from the machine: CHROMIUM_PATH, or where Debian puts it. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/runs',
  // Generous: a busy machine must not make a test fail; what may not take long says so itself.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  projects: [
    { name: 'states', testMatch: 'states.spec.ts', fullyParallel: true },
    { name: 'engine', testMatch: 'engine.spec.ts' },
    { name: 'node', testIgnore: ['states.spec.ts', 'engine.spec.ts'] },
  ],
  // Each has a node, its Kafka and a browser; much of their time they wait for one another.
  workers: 2,
  forbidOnly: true,
  reporter: [['list']],
  webServer: [site('states', statesPort), site('engine', enginePort)],
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    // Frames are drawn by the CPU here, the one that carries the transfers.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-domain-reliability',
        '--no-first-run',
      ],
    },
  },
});
