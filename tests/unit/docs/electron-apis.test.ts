import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/ensure-build.mjs';

const text = readFileSync(join(root, 'docs', 'electron-apis.md'), 'utf8');
const rows = [...text.matchAll(/^\| `([\w.]+)` +\| .*? \| `([^`]+)`: (.+?) +\|$/gm)].map(
  ([, api = '', file = '', test = '']) => ({ api, file, test }),
);

const folder = join(root, 'src-main', 'hosts', 'electron');
const code = readdirSync(folder)
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');

/** Electron's own objects, as they are called in the code. */
const OBJECTS =
  /\b(app|dialog|session|shell|protocol|Menu|powerSaveBlocker|crashReporter|safeStorage|globalShortcut|systemPreferences|screen|ipcRenderer|contents)\.([a-zA-Z]+)\b/g;

describe('docs/electron-apis.md', () => {
  it('names every API of Electron’s that is used', () => {
    const used = new Set([...code.matchAll(OBJECTS)].map(([api]) => api));
    expect(used.size).toBeGreaterThan(30);
    // Listening and the default session are not calls of their own.
    const calls = [...used].filter((api) => !/\.(on|once)$|^session\.defaultSession$/.test(api));
    expect(calls.filter((api) => !text.includes(`\`${api}\``))).toEqual([]);
  });

  it.each(rows)('$api is used, and its test is there', ({ api, file, test }) => {
    expect(code).toContain(api);
    const tests = readFileSync(join(root, 'tests/unit/src-main/hosts', file), 'utf8');
    expect(tests).toContain(`'${test}'`);
  });
});
