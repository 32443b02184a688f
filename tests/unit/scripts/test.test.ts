import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, specsBySpeed, total } from '../../../scripts/test.mjs';

describe('counts of the test runner', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 };
  const failedTest = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };

  it('are those of Vitest’s report', () => {
    expect(countVitest({ ...report, testResults: [failedTest] })).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
    });
  });

  it('count a test file that could not be run as a failure', () => {
    const brokenFile = { status: 'failed', assertionResults: [] };
    expect(countVitest({ ...report, testResults: [failedTest, brokenFile] }).failed).toBe(2);
  });

  it('are those of Playwright’s report, where a second try is a failure', () => {
    const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 4 };
    expect(countPlaywright({ stats, errors: [] })).toEqual({ passed: 3, failed: 2, skipped: 4 });
  });

  it('count a suite that could not be started as a failure', () => {
    const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
    expect(countPlaywright({ stats, errors: [{ message: 'no' }] }).failed).toBe(1);
  });

  it('add up', () => {
    const parts = [
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    ];
    expect(total(parts)).toEqual({ passed: 11, failed: 22, skipped: 33 });
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
