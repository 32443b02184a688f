import type { Evaluation } from '../../src-main/contract';
import { EngineError } from './api';
import { soften } from './calibrate';
import type { FirstPass } from './checkpoint';
import type { Devices } from './devices';
import { saveModel } from './model-files';
import { onDevices, type Begin, type Done, type PassParameters } from './pass';
import { asBuilt, membersOf, sideBySide } from './side-by-side';
import { newProgress, type Progress } from './training-job';
import { numbersOf } from './warm-start';

interface SecondPass {
  /** What was kept; null: what the first pass gave. */
  last:
    | (Done<{ test: Evaluation | null; files: Awaited<ReturnType<typeof saveModel>> }> & { members: number })
    | null;
  /** Sentences on what a person should know of how it went. */
  said: string[];
}

/**
 * Networks that learn from all clips, one after another, and are put side by side as one. Whatever ends it before the
 * first of them is done, the first pass has a model; after that, those that are done make one.
 */
export async function secondPass(
  parameters: Omit<PassParameters, 'keep' | 'progress' | 'pass' | 'later'>,
  first: FirstPass,
  {
    devices,
    keeper,
    begin,
  }: {
    devices: Devices;
    keeper: (first: FirstPass) => (progress: Progress) => void;
    begin: Begin | undefined;
  },
): Promise<SecondPass> {
  const { plan, request, spec, parts, epochs } = parameters;
  const { config, classes } = request;
  const { members } = plan;
  const wanted = membersOf(config);
  const batches = epochs * Math.ceil(parts.train.length / config.batchSize);
  let progress = plan.first ? plan.progress : newProgress();
  let onResume = begin;
  const told = (error: unknown): string[] => [
    ...progress.moves,
    ...progress.warnings,
    ...failedAgain(error, members.length, wanted),
  ];
  try {
    while (members.length < wanted) {
      const pass = {
        ...parameters,
        keep: keeper(first),
        progress,
        pass: 2 + members.length,
        later: (wanted - members.length - 1) * batches,
        member: members.length,
      };
      const { result } = await onDevices(
        pass,
        devices,
        async (job, model) => ((await job.run()).stopped ? null : numbersOf(model)),
        onResume,
      );
      onResume = undefined;
      if (!result) break;
      members.push(result);
      const { moves, warnings } = progress;
      if (members.length < wanted) progress = { ...newProgress(), moves, warnings };
    }
    if (members.length === 0) return { last: null, said: told(null) };
    const whole = {
      ...parameters,
      progress: newProgress(),
      keep: () => undefined,
      pass: 1 + wanted,
      later: 0,
    };
    const built = asBuilt({ ...config, members: members.length });
    const done = await onDevices(
      { ...whole, built, start: sideBySide(members, config, spec, classes.length) },
      devices,
      async (job, model) => {
        soften(model, first.temperature ?? 1);
        return { test: await job.evaluate('test'), files: await saveModel(model) };
      },
    );
    return { last: { ...done, members: members.length }, said: told(null) };
  } catch (error) {
    return { last: null, said: told(error) };
  }
}

/**
 * What a person should know of how a second pass ended, as sentences: of how many of its networks are done, and, other
 * than a person's wish, of what ended it.
 * @param error null: nothing did, or a person
 */
function failedAgain(error: unknown, done: number, wanted: number): string[] {
  if (error instanceof EngineError && error.code === 'paused') throw error;
  if (error !== null && !(error instanceof EngineError && error.code === 'cancelled')) {
    const why = error instanceof Error ? error.message : String(error);
    return [`The second pass, over all clips, failed, so the model of the first was kept. ${why}`];
  }
  return error === null && done > 0 && done < wanted
    ? [
        `It was stopped when ${done} of ${wanted} networks had learnt from all clips, and these answer together.`,
      ]
    : [];
}
