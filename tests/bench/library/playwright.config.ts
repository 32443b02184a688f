import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../../test-results',
  workers: 1,
  reporter: [['list']],
  globalSetup: '../../e2e/build.ts',
  projects: [{ name: 'chromium' }],
});
