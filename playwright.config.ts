import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.mjs';

/**
 * One suite over both hosts. `electron` runs where Electron's program is installed; elsewhere each of its tests is
 * counted as skipped, with the reason.
 */
export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // What the components of the gallery look like.
  snapshotPathTemplate: 'tests/gallery/looks/{arg}{ext}',
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 360_000,
  expect: { timeout: 30_000 },
  // For the specs that open pages of their own. Where each said so itself, those would all run last.
  use: { launchOptions: { executablePath: findChromium()?.path ?? '' } },
  reporter: [['list'], ['./tests/e2e/skip-reasons.ts']],
  globalSetup: './tests/e2e/build.ts',
  projects: [
    { name: 'chromium', testIgnore: 'packaged.spec.ts' },
    // The command line is the browser host's alone, and the gallery is no host's; in Electron the window ends with the
    // process that owns the disk.
    {
      name: 'electron',
      testIgnore: [
        'cli.spec.ts',
        'export.spec.ts',
        'gallery.spec.ts',
        'kill.spec.ts',
        'packaged.spec.ts',
        'resume.spec.ts',
      ],
    },
    // The app as it is released, which BECKON_PACKAGED names.
    { name: 'packaged', testMatch: 'packaged.spec.ts' },
  ],
});
