import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/ensure-build.mjs';
import type { PreprocessSpec } from '../../../../src-main/contract';
import { DEFAULT_RULE } from '../../../../src-main/shared/rule-defaults';
import {
  CameraWindow,
  GestureRule as RuleOfExport,
  prepareClip,
} from '../../../../resources/export/beckon_input.mjs';
import { FrameFiller } from '../../../../src-renderer/capture/frame-filler';
import { FrameSchedule } from '../../../../src-renderer/capture/frame-schedule';
import { GestureRule, stateOf, type GestureSettings } from '../../../../src-renderer/gestures/gesture-rule';
import { concatenate } from '../../../../src-renderer/learning/concatenate';
import {
  asFirstFrame,
  FramePreprocessor,
  frameSize,
  preprocessClip,
  tensorShape,
} from '../../../../src-renderer/learning/preprocess';
import { MovementMeter } from '../../../../src-renderer/learning/movement';
import { learnUnseen, typicality } from '../../../../src-renderer/learning/unseen';
import { Random } from '../../../../src-renderer/learning/random';
import type { RecordedClip } from '../../../fixtures/networks';
import { noPython, python } from '../../../fixtures/python';
import { newRun, temporaryFolder } from '../../../fixtures/services/fixtures';

/** The modules of the exports, against what the app does itself. */

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

const WATCH = `
import json, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from beckon_input import CameraWindow
answers = []
for job in json.load(open(sys.argv[2])):
    pictures = np.fromfile(job["file"], dtype=np.uint8).reshape(job["shape"])
    window = CameraWindow(job["spec"])
    given = [window.push(picture, at, job["mirrored"]) for picture, at in zip(pictures, job["times"])]
    np.concatenate([each.ravel() for windows in given for each in windows]).astype("<f4").tofile(job["file"] + ".windows")
    answers.append([len(windows) for windows in given])
print(json.dumps(answers))
`;

/** The most that a number of the input may be off, in the scale of a picture's bytes from 0 to 1. */
const TOLERANCE = 1 / 255;
/** The same where pictures are blended, as bytes in the app and as numbers in exports. */
const BLENDED = TOLERANCE;
const plain: PreprocessSpec = { ...newRun('x').preprocess, frames: 3 };
const specs: PreprocessSpec[] = [
  { ...plain, steady: true, offset: -0.16, mirror: true },
  { ...plain, channels: 'rgb', width: 20, height: 13, mirror: false },
  { ...plain, channels: 'grey', width: 11, height: 31, scale: 2 / 255, offset: -1 },
];
const SIZES = [
  [24, 32],
  [31, 22],
  [28, 28],
] as const;

const clips = specs.flatMap((spec) =>
  SIZES.map((size, at) => ({ spec, clip: clipOf(size, spec.frames, at % 2 === 0) })),
);

function clipOf([height, width]: readonly [number, number], count: number, mirror: boolean): RecordedClip {
  const frames = Uint8Array.from(
    { length: count * height * width * 3 },
    (_, at) => 128 + 127 * Math.sin(at ** 1.3),
  );
  return { shape: [count, height, width, 3], mirror, frames };
}

/** A camera's pictures, landscape, portrait or square, mirrored or not, and when each was taken, in ms. */
interface Video {
  spec: PreprocessSpec;
  clip: RecordedClip;
  times: number[];
}

/** At 5 pictures a second, 60, and 29.97 that waver, skip a while and stop for longer than a window; with a longer gap at 5. */
const videos: Video[] = specs.flatMap((spec, turn) =>
  [
    { fps: 5, count: 8, skip: 0, stop: 0 },
    { fps: 5, count: 8, skip: 600, stop: 0 },
    { fps: 60, count: 40, skip: 0, stop: 0 },
    { fps: 29.97, count: 40, skip: 500, stop: 4000 },
  ].map(({ fps, count, skip, stop }, which) => ({
    spec,
    clip: clipOf(SIZES[(turn + which) % SIZES.length] ?? [24, 32], count, (turn + which) % 2 === 0),
    times: Array.from({ length: count }, (_, index) => {
      const paused = (index > count / 3 ? skip : 0) + (index > count / 2 ? stop : 0);
      return 5000 + (1000 / fps) * index + paused + (skip && 6 * Math.sin(index));
    }),
  })),
);

