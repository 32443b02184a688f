import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/ensure-build.mjs';
import type { Framing, PreprocessSpec, Run } from '../../../../src-main/contract';
import { describe as descriptionOf } from '../../../../src-main/formats/models/description';
import { CameraWindow } from '../../../../resources/export/beckon_input.mjs';
import { FrameFiller } from '../../../../src-renderer/capture/frame-filler';
import { FrameSchedule } from '../../../../src-renderer/capture/frame-schedule';
import { loadModel } from '../../../../src-renderer/engine/model/model-files';
import { classifierOf } from '../../../../src-renderer/engine/stream/stream';
import { concatenate } from '../../../../src-renderer/learning/concatenate';
import type { View } from '../../../../src-renderer/learning/framing';
import { Random } from '../../../../src-renderer/learning/random';
import { liveFiles, randomNetwork } from '../../../fixtures/networks';
import { noPython, python } from '../../../fixtures/python';
import { temporaryFolder } from '../../../fixtures/services/fixtures';

/** Where the exports' modules look in a stream, and what they make of it, against the app's Live. */

const FRAMES = 8;
/** A camera's picture, whose middle has whole pixels of each model's proportions. */
const WIDTH = 96;
const HEIGHT = 52;
/** The most that an input may be off, in the scale of a picture's bytes from 0 to 1, and a view and a probability. */
const INPUT = 1 / 255;
const VIEW = 2e-3;
const SHARE = 2e-3;

const spec: Partial<PreprocessSpec> = { frames: FRAMES, width: 12, height: 12 };
const specs: Partial<PreprocessSpec>[] = [
  { ...spec, steady: true, offset: -0.16, mirror: true },
  { ...spec, channels: 'rgb', width: 20, height: 13, mirror: false },
  { ...spec, channels: 'grey', mirror: true },
];
const least = [0, 8, 200];
const framings: Framing[] = [
  { spread: 0.13, movement: 3, centre: { x: 0.45, y: 0.55 }, least },
  { spread: 0.3, movement: 5, least },
];
/** A camera at the model's rate, one at half of it, and one that wavers, skips for a while and stops. */
const cameras = [
  { fps: 10, seconds: 11, gaps: [] },
  { fps: 5, seconds: 11, gaps: [] },
  {
    fps: 29.97,
    seconds: 13,
    gaps: [
      { at: 2.5, long: 0.65 },
      { at: 11, long: 1.2 },
    ],
  },
] as const;

interface Case {
  run: Run;
  model: LayersModel;
  mirrored: boolean;
  times: number[];
  pictures: Uint8Array[];
}

/** What is seen after each picture: where, and the windows that end with it, with what is answered to them. */
interface Seen {
  view: View;
  windows: Float32Array[];
  answers: ArrayLike<number>[];
}

/**
 * A hand that circles for 0.8 seconds, rests for one, and does so elsewhere and in another size, in front of a wall with some noise.
 * Beside the middle that Live has, so many pixels across, it is bright.
 */
function pictureAt(ms: number, random: Random, across: number): Uint8Array {
  const second = ms / 1000;
  const turn = Math.floor(second / 1.8);
  const size = [0.1, 0.16, 0.06][turn % 3] ?? 0;
  const angle = 2 * Math.PI * Math.min(1, (second % 1.8) / 0.8);
  const x = WIDTH / 2 + 70 * (0.1 * ((turn % 3) - 1) + size * Math.sin(angle));
  const y = HEIGHT * (0.6 - 0.1 * (turn % 2) + size * Math.cos(angle));
  const bytes = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let row = 0; row < HEIGHT; row++) {
    for (let column = 0; column < WIDTH; column++) {
      const wall = Math.abs(column + 0.5 - WIDTH / 2) < across / 2 ? 60 : 160;
      const hand = Math.max(0, 1 - Math.hypot(column - x, row - y) / 6.5);
      for (let colour = 0; colour < 3; colour++)
        bytes[(row * WIDTH + column) * 3 + colour] = wall + (150 - 30 * colour) * hand + random.below(5);
    }
  }
  return bytes;
}

async function caseOf(index: number, framing: Framing): Promise<Case> {
  const [wanted, camera] = [specs[index], cameras[index]];
  if (!wanted || !camera) throw new Error('no such case');
  const files = await randomNetwork({ names: ['a', 'b', 'c'], idle: true, framing, spec: wanted });
  const random = new Random(index);
  const { fps, seconds, gaps } = camera;
  const times = Array.from({ length: Math.round(fps * seconds) }, (_, at) => (1000 * at) / fps).filter(
    (time) => !gaps.some(({ at, long }) => time / 1000 > at && time / 1000 < at + long),
  );
  return {
    run: files.run,
    model: await loadModel(liveFiles(files)),
    mirrored: index === 1,
    times: times.map((time) => 5000 + time),
    pictures: times.map((time) => pictureAt(time, random, acrossOf(files.run.preprocess))),
  };
}

