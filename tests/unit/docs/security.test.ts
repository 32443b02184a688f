import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/ensure-build.mjs';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Where the tests lie that the table names by the end of their paths. */
const TESTS = ['tests/unit/src-main/hosts', 'tests/unit'];

interface Row {
  point: string;
  file: string;
  line: string;
  testFile: string;
  test: string;
}

/** The rows whose first cell fits. A `|` in code is written `\|`. */
const rowsOf = (first: string): Row[] =>
  [
    ...read('docs/security.md').matchAll(
      new RegExp(
        `^\\| (${first}) +\\|.*?\\| \`([^\`]+)\`: \`([^\`]+)\` +\\| \`([^\`]+)\`: (.+?) +\\|$`,
        'gm',
      ),
    ),
  ].map(([, point = '', file = '', line = '', testFile = '', test = '']) => ({
    point,
    file,
    line: line.replaceAll('\\|', '|'),
    testFile,
    test,
  }));
const points = rowsOf('\\d+');
const found = rowsOf('CSP|Auxclick|Preload');

describe('docs/security.md', () => {
  it('has all twenty points of Electron’s checklist', () => {
    expect(points.map(({ point }) => Number(point))).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  it('has what electronegativity found', () => {
    expect(found).toHaveLength(3);
  });

  it.each([...points, ...found])(
    '$point: the line is there, and so is its test',
    ({ file, line, testFile, test }) => {
      expect(read(file)).toContain(line);
      const path = TESTS.map((folder) => join(folder, testFile)).find((each) => exists(each));
      expect(path, testFile).toBeDefined();
      expect(read(path ?? '')).toContain(`'${test}'`);
    },
  );

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
