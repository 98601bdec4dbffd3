import { defineConfig } from '@playwright/test';

/** Where the states of the page are shown: a port of this run, which the workers inherit. */
const statesPort = (process.env['STATES_PORT'] ??= String(20_000 + Math.floor(Math.random() * 10_000)));

/** Chromium comes from the machine: CHROMIUM_PATH, or where Debian puts it. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/runs',
  timeout: 60_000,
  projects: [
    { name: 'states', testMatch: 'states.spec.ts', fullyParallel: true },
    // One node at a time: it, its Kafka and the browser are enough for a small machine.
    { name: 'node', testIgnore: 'states.spec.ts', workers: 1 },
  ],
  workers: 2,
  forbidOnly: true,
  reporter: [['list']],
  webServer: {
    command:
      'npx vite build -c e2e/states/vite.config.ts && npx vite preview -c e2e/states/vite.config.ts --strictPort --port ' +
      statesPort,
    url: `http://127.0.0.1:${statesPort}/`,
    reuseExistingServer: false,
  },
  use: {
    browserName: 'chromium',
    locale: 'en-GB',
    screenshot: 'only-on-failure',
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