/** What the app's Live makes of a video: its windows after each picture. */
function ownWindows({ spec, clip, times }: Video): Float32Array[][] {
  const [schedule, filler] = [new FrameSchedule(spec.fps), new FrameFiller(spec.fps)];
  const preprocessor = new FramePreprocessor(spec);
  let seen: Float32Array[] = [];
  return times.map((time, index) => {
    const due = schedule.offer(time, time);
    if (!due) return [];
    const { data, width, height } = pictureOf(clip, index);
    const taken = { rgb: data.slice(), timestamp: time, ...due };
    return Array.from(filler.fill(taken), ({ rgb, dropped }) => {
      if (dropped >= spec.frames) {
        seen = [];
        preprocessor.reset();
      }
      const input = preprocessor.next(rgb, width, height, clip.mirror, dropped);
      const missed = seen.length > 0 ? dropped : 0;
      seen = [...seen, ...new Array<Float32Array>(missed + 1).fill(input)].slice(-spec.frames);
      const [first, ...others] = seen;
      return first && seen.length === spec.frames
        ? [concatenate([asFirstFrame(spec, first), ...others])]
        : [];
    }).flat();
  });
}

/** The greatest difference of two inputs, in the scale of a picture's bytes from 0 to 1. */
function apart(
  { scale, differenceGain }: PreprocessSpec,
  own: Float32Array,
  other: ArrayLike<number> | undefined,
): number {
  if (own.length !== other?.length) return Infinity;
  const most = own.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (other[at] ?? NaN))), 0);
  return most / (255 * scale * Math.max(1, differenceGain));
}

const pictureOf = ({ shape: [, height, width], frames }: RecordedClip, index: number) => {
  const size = height * width * 3;
  return { data: frames.subarray(index * size, (index + 1) * size), width, height };
};

/** Answers of a model whose classes take turns and waver, and rules by which to tell gestures from them. */
function gestureJobs(): { events: Omit<GestureSettings, 'none'> & { none: number[] }; rows: number[][] }[] {
  const random = new Random(7);
  const rules: Omit<GestureSettings, 'none'>[] = [
    DEFAULT_RULE,
    { ...DEFAULT_RULE, thresholds: [0.3, 0.9, 0.5] },
    { threshold: 0.5, windows: 1, release: 0.8, cooldown: 0.5 },
    { ...DEFAULT_RULE, threshold: 0.6, windows: 3, atOnce: 0.8 },
  ];
  return rules.map((rule) => {
    const rows = Array.from({ length: 300 }, (_, at) => {
      const shares = [0, 1, 2].map(
        (index) => (Math.floor(at / 9) % 3 === index ? 2 : 0.3) * random.between(0, 1),
      );
      const sum = shares.reduce((a, b) => a + b, 0);
      return shares.map((share) => share / sum);
    });
    return { events: { ...rule, none: [2] }, rows };
  });
}

function ownGestures({ events, rows }: ReturnType<typeof gestureJobs>[number]): (string | number)[][][] {
  const rule = new GestureRule({ ...events, none: [false, false, true] });
  const own = rows.map((row, at) => rule.push(row, at * 100).map(({ kind, index }) => [kind, index]));
  expect(own.flat().length).toBeGreaterThan(10);
  return own;
}

