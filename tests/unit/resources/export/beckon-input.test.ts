import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/ensure-build.mjs';
import type { PreprocessSpec } from '../../../../src-main/contract';
import { DEFAULT_RULE } from '../../../../src-main/shared/rule-defaults';
import { GestureRule, type GestureSettings } from '../../../../src-renderer/gestures/gesture-rule';
import { preprocessClip } from '../../../../src-renderer/learning/preprocess';
import { Random } from '../../../../src-renderer/learning/random';
import { movingClips } from '../../../fixtures/networks';
import { noPython, python } from '../../../fixtures/python';
import { newRun, temporaryFolder } from '../../../fixtures/services/fixtures';

/** The module of the exports, against what the app does itself. */

const MODULE = join(root, 'resources', 'export');

const PREPARE = `
import json, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from beckon_input import prepare_clip
answers = []
for job in json.load(open(sys.argv[2])):
    clip = np.fromfile(job["file"], dtype=np.uint8).reshape(job["shape"])
    answers.append(prepare_clip(job["spec"], clip, job["mirrored"]).ravel().tolist())
print(json.dumps(answers))
`;

const JUDGE = `
import json, sys
sys.path.insert(0, sys.argv[1])
from beckon_input import GestureRule
answers = []
for job in json.load(open(sys.argv[2])):
    rule = GestureRule(job["events"])
    answers.append([rule.push(row, 100 * at) for at, row in enumerate(job["rows"])])
print(json.dumps(answers))
`;

describe.skipIf(noPython)(`beckon_input.py${noPython ? ` (${noPython})` : ''}`, () => {
  it('prepares pictures as the app does, landscape and portrait, mirrored or not', async () => {
    const plain = { ...newRun('x').preprocess, frames: 3 };
    const specs: PreprocessSpec[] = [
      { ...plain, steady: true, offset: -0.16, mirror: true },
      { ...plain, channels: 'rgb', width: 20, height: 13, mirror: false },
      { ...plain, channels: 'grey', width: 11, height: 31, scale: 2 / 255, offset: -1 },
    ];
    const folder = await temporaryFolder();
    const jobs = specs.flatMap((spec, at) =>
      movingClips(4, spec.frames).map((clip, index) => {
        const file = join(folder, `${at}-${index}.bin`);
        writeFileSync(file, clip.frames);
        return { spec, clip, job: { file, spec, shape: clip.shape, mirrored: clip.mirror } };
      }),
    );
    const list = join(folder, 'jobs.json');
    writeFileSync(list, JSON.stringify(jobs.map(({ job }) => job)));
    const answers = python(PREPARE, MODULE, list) as number[][];
    for (const [index, { spec, clip }] of jobs.entries()) {
      const own = preprocessClip(spec, clip);
      const answer = answers[index] ?? [];
      expect(answer).toHaveLength(own.length);
      const most = own.reduce(
        (worst, value, at) => Math.max(worst, Math.abs(value - (answer[at] ?? NaN))),
        0,
      );
      // In bytes of a picture.
      expect(most / spec.scale).toBeLessThan(0.05);
    }
  });

  it('tells of the gestures that the app tells of', async () => {
    const random = new Random(7);
    const rules: Omit<GestureSettings, 'none'>[] = [
      DEFAULT_RULE,
      { ...DEFAULT_RULE, thresholds: [0.3, 0.9, 0.5] },
      { threshold: 0.5, windows: 1, release: 0.8, cooldown: 0.5 },
    ];
    const jobs = rules.map((rule) => {
      // Each class's turn lasts a while, and wavers.
      const rows = Array.from({ length: 300 }, (_, at) => {
        const shares = [0, 1, 2].map(
          (index) => (Math.floor(at / 9) % 3 === index ? 2 : 0.3) * random.between(0, 1),
        );
        const sum = shares.reduce((a, b) => a + b, 0);
        return shares.map((share) => share / sum);
      });
      return { events: { ...rule, none: [2] }, rows };
    });
    const list = join(await temporaryFolder(), 'jobs.json');
    writeFileSync(list, JSON.stringify(jobs));
    const answers = python(JUDGE, MODULE, list) as [string, number][][][];
    jobs.forEach(({ events, rows }, index) => {
      const rule = new GestureRule({ ...events, none: [false, false, true] });
      const own = rows.map((row, at) =>
        rule.push(row, at * 100).map(({ kind, index: which }) => [kind, which]),
      );
      expect(own.flat().length).toBeGreaterThan(10);
      expect(answers[index]).toEqual(own);
    });
  });
});
