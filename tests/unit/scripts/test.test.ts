import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, specsBySpeed, testsByProcess, total } from '../../../scripts/test.mjs';

describe('counts of the test runner', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 };
  const name = resolve('tests/unit/names.test.ts');
  const failedTest = {
    name,
    status: 'failed',
    assertionResults: [
      { fullName: 'names are short', status: 'passed' },
      { fullName: 'names are plain', status: 'failed' },
    ],
  };

  it('are those of Vitest’s report', () => {
    expect(countVitest({ ...report, testResults: [failedTest] })).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
      failures: ['tests/unit/names.test.ts: names are plain'],
    });
  });

  it('count a test file that could not be run as a failure', () => {
    const brokenFile = { name: resolve('tests/unit/broken.test.ts'), status: 'failed', assertionResults: [] };
    const { failed, failures } = countVitest({ ...report, testResults: [failedTest, brokenFile] });
    expect(failed).toBe(2);
    expect(failures).toContain('tests/unit/broken.test.ts');
  });

  it('are those of Playwright’s report, where a second try is a failure', () => {
    const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 4 };
    const suites = [
      {
        title: 'names.spec.ts',
        file: 'names.spec.ts',
        specs: [{ title: 'a name is given', ok: false }],
        suites: [
          {
            title: 'long ones',
            file: 'names.spec.ts',
            specs: [
              { title: 'are cut', ok: true },
              { title: 'are kept', ok: false },
            ],
          },
        ],
      },
    ];
    expect(countPlaywright({ stats, suites, errors: [] })).toEqual({
      passed: 3,
      failed: 2,
      skipped: 4,
      failures: ['names.spec.ts: a name is given', 'names.spec.ts: are kept'],
    });
  });

  it('count a suite that could not be started as a failure', () => {
    const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
    const counts = countPlaywright({ stats, suites: [], errors: [{ message: 'no' }] });
    expect(counts).toMatchObject({ failed: 1, failures: ['no'] });
  });

  it('add up', () => {
    const parts = [
      { passed: 1, failed: 2, skipped: 3, failures: ['one'] },
      { passed: 10, failed: 20, skipped: 30, failures: ['other'] },
    ];
    expect(total(parts)).toEqual({ passed: 11, failed: 22, skipped: 33, failures: ['one', 'other'] });
  });
});

describe('end to end specs', () => {
  const files = readdirSync(new URL('../../e2e', import.meta.url));

  it('are each run once, those in true time alone', () => {
    const { together, alone } = specsBySpeed(files);
    expect([...together, ...alone].toSorted()).toEqual(
      files.filter((file) => file.endsWith('.spec.ts')).toSorted(),
    );
    expect(alone).toContain('main-job.spec.ts');
    expect(together).toContain('cli.spec.ts');
  });

  it('must be there where they are named', () => {
    expect(() => specsBySpeed(files.filter((file) => file !== 'main-job.spec.ts'))).toThrow(
      'main-job.spec.ts',
    );
  });
});

describe('tests of Node', () => {
  const files = ['unit', 'contract', 'architecture'].flatMap((folder) =>
    readdirSync(join('tests', folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join('tests', folder, file).replaceAll('\\', '/'),
    ),
  );
  const { shared, rooms, others } = testsByProcess(files);

  it('are each run once, those of pure rooms in one process', () => {
    expect([...shared, ...rooms, ...others].toSorted()).toEqual(
      files.filter((file) => /(?<!\.browser)\.test\.ts$/.test(file)).toSorted(),
    );
    expect(shared).toContain('tests/unit/src-renderer/learning/split.test.ts');
    expect(rooms).toContain('tests/unit/src-main/formats/models/tfjs.test.ts');
    expect(rooms).toContain('tests/unit/src-renderer/engine/training/train.test.ts');
    expect(others).toContain('tests/contract/websocket.test.ts');
  });

  it('share no process where they mock modules', () => {
    const mocking = shared.filter((file) => /vi\.(m|doM)ock\(|resetModules/.test(readFileSync(file, 'utf8')));
    expect(mocking).toEqual([]);
  });
});
