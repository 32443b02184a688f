import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/ensure-build.mjs';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Where the tests lie that the table names by the end of their paths. */
const TESTS = ['tests/unit/src-main/hosts', 'tests/unit'];

interface Row {
  number: number;
  file: string;
  line: string;
  testFile: string;
  test: string;
}

/** The rows of Electron's checklist. A `|` in code is written `\|`. */
const rows: Row[] = [
  ...read('docs/security.md').matchAll(/^\| (\d+) +\|.*?\| `([^`]+)`: `([^`]+)` +\| `([^`]+)`: (.+?) +\|$/gm),
].map(([, number, file = '', line = '', testFile = '', test = '']) => ({
  number: Number(number),
  file,
  line: line.replaceAll('\\|', '|'),
  testFile,
  test,
}));

describe('docs/security.md', () => {
  it('has all twenty points of Electron’s checklist', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  });

  it.each(rows)('point $number: the line is there, and so is its test', ({ file, line, testFile, test }) => {
    expect(read(file)).toContain(line);
    const found = TESTS.map((folder) => join(folder, testFile)).find((path) => exists(path));
    expect(found, testFile).toBeDefined();
    expect(read(found ?? '')).toContain(`'${test}'`);
  });

  it('opens nothing outside but its own data folder', () => {
    const sources = readdirSync(join(root, 'src-main'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => [path, read(join('src-main', path))] as const);
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.filter(([, text]) => text.includes('openExternal'))).toEqual([]);
    expect(sources.filter(([, text]) => text.includes('shell.openPath(')).map(([path]) => path)).toEqual([
      join('hosts', 'electron', 'main.ts'),
    ]);
  });

  it('is developed with one version of Electron, and says which', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as {
      devDependencies: Record<string, string>;
    };
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

function exists(path: string): boolean {
  try {
    read(path);
    return true;
  } catch {
    return false;
  }
}
