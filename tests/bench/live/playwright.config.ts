import { defineConfig } from '@playwright/test';

/** Started by `npm run soak` and `npm run bench`, which say in the environment what to measure, how long and where to write. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../../test-results',
  workers: 1,
  // As long as the measuring, and ten minutes to start.
  timeout: (Number(process.env.BECKON_BENCH_MINUTES) + 10) * 60_000,
  use: { actionTimeout: 60_000 },
  expect: { timeout: 60_000 },
  reporter: [['line']],
  globalSetup: '../../e2e/build.ts',
  projects: [{ name: 'chromium' }],
});
