import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DEFAULT_CAPTURE, type Evaluation, type Project, type Run } from '../../contract';
import type { Services } from '../../services';
import type { CommandContext, Outcome } from '../context';
import { curvesSvg } from './curves';
import { exportTo } from './export';
import { failure } from '../failure';
import { withHeadless, type Headless } from '../headless';
import { count, duration, percent } from '../../shared/words';
import { table } from '../output';
import { trainConfig } from '../settings';
import { trainRun } from './train';

export interface DemoOptions {
  out: string;
  seed: string;
}

/** A pair that differs only in the order of motion, and two gestures that stand alone. */
const GESTURES = [
  { gesture: 'swipe-left', name: 'Swipe left' },
  { gesture: 'swipe-right', name: 'Swipe right' },
  { gesture: 'push', name: 'Push' },
  { gesture: 'wave', name: 'Wave' },
] as const;
/**
 * So many people show each gesture once: that teaches more than a few people who show it often. Learnt from 36, people
 * whose hand hardly stands out from the wall had their waves taken for something else.
 */
const PEOPLE = 100;
/** So many more are kept back, and show each gesture a few times: the score of one person alone is a lottery. */
const TEST_PEOPLE = 4;
const TEST_CLIPS = 3;
const LIVE_EACH = 2;
const EPOCHS = 13;
/** With so many people, a few are enough to choose the best epoch. */
const VALIDATION = 0.1;
/** Training that takes longer than this, in ms, ends and keeps its best epoch. */
const TRAINING_LIMIT = 240_000;

interface Taught {
  classId: string;
  gesture: string;
  name: string;
}

/**
 * `beckon demo`: everything the app does, by itself, with the sample camera: records sessions of several people,
 * trains with the last of them kept back, evaluates on those, watches somebody new live, exports.
 */
export async function demo(context: CommandContext, options: DemoOptions): Promise<Outcome> {
  const started = Date.now();
  const { seed = 1 } = trainConfig({ seed: options.seed });
  const out = resolve(options.out);
  await mkdir(out, { recursive: true }).catch((error: unknown) => {
    throw failure('NO_PERMISSION', `The folder ${out} could not be made.`, error);
  });
  return withHeadless(context, {}, async (headless) => {
    const { project, taught } = await prepare(context.services);
    const slug = project.slug;
    const tested = await record(context, headless, project, taught, seed);
    context.note(`Training; ${count(tested.length, 'session')} are held out for testing.`);
    const { run } = await trainRun(
      headless,
      slug,
      {
        preset: 'quick',
        config: { seed, epochs: EPOCHS, idle: false, validationShare: VALIDATION, testSessions: tested },
      },
      AbortSignal.timeout(TRAINING_LIMIT),
    );
    const { evaluation } = await headless.run({ kind: 'evaluate', slug, runId: run.id, sessions: tested });
    context.note('Watching a new person live.');
    const live = await headless.run({
      kind: 'live-sample',
      slug,
      runId: run.id,
      seed: seed * 1000 + PEOPLE + TEST_PEOPLE,
      performances: performances(taught),
    });
    const right = live.answers.filter(({ truth, predicted }) => truth === predicted).length;
    const of = live.answers.length;
    const liveAccuracy = right / Math.max(1, of);
    const exported = await exportTo(context, slug, run.id, 'tfjs', out);
    await writeFile(join(out, 'curves.svg'), curvesSvg(run.epochs));
    await writeFile(join(out, 'curves.json'), `${JSON.stringify(run.epochs, null, 2)}\n`);
    await context.services.settings.set({
      lastProject: slug,
      camera: { deviceId: 'sample', explained: true },
    });
    await headless.screenshot(join(out, 'screenshot.png'));
    const seconds = (Date.now() - started) / 1000;
    return {
      result: {
        project: slug,
        model: run.id,
        testAccuracy: evaluation.accuracy,
        liveAccuracy,
        live: { right, of },
        exported: exported.file,
        seconds,
        baseline: evaluation.baseline,
        latencyMs: live.medianLatency,
        framesPerSecond: live.framesPerSecond,
        curves: join(out, 'curves.svg'),
        screenshot: join(out, 'screenshot.png'),
        data: context.dataDir,
      },
      text: report({ run, evaluation, live, liveAccuracy, taught, out, seconds }),
    };
  });
}

async function prepare(services: Services): Promise<{ project: Project; taught: Taught[] }> {
  const names = new Set((await services.projects.list()).map((project) => project.name));
  let name = 'Demo';
  for (let number = 2; names.has(name); number += 1) name = `Demo ${number}`;
  let project = await services.projects.create(name, DEFAULT_CAPTURE);
  const taught: Taught[] = [];
  for (const gesture of GESTURES) {
    const added = await services.classes.add(project.slug, gesture.name);
    project = added.project;
    taught.push({ ...gesture, classId: added.classId });
  }
  return { project, taught };
}

/** Records everybody, one session each. @returns the sessions to keep back */
async function record(
  context: CommandContext,
  headless: Headless,
  { slug, capture }: Project,
  taught: readonly Taught[],
  seed: number,
): Promise<string[]> {
  const people = Array.from({ length: PEOPLE + TEST_PEOPLE }, (_, index) => ({
    session: `person ${index + 1}`,
    seed: seed * 1000 + index,
    clips: index < PEOPLE ? 1 : TEST_CLIPS,
  }));
  context.note(`Recording ${people.length} people: ${taught.length} gestures each.`);
  const gestures = taught.map(({ classId, gesture }) => ({ classId, gesture }));
  await headless.run({ kind: 'record-sample', slug, gestures, people, capture });
  return people.slice(PEOPLE).map(({ session }) => session);
}

/** Every gesture several times, each round beginning with another. */
const performances = (taught: readonly Taught[]): { classId: string; gesture: string }[] =>
  Array.from({ length: LIVE_EACH }, (_, round) => [...taught.slice(round), ...taught.slice(0, round)])
    .flat()
    .map(({ classId, gesture }) => ({ classId, gesture }));

function report(done: {
  run: Run;
  evaluation: Evaluation;
  live: {
    answers: { truth: string; predicted: string | null }[];
    medianLatency: number;
    framesPerSecond: number;
  };
  liveAccuracy: number;
  taught: readonly Taught[];
  out: string;
  seconds: number;
}): string {
  const { run, evaluation, live, liveAccuracy, taught, out, seconds } = done;
  const rows = taught.map(({ classId, name }) => {
    const row = evaluation.perClass.find((one) => one.classId === classId);
    const seen = live.answers.filter(({ truth }) => truth === classId);
    const right = seen.filter(({ predicted }) => predicted === classId).length;
    return [
      name,
      row?.clips ?? 0,
      percent(row?.precision ?? null),
      percent(row?.recall ?? null),
      `${right} of ${seen.length}`,
    ];
  });
  return [
    table(['gesture', 'test clips', 'precision', 'recall', 'live'], rows),
    '',
    `Accuracy on ${TEST_PEOPLE} people it never saw: ${percent(evaluation.accuracy)} (by guessing ${percent(evaluation.baseline)}).`,
    `Live, on another person: ${percent(liveAccuracy)} of ${count(live.answers.length, 'gesture')}, ${live.medianLatency.toFixed(0)} ms from frame to result.`,
    `Model ${run.id} was trained in ${duration(run.seconds)}; the whole demo took ${duration(seconds)}.`,
    `The project, the exported model, curves.svg and screenshot.png are in ${out}.`,
  ].join('\n');
}
