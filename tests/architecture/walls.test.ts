import { join } from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';
import { packageRefusal, refusal, roomOf } from '../../rooms.mjs';
import { importsIn, type Graph } from './graph';
import { fileCircles, homeless, refusals, roomCircles, waysToSvelte, waysToTensorflow } from './walls';

/** `a > b` imports values, `a type> b` types only; what has no ending is a package. */
function graphOf(...lines: string[]): Graph {
  const imports = lines.map((line) => {
    const [from = '', kind, to = ''] = line.split(/ (type)?> /);
    return { from, to, kind: kind ? ('type' as const) : ('value' as const), isPackage: !/\.\w+$/.test(to) };
  });
  const files = imports.flatMap(({ from, to, isPackage }) => (isPackage ? [from] : [from, to]));
  return { files: [...new Set(files)], imports, broken: [] };
}

const table = {
  'src/low': [],
  'src/middle/*': ['src/low'],
  'src/middle/inner': ['src/low'],
  'src/high': ['src/middle/*', 'type src/low'],
};

test('the longest fitting room counts, and `folder/*` holds no folder', () => {
  expect(roomOf('src/middle/a.ts', table)).toBe('src/middle/*');
  expect(roomOf('src/middle/inner/deep/a.ts', table)).toBe('src/middle/inner');
  expect(roomOf('src/middle/other/a.ts', table)).toBeNull();
  expect(roomOf('src/lower/a.ts', table)).toBeNull();
});

test('a row allows its rooms, or their types, and nothing above or beside them', () => {
  expect(refusal('src/high/a.ts', 'src/middle/a.ts', 'value', table)).toBeNull();
  expect(refusal('src/high/a.ts', 'src/high/b.ts', 'value', table)).toBeNull();
  expect(refusal('src/high/a.ts', 'src/low/a.ts', 'type', table)).toBeNull();
  expect(refusal('src/high/a.ts', 'src/low/a.ts', 'value', table)).toMatch(/may not import values/);
  expect(refusal('src/high/a.ts', 'src/middle/inner/a.ts', 'value', table)).toMatch(
    /may not import anything/,
  );
  expect(refusal('src/low/a.ts', 'src/high/a.ts', 'type', table)).toMatch(/may not import anything/);
  expect(refusal('src/high/a.ts', 'src/nowhere/a.ts', 'type', table)).toMatch(/lies in no room/);
});

test('a planted import upwards and a homeless file are found', () => {
  const graph = graphOf('src/low/a.ts type> src/high/a.ts', 'src/attic/a.ts > src/low/a.ts');
  expect(homeless(graph, table)).toEqual(['src/attic/a.ts']);
  expect(refusals(graph, table)).toEqual([
    expect.stringMatching(/^src\/low\/a\.ts imports src\/high\/a\.ts: src\/low may not import anything/),
    expect.stringMatching(/^src\/attic\/a\.ts imports/),
  ]);
});

test('packages of some rooms are refused to the others', () => {
  expect(packageRefusal('src-main/hosts/electron/main.ts', 'electron')).toBeNull();
  expect(packageRefusal('src-main/router/router.ts', 'electron')).toMatch(/Only src-main\/hosts\/electron/);
  expect(packageRefusal('src-renderer/engine/model/a.ts', '@tensorflow/tfjs-core')).toBeNull();
  expect(packageRefusal('src-renderer/engine/api.ts', '@tensorflow/tfjs-core')).toMatch(/^Only/);
  expect(packageRefusal('src-renderer/jobs/a.ts', 'svelte/reactivity')).toMatch(/^Only/);
  expect(packageRefusal('src-main/contract/a.ts', 'node:fs')).toMatch(/^Only/);
  expect(packageRefusal('tests/unit/a.test.ts', 'electron')).toBeNull();
});

test('planted circles are found, types included, each once', () => {
  expect(fileCircles(graphOf('a.ts > b.ts', 'b.ts type> c.ts', 'c.ts > d.ts'))).toEqual([]);
  expect(fileCircles(graphOf('a.ts > b.ts', 'b.ts type> c.ts', 'c.ts > a.ts', 'd.ts > a.ts'))).toEqual([
    'a.ts > b.ts > c.ts > a.ts',
  ]);
  expect(fileCircles(graphOf('a.ts type> a.ts'))).toEqual(['a.ts > a.ts']);
});

test('a circle of rooms in the table is found', () => {
  expect(roomCircles(table)).toEqual([]);
  expect(roomCircles({ ...table, 'src/low': ['type src/high'] })).toContain('src/low > src/high > src/low');
});