describe('beckon_input.mjs', () => {
  it('prepares pictures as the app does, landscape and portrait, mirrored or not, with alpha or without', () => {
    for (const { spec, clip } of clips) {
      const pictures = Array.from({ length: spec.frames }, (_, index) => pictureOf(clip, index));
      const { values, shape } = prepareClip(spec, pictures, clip.mirror);
      expect(shape).toEqual(tensorShape(spec));
      const own = preprocessClip(spec, clip);
      expect(apart(spec, own, values)).toBeLessThanOrEqual(TOLERANCE / 10);
      const withAlpha = pictures.map(({ data, ...size }) => ({
        ...size,
        data: Uint8Array.from({ length: (data.length / 3) * 4 }, (_, at) =>
          at % 4 === 3 ? 255 : (data[(at >> 2) * 3 + (at % 4)] ?? 0),
        ),
      }));
      expect(prepareClip(spec, withAlpha, clip.mirror).values).toEqual(values);
    }
  });

  it('makes windows of a camera as Live does, at 5, 30 and 60 pictures a second', () => {
    for (const video of videos) {
      const { spec, clip, times } = video;
      const window = new CameraWindow(spec);
      const own = ownWindows(video);
      const given = times.map((time, index) => window.push(pictureOf(clip, index), time, clip.mirror));
      expect(given.map(({ length }) => length)).toEqual(own.map(({ length }) => length));
      const windows = given.flat();
      own
        .flat()
        .forEach((each, at) => expect(apart(spec, each, windows[at]?.values)).toBeLessThanOrEqual(BLENDED));
    }
  });

  it('tells of the gestures that the app tells of', () => {
    for (const job of gestureJobs()) {
      const rule = new RuleOfExport(job.events);
      const told = job.rows.map((row, at) =>
        rule.push(row, at * 100).map(({ kind, output }) => [kind, output]),
      );
      expect(told).toEqual(ownGestures(job));
    }
  });
});

describe.skipIf(noPython)(`beckon_input.py${noPython ? ` (${noPython})` : ''}`, () => {
  it('prepares pictures as the app does, landscape and portrait, mirrored or not', async () => {
    const answers = answered(PREPARE, clips, await temporaryFolder()) as number[][];
    clips.forEach(({ spec, clip }, index) =>
      expect(apart(spec, preprocessClip(spec, clip), answers[index])).toBeLessThanOrEqual(TOLERANCE / 10),
    );
  });

  it('makes windows of a camera as Live does, at 5, 30 and 60 pictures a second', async () => {
    const folder = await temporaryFolder();
    const given = answered(WATCH, videos, folder) as number[][];
    videos.forEach((video, index) => {
      const own = ownWindows(video);
      expect(given[index]).toEqual(own.map(({ length }) => length));
      const all = own.flat().flatMap((window) => [...window]);
      expect(all.length).toBeGreaterThan(3 * frameSize(video.spec));
      const bytes = new Uint8Array(readFileSync(join(folder, `${index}.bin.windows`)));
      const windows = new Float32Array(bytes.buffer);
      expect(apart(video.spec, Float32Array.from(all), windows)).toBeLessThanOrEqual(BLENDED);
    });
  });

  it('tells of the gestures that the app tells of', async () => {
    const jobs = gestureJobs();
    const list = join(await temporaryFolder(), 'jobs.json');
    writeFileSync(list, JSON.stringify(jobs));
    expect(python(JUDGE, MODULE, list)).toEqual(jobs.map(ownGestures));
  });
});

/** What a script prints of these pictures, which lie in `folder` by their number. */
function answered(
  script: string,
  jobs: readonly { spec: PreprocessSpec; clip: RecordedClip; times?: number[] }[],
  folder: string,
): unknown {
  const list = join(folder, 'jobs.json');
  const written = jobs.map(({ clip: { shape, mirror, frames }, spec, times }, index) => {
    const file = join(folder, `${index}.bin`);
    writeFileSync(file, frames);
    return { file, spec, shape, times, mirrored: mirror };
  });
  writeFileSync(list, JSON.stringify(written));
  return python(script, MODULE, list);
}

const TYPICAL = `
import json, sys
sys.path.insert(0, sys.argv[1])
from beckon_input import GestureRule, typicality
job = json.load(open(sys.argv[2]))
answers = [typicality(job["unseen"], state) for state in job["states"]]
rule = GestureRule(job["events"])
started = [rule.push([0.9, 0.1], 100 * at, typical) for at, typical in enumerate([1, 0.01, 1, 1, 0])]
print(json.dumps([answers, typicality(None, [1, 2]), started]))
`;

