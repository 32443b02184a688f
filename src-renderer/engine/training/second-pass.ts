import type { Evaluation, Unseen } from '../../../src-main/contract';
import { EngineError } from '../api';
import { soften } from './calibrate';
import type { Devices } from '../backends/devices';
import { outputsOf } from '../model/idle';
import { saveModel } from '../model/model-files';
import { witnessed } from '../model/motion-start';
import { onDevices, type Begin, type Done, type PassParameters } from './pass';
import { mergedConfig, ensembleSize, mergeMembers } from '../../learning/ensemble';
import { newPass, type FirstPassResult } from './run-state';
import { numbersOf } from '../model/warm-start';

interface SecondPass {
  /** What was kept; null: what the first pass gave. */
  last:
    | (Done<{
        test: Evaluation | null;
        unseen: Unseen | null;
        files: Awaited<ReturnType<typeof saveModel>>;
      }> & { members: number })
    | null;
  /** Sentences on what a person should know of how it went. */
  said: string[];
}

/**
 * Trains an ensemble on all clips, one member after another, and merges it into one network. Whatever ends it before the
 * first of them is done, the first pass has a model; after that, those that are done make one.
 */
export async function secondPass(
  parameters: Omit<PassParameters, 'state' | 'pass' | 'later'>,
  first: FirstPassResult,
  { devices, begin }: { devices: Devices; begin: Begin | undefined },
): Promise<SecondPass> {
  const { run, request, spec, clips, epochs } = parameters;
  const { config, classes } = request;
  const { members } = run;
  const wanted = ensembleSize(config);
  const batches = epochs * Math.ceil(clips.train.length / config.batchSize);
  let onResume = begin;
  /** What ended it before all networks were done, where that was not a person's wish. */
  let failure: unknown = null;
  const told = (): string[] => [
    ...run.pass.moves,
    ...run.pass.warnings,
    ...shortfall(failure, members.length, wanted),
  ];
  try {
    while (members.length < wanted) {
      const pass = {
        ...parameters,
        state: run.pass,
        pass: 2 + members.length,
        later: (wanted - members.length - 1) * batches,
        member: members.length,
      };
      const result = await onDevices(
        pass,
        devices,
        async (job, model) => {
          if ((await job.run()).stopped) return null;
          await job.learnIdle(first.framing);
          return numbersOf(model);
        },
        onResume,
      ).catch((error: unknown) => {
        if (error instanceof EngineError && error.code === 'PAUSED') throw error;
        if (!(error instanceof EngineError && error.code === 'CANCELLED')) failure = error;
        return null;
      });
      onResume = undefined;
      if (!result?.result) break;
      members.push(result.result);
      const { moves, warnings } = run.pass;
      if (members.length < wanted) run.pass = { ...newPass(), moves, warnings };
    }
    if (members.length === 0) return { last: null, said: told() };
    const whole = {
      ...parameters,
      state: { ...newPass(), moves: run.pass.moves, warnings: run.pass.warnings },
      keep: () => undefined,
      pass: 1 + wanted,
      later: 0,
    };
    const asked = { ...config, members: members.length };
    const start = mergeMembers(members, config, spec, outputsOf(config, spec, classes));
    const wide = await witnessed(start, asked, spec.frames);
    const done = await onDevices(
      { ...whole, built: wide?.config ?? mergedConfig(asked), start: wide?.numbers ?? start },
      devices,
      async (job, model) => {
        soften(model, first.temperature ?? 1);
        const unseen = await job.judge.unseen(first.unseen?.widening);
        return {
          test: await job.judge.evaluate('test', unseen),
          unseen,
          files: await saveModel(model),
        };
      },
    );
    return { last: { ...done, members: members.length }, said: told() };
  } catch (error) {
    if (error instanceof EngineError && error.code === 'PAUSED') throw error;
    members.length = 0;
    failure = error;
    return { last: null, said: told() };
  }
}

/**
 * What a person should know of a second pass that ended before all its networks were done, as sentences.
 * @param failure what ended it; null: nothing did, or a person
 */
function shortfall(failure: unknown, done: number, wanted: number): string[] {
  if (done === wanted) return [];
  const why = failure instanceof Error ? failure.message : String(failure);
  if (done > 0) {
    const so = `Only ${done} of ${wanted} networks finished learning from all clips, so the model is made of those.`;
    return [failure === null ? so : `${so} ${why}`];
  }
  return failure === null
    ? []
    : [`The second pass, over all clips, failed, so the model of the first was kept. ${why}`];
}
