import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const here = (path: string): string => resolve(import.meta.dirname, path);

/** As much of Node's module as TensorFlow.js asks for, with which it runs in Node without a package beside it. */
const NODE_UTIL = `
  export const { TextEncoder, TextDecoder } = globalThis;
  const is = (type) => (value) => value instanceof type;
  export const types = {
    isFloat32Array: is(Float32Array),
    isInt32Array: is(Int32Array),
    isUint8Array: is(Uint8Array),
    isUint8ClampedArray: is(Uint8ClampedArray),
  };
`;

/** What leaves with a model for web pages: the module in one file, its types, and the page that carries all of it. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: here('out/webpage'),
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: here('src-renderer/webpage/index.ts'), formats: ['es'], fileName: () => 'beckon.js' },
    rolldownOptions: { output: { codeSplitting: false }, checks: { pluginTimings: false } },
  },
  plugins: [
    {
      name: 'beckon-webpage',
      enforce: 'pre',
      resolveId: (id) => (id === 'util' ? '\0util' : null),
      load: (id) => (id === '\0util' ? NODE_UTIL : null),
      generateBundle() {
        const emit = (fileName: string, path: string): void => {
          this.emitFile({ type: 'asset', fileName, source: readFileSync(here(path)) });
        };
        emit('page.html', 'src-renderer/webpage/page.html');
        emit('beckon.d.ts', 'src-renderer/webpage/api.ts');
      },
    },
  ],
});