describe.skipIf(noPython)('what is typical, in Python', () => {
  it('tells as the app does how typical a window is, and starts no gesture with one that is like nothing known', async () => {
    const random = new Random(9);
    const units = 5;
    const direction = (): Float32Array => Float32Array.from({ length: units }, () => random.normal());
    const clips = [direction(), direction()].flatMap((mean, label) =>
      Array.from({ length: 12 }, (_, index) => ({
        group: String(index % 3),
        rows: [{ label, values: mean.map((value) => value + 0.3 * random.normal()), plain: true }],
        others: [direction()],
      })),
    );
    const unseen = learnUnseen(clips, 2)?.unseen;
    if (!unseen?.others) throw new Error('Nothing was learnt.');
    const known = clips.flatMap(({ rows }) =>
      rows.map(({ values }) => values.map((value) => value + 0.2 * random.normal())),
    );
    const states = [...known, ...Array.from({ length: 20 }, direction)];
    const list = join(await temporaryFolder(), 'job.json');
    const events = { ...DEFAULT_RULE, none: [] };
    writeFileSync(list, JSON.stringify({ unseen, states: states.map((state) => [...state]), events }));
    const [answers, unknown, started] = python(TYPICAL, MODULE, list) as [number[], number, unknown[]];
    expect(new Set(answers).size).toBeGreaterThan(2);
    answers.forEach((answer, index) => {
      expect(answer).toBeCloseTo(typicality(unseen, [states[index] ?? []]) ?? NaN, 6);
    });
    expect(unknown).toBe(1);
    expect(started).toEqual([[], [], [], [['start', 0]], []]);
  });
});

const MOVED = `
import json, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from beckon_input import MovementMeter, none_of_these
job = json.load(open(sys.argv[2]))
pictures = np.fromfile(job["file"], dtype=np.uint8).reshape(job["shape"])
meter = MovementMeter(job["spec"], {"movement": job["whole"]})
told = []
for at, (picture, probabilities) in enumerate(zip(pictures, job["rows"])):
    meter.next(picture, True, job["missed"] if at == job["gap"] else 0)
    unnamed = meter.is_unnamed(max(probabilities[: job["idle"]]) >= 0.5)
    told.append([unnamed, bool(none_of_these(job["events"], job["idle"], probabilities, 1, unnamed))])
print(json.dumps([told, MovementMeter(job["spec"], None).is_unnamed(False)]))
`;

describe.skipIf(noPython)('how much has moved, in Python', () => {
  it('is measured as the app does, and tells of the same movements that they are none of the gestures', async () => {
    const [count, height, width] = [90, 40, 50];
    const random = new Random(4);
    const pictures = new Uint8Array(count * height * width * 3).map(() => 60 + random.below(8));
    for (let t = 0; t < count; t++) {
      const left =
        4 + Math.round(28 * (0.5 - 0.5 * Math.cos((Math.PI / 6) * Math.min(12, Math.max(0, (t % 45) - 10)))));
      for (let y = 12; y < 26; y++)
        pictures.fill(190, ((t * height + y) * width + left) * 3, ((t * height + y) * width + left + 9) * 3);
    }
    const { preprocess: spec } = newRun('a');
    const [whole, gap, missed] = [30, 75, 3];
    // The first movement is named in its course, the second is not.
    const rows = Array.from({ length: count }, (_, t) =>
      t > 17 && t < 25 ? [0.8, 0.1, 0.1] : [0.1, 0.1, 0.8],
    );
    const events = { ...DEFAULT_RULE, none: [2] };
    const meter = new MovementMeter({ ...spec, mirror: true }, whole);
    const own = rows.map((row, t) => {
      const picture = pictures.subarray(t * height * width * 3, (t + 1) * height * width * 3);
      meter.next(picture, width, height, true, t === gap ? missed : 0);
      const unnamed = meter.isUnnamed((row[0] ?? 0) >= 0.5);
      return [unnamed, stateOf(row.slice(0, 2), DEFAULT_RULE, { unnamed })?.unseen];
    });
    const folder = await temporaryFolder();
    const [file, list] = [join(folder, 'pictures.bin'), join(folder, 'job.json')];
    writeFileSync(file, pictures);
    const job = {
      file,
      shape: [count, height, width, 3],
      spec: { ...spec, mirror: true },
      whole,
      gap,
      missed,
      rows,
    };
    writeFileSync(list, JSON.stringify({ ...job, idle: 2, events }));
    const [told, unknown] = python(MOVED, MODULE, list) as [[boolean, boolean][], boolean];
    expect(told).toEqual(own);
    const nones = told.flatMap(([, none], at) => (none ? [at] : []));
    expect(nones.length).toBeGreaterThan(3);
    expect(nones.every((at) => at > 60)).toBe(true);
    expect(unknown).toBe(false);
  });
});
