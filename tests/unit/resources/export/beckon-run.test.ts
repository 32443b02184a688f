import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/ensure-build.mjs';
import { fitTemperature } from '../../../../src-renderer/engine/training/calibrate';
import { Random } from '../../../../src-renderer/learning/random';
import { noPython, python } from '../../../fixtures/python';
import { temporaryFolder } from '../../../fixtures/services/fixtures';

const MODULE = join(root, 'resources', 'export', 'training');

const FIT = `
import json, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from beckon_run import fit_temperature
print(json.dumps([fit_temperature(np.array(job["rows"]), job["truths"]) for job in json.load(open(sys.argv[2]))]))
`;

/** Answers to so many clips, a share of which is right, all of them as sure. */
function answers(count: number, right: number, sure: number): { rows: number[][]; truths: number[] } {
  const random = new Random(count);
  const truths = Array.from({ length: count }, () => Math.floor(random.between(0, 3)));
  const rows = truths.map((truth, clip) => {
    const winner = clip < right * count ? truth : (truth + 1) % 3;
    return [0, 1, 2].map((index) => (index === winner ? sure : (1 - sure) / 2));
  });
  return { rows, truths };
}

describe.skipIf(noPython)(`beckon_run.py${noPython ? ` (${noPython})` : ''}`, () => {
  it('makes a network as sure as the app does', async () => {
    const jobs = [
      answers(10, 0.5, 0.99),
      answers(80, 0.8, 0.99),
      answers(40, 1, 0.9),
      answers(300, 0.4, 0.999),
    ];
    const list = join(await temporaryFolder(), 'jobs.json');
    writeFileSync(list, JSON.stringify(jobs));
    const own = jobs.map(({ rows, truths }) => fitTemperature(rows.flat(), truths, 3));
    expect(own.map((value) => value.toFixed(1))).toEqual(['1.5', expect.any(String), '1.0', '4.0']);
    const fitted = python(FIT, MODULE, list) as number[];
    fitted.forEach((value, index) => expect(value).toBeCloseTo(own[index] ?? NaN, 6));
  });
});
