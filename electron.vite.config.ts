import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const here = (path: string): string => resolve(import.meta.dirname, path);

/** Three bundles: the Node side (Electron host, browser host and command line), the preload, the web page. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        // Finds its program for the system it runs on beside itself.
        external: ['@jitsi/robotjs'],
        input: {
          main: here('src-main/hosts/electron/main.ts'),
          cli: here('src-main/cli/cli.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: here('src-main/hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('src-renderer'),
    publicDir: here('resources/public'),
    plugins: [svelte()],
    // The hosts know the worker by this name; see securityHeaders.
    worker: {
      format: 'es',
      rolldownOptions: {
        checks: { pluginTimings: false },
        output: { entryFileNames: 'assets/engine-worker-[hash].js' },
      },
    },
    build: {
      outDir: here('out/renderer'),
      emptyOutDir: true,
      target: 'chrome120',
      assetsInlineLimit: 0,
      rolldownOptions: {
        checks: { pluginTimings: false },
        input: { index: here('src-renderer/index.html'), headless: here('src-renderer/headless.html') },
      },
    },
  },
});