test('a way to TensorFlow.js over other files is found; types lead nowhere', () => {
  const engine = 'src-renderer/engine/model/model.ts';
  const types = graphOf(`src-renderer/jobs/a.ts type> ${engine}`, `${engine} > @tensorflow/tfjs-core`);
  expect(waysToTensorflow(types)).toEqual([]);
  const values = graphOf(
    'src-renderer/jobs/a.ts > src-renderer/engine/api.ts',
    `src-renderer/engine/api.ts > ${engine}`,
    `${engine} > @tensorflow/tfjs-core`,
  );
  expect(waysToTensorflow(values)).toEqual([
    `src-renderer/jobs/a.ts > src-renderer/engine/api.ts > ${engine} > @tensorflow/tfjs-core`,
  ]);
});

test('a way from a pure room to Svelte is found', () => {
  const graph = graphOf(
    'src-renderer/learning/a.ts > src-renderer/base/b.ts',
    'src-renderer/base/b.ts > src-renderer/base/c.svelte.ts',
    'src-renderer/features/live/d.ts > svelte/reactivity',
  );
  expect(waysToSvelte(graph)).toEqual([
    'src-renderer/learning/a.ts > src-renderer/base/b.ts > src-renderer/base/c.svelte.ts',
  ]);
});

test('imports are read in every form that the language has', () => {
  const text = `
    import a from './a';
    import type { B } from './b';
    import { type C } from './c';
    import './d';
    export * from './e';
    export type { F } from './f';
    const g = await import('./g');
    type H = import('./h').H;
    const worker = new Worker(new URL('./worker.ts', import.meta.url));
    const words = "import x from './no'"; // import y from './neither'
  `;
  const read = importsIn('x.ts', text).map(({ source, kind }) => `${kind} ${source}`);
  expect(read).toEqual([
    'value ./a',
    'type ./b',
    'value ./c',
    'value ./d',
    'value ./e',
    'type ./f',
    'value ./g',
    'type ./h',
  ]);
});

test('both scripts of a component are read, and not its markup', () => {
  const text = `
    <script module lang="ts">import type { A } from './a';</script>
    <script lang="ts">import B from './B.svelte';</script>
    <B>import x from './no'</B>
  `;
  expect(importsIn('X.svelte', text)).toEqual([
    { source: './a', kind: 'type' },
    { source: './B.svelte', kind: 'value' },
  ]);
});

const eslint = new ESLint({ cwd: join(import.meta.dirname, '..', '..') });

async function complaints(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath });
  return (result?.messages ?? []).filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId);
}

test.each([
  ['src-renderer/jobs/planted.ts', "export { stepOf } from '../features/live/live';"],
  ['src-renderer/ui/Planted.svelte', '<script lang="ts">import \'../base/toasts.svelte\';</script>'],
  ['src-renderer/base/planted.ts', "export type { App } from '../app/app.svelte';"],
  ['src-renderer/rpc/planted.ts', "export const later = () => import('../engine/worker/worker');"],
  ['src-renderer/learning/planted.ts', "export * from '../../src-main/contract';"],
  ['src-main/store/planted.ts', "export { app } from 'electron';"],
])('ESLint refuses the import in %s', async (file, text) => {
  expect(await complaints(file, text)).toEqual(['beckon/rooms']);
});

test('ESLint refuses all of TensorFlow.js at once, but for its types', async () => {
  const file = 'src-renderer/engine/model/planted.ts';
  expect(await complaints(file, "export { tidy } from '@tensorflow/tfjs';")).toEqual([
    '@typescript-eslint/no-restricted-imports',
  ]);
  expect(await complaints(file, "export type { Tensor } from '@tensorflow/tfjs';")).toEqual([]);
});

test('ESLint lets pass what the table allows', async () => {
  const text =
    "export type { Run } from '../../src-main/contract';\nexport { count } from '../../src-main/shared/words';";
  expect(await complaints('src-renderer/learning/planted.ts', text)).toEqual([]);
});

test('ESLint refuses what only a page has in a room that knows none, as a value and as a type', async () => {
  const file = 'src-renderer/jobs/planted.ts';
  expect(await complaints(file, 'export const title = document.title;')).toEqual(['beckon/no-page']);
  expect(await complaints(file, 'export type Video = HTMLVideoElement;')).toEqual(['beckon/no-page']);
  expect(
    await complaints(file, 'export const wait = (file: File) => setTimeout(() => file.text(), 1);'),
  ).toEqual([]);
  expect(await complaints(file, 'type Option = string;\nexport type Options = Option[];')).toEqual([]);
  expect(await complaints('src-renderer/capture/planted.ts', 'export const title = document.title;')).toEqual(
    [],
  );
});