/** How many pixels of a camera's picture across are its middle with the model's proportions, which is all that Live has of it. */
const acrossOf = ({ width, height }: PreprocessSpec): number => (HEIGHT * width) / height;

/** That middle. */
function middleOf(rgb: Uint8Array, across: number): Uint8Array<ArrayBuffer> {
  const left = (WIDTH - across) / 2;
  const rows = Array.from({ length: HEIGHT }, (_, row) => 3 * (row * WIDTH + left));
  return Uint8Array.from(rows.flatMap((from) => [...rgb.subarray(from, from + 3 * across)]));
}

/** What the app's Live sees. */
async function ownSight({ run, model, mirrored, times, pictures }: Case): Promise<Seen[]> {
  const classifier = classifierOf(model, run);
  const { fps } = run.preprocess;
  const across = acrossOf(run.preprocess);
  const [schedule, filler] = [new FrameSchedule(fps), new FrameFiller(fps)];
  const seen: Seen[] = [];
  for (const [index, rgb] of pictures.entries()) {
    const time = times[index] ?? 0;
    const due = schedule.offer(time, time);
    const [windows, answers]: [Float32Array[], ArrayLike<number>[]] = [[], []];
    for (const each of due ? filler.fill({ rgb: middleOf(rgb, across), timestamp: time, ...due }) : []) {
      const { rgb: taken, dropped, filled } = each;
      const answer = await classifier.push(taken.slice(), across, HEIGHT, mirrored, dropped, filled);
      if (!answer) continue;
      answers.push(answer);
      windows.push(concatenate(classifier.inputs ?? []));
    }
    seen.push({ view: classifier.view, windows, answers });
  }
  return seen;
}

/** The greatest differences; one of the windows in the scale of a picture's bytes. */
function expectAlike(
  own: readonly Seen[],
  other: readonly Seen[],
  { scale, differenceGain }: PreprocessSpec,
): void {
  expect(other.map(({ windows }) => windows.length)).toEqual(own.map(({ windows }) => windows.length));
  const furthest = (one: ArrayLike<number>, two: ArrayLike<number> | undefined): number =>
    one.length === two?.length
      ? Array.from(one).reduce((most, value, at) => Math.max(most, Math.abs(value - (two[at] ?? NaN))), 0)
      : Infinity;
  own.forEach(({ view, windows, answers }, index) => {
    const there = other[index];
    expect(furthest(numbersOf(view), there && numbersOf(there.view))).toBeLessThanOrEqual(VIEW);
    windows.forEach((window, at) =>
      expect(
        furthest(window, there?.windows[at]) / (255 * scale * Math.max(1, differenceGain)),
      ).toBeLessThanOrEqual(INPUT),
    );
    if (!isAsked(index)) return;
    answers.forEach((answer, at) => expect(furthest(answer, there?.answers[at])).toBeLessThanOrEqual(SHARE));
  });
}

/** The network takes its time in Node: it is asked of so many pictures only, of all while there are none yet for slow paces. */
const isAsked = (picture: number): boolean => picture < 12 || picture % 5 === 0;

const numbersOf = ({ x, y, scale }: View): number[] => [x, y, scale];

/** That there is something to tell apart: views change, and gestures for which too little moves are none. */
function expectLively(own: readonly Seen[]): void {
  expect(new Set(own.map(({ view }) => JSON.stringify(view))).size).toBeGreaterThan(1);
  const answers = own.flatMap((each) => each.answers);
  expect(answers.some((answer) => answer[1] === 0)).toBe(true);
  expect(answers.some((answer) => (answer[1] ?? 0) > 0)).toBe(true);
}

const names = cameras.flatMap(({ fps }, index) =>
  framings.map((framing) => ({ index, framing, fps, by: framing.centre ? 'each movement' : 'the person' })),
);
let cases: Case[] = [];
let sights: Seen[][] = [];
beforeAll(async () => {
  cases = [];
  sights = [];
  for (const { index, framing } of names) {
    const one = await caseOf(index, framing);
    cases.push(one);
    sights.push(await ownSight(one));
  }
});
afterAll(() => cases.forEach(({ model }) => model.dispose()));

