import { defineConfig } from '@playwright/test';

/** Runs at full size: files of gigabytes, ten thousand files, other browsers. No browser of Playwright's is used unless a run asks for it. */
export default defineConfig({
  testDir: 'e2e/long',
  testMatch: '*.long.ts',
  outputDir: 'test-results/long',
  timeout: 600_000,
  globalTimeout: 2_700_000,
  expect: { timeout: 30_000 },
  workers: 1,
  forbidOnly: true,
  reporter: [['list'], ['./e2e/long/scoreboard.ts']],
});
