import { playwright } from '@vitest/browser-playwright';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './scripts/chromium.mjs';

/** Tests named `*.browser.test.ts` run in a real Chromium page, all others in Node. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/{unit,contract,architecture}/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts'],
          benchmark: { include: ['tests/bench/**/*.bench.ts'], exclude: ['**/*.browser.bench.ts'] },
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        // Run by `npm run test:parity` alone, which gets what it needs.
        test: {
          name: 'parity',
          environment: 'node',
          include: ['tests/parity/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 480_000,
        },
      },
      {
        plugins: [svelte()],
        // Found only while tests run, these would reload the page in the middle of one.
        optimizeDeps: {
          include: [
            '@tensorflow/tfjs-core',
            '@tensorflow/tfjs-layers',
            '@tensorflow/tfjs-backend-cpu',
            '@tensorflow/tfjs-backend-webgl',
            '@tensorflow/tfjs-backend-wasm',
            '@tensorflow/tfjs-backend-webgpu',
            'bits-ui',
            'fast-check',
            'mediabunny',
            'zod',
            '@orpc/client',
            '@orpc/client/message-port',
            '@orpc/client/websocket',
            '@orpc/contract',
            '@orpc/server',
            '@orpc/server/message-port',
          ],
        },
        server: {
          headers: {
            'Cross-Origin-Opener-Policy': 'same-origin',
            'Cross-Origin-Embedder-Policy': 'require-corp',
          },
        },
        test: {
          name: 'browser',
          include: ['tests/unit/**/*.browser.test.ts'],
          benchmark: { include: ['tests/bench/**/*.browser.bench.ts'] },
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                executablePath: findChromium()?.path ?? '',
                // WebGPU without a graphics card, too.
                args: [...chromiumArguments({ fakeCamera: true }), '--enable-unsafe-webgpu'],
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