describe('the window of beckon_input.mjs', () => {
  it.each(names.map((name, index) => ({ ...name, index })))(
    'looks where Live does, at $by, and answers as it does, at $fps pictures a second',
    async ({ index }) => {
      const { run, model, mirrored, times, pictures } = cases[index] as Case;
      const { preprocess, framing, paces } = descriptionOf(run);
      const [camera, plain] = [0, 1].map(() => new CameraWindow(preprocess, framing, paces)) as [
        CameraWindow,
        CameraWindow,
      ];
      const seen: Seen[] = [];
      for (const [at, data] of pictures.entries()) {
        const time = times[at] ?? 0;
        const picture = { data, width: WIDTH, height: HEIGHT };
        const answers = await camera.answers(
          picture,
          time,
          ({ values, shape }) =>
            isAsked(at)
              ? tf.tidy(() => (model.apply(tf.tensor(values, [1, ...shape])) as tf.Tensor).dataSync())
              : [],
          mirrored,
        );
        const windows = plain.push(picture, time, mirrored).map(({ values }) => values);
        seen.push({ view: camera.view, windows, answers });
      }
      const own = sights[index] as Seen[];
      expectLively(own);
      expectAlike(own, seen, preprocess);
    },
  );
});

const LOOK = `
import json, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from beckon_input import CameraWindow
job = json.load(open(sys.argv[2]))
pictures = np.fromfile(job["file"], dtype=np.uint8).reshape(job["shape"])

def toy(window):
    values = window.ravel()
    logits = [0.1 * np.sin(np.arange(len(values)) * at) @ values for at in range(1, 5)]
    return np.exp(logits) / np.exp(logits).sum()

def camera(**more):
    return CameraWindow(job["spec"], job["framing"], job["paces"], **more)

whole, plain, parts = camera(), camera(), camera(see=lambda pictures: pictures.reshape(len(pictures), -1))
seen, windows = [], []
for picture, time in zip(pictures, job["times"]):
    answers = whole.answers(picture, time, toy, job["mirrored"])
    given = plain.push(picture, time, job["mirrored"])
    of_parts = parts.answers(picture, time, toy, job["mirrored"])
    windows += given
    seen.append({"view": whole.view._asdict(), "count": len(given), "answers": np.array(answers).tolist(),
                 "parts": np.array(of_parts).tolist()})
np.stack(windows).astype("<f4").tofile(job["file"] + ".windows")
print(json.dumps(seen))
`;

/** An answer that both languages can give. */
function toy({ values }: { values: Float32Array }): number[] {
  const logits = [1, 2, 3, 4].map(
    (at) => 0.1 * values.reduce((sum, value, index) => sum + value * Math.sin(index * at), 0),
  );
  const powers = logits.map((logit) => Math.exp(logit));
  return powers.map((power) => power / powers.reduce((sum, each) => sum + each, 0));
}

describe.skipIf(noPython)(`the window of beckon_input.py${noPython ? ` (${noPython})` : ''}`, () => {
  it.each(names.map((name, index) => ({ ...name, index })))(
    'looks where Live does, at $by, at $fps pictures a second, and answers as that of beckon_input.mjs does',
    async ({ index }) => {
      const { run, mirrored, times, pictures } = cases[index] as Case;
      const { preprocess, framing, paces } = descriptionOf(run);
      const folder = await temporaryFolder();
      const [file, list] = [join(folder, 'pictures.bin'), join(folder, 'job.json')];
      writeFileSync(file, Buffer.concat(pictures));
      const job = { file, shape: [pictures.length, HEIGHT, WIDTH, 3], spec: preprocess, framing, paces };
      writeFileSync(list, JSON.stringify({ ...job, times, mirrored }));
      const told = python(LOOK, join(root, 'resources', 'export'), list) as {
        view: View;
        count: number;
        answers: number[][];
        parts: number[][];
      }[];
      const all = new Float32Array(new Uint8Array(readFileSync(`${file}.windows`)).buffer);
      const size = all.length / told.reduce((sum, { count }) => sum + count, 0);
      let at = 0;
      const seen = told.map(({ view, count, answers }): Seen => {
        const windows = Array.from({ length: count }, () => all.subarray(at++ * size, at * size));
        return { view, windows, answers };
      });
      const camera = new CameraWindow(preprocess, framing, paces);
      const answers: Float32Array[][] = [];
      for (const [picture, data] of pictures.entries()) {
        const model = isAsked(picture) ? toy : () => [];
        const [shown, time] = [{ data, width: WIDTH, height: HEIGHT }, times[picture] ?? 0];
        answers.push(await camera.answers(shown, time, model, mirrored));
      }
      const own = (sights[index] as Seen[]).map((each, turn) => ({ ...each, answers: answers[turn] ?? [] }));
      expectLively(own);
      expectAlike(own, seen, preprocess);
      const parts = seen.map((each, turn) => ({ ...each, answers: told[turn]?.parts ?? [] }));
      expectAlike(own, parts, preprocess);
    },
  );
});
