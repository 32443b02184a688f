import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** The page of `npm run gallery`, and of its test. It is no part of what is built and shipped. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: resolve(root, 'node_modules/.vite/gallery'),
  plugins: [svelte({ configFile: false })],
  server: { host: '127.0.0.1', fs: { allow: [root] } },
  // Found only while the page is open, these would load it a second time.
  optimizeDeps: {
    include: ['bits-ui', 'uplot', '@orpc/client', '@orpc/client/message-port', '@orpc/client/websocket'],
  },
});
