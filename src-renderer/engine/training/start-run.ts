import type { Origin, PreprocessSpec, Split } from '../../../src-main/contract';
import { EngineError, type Checkpoint, type KeptClip, type TrainRequest } from '../api';
import { unpack } from './checkpoint';
import { checkClips, usableClips } from '../../learning/clips';
import { instantProblem, preprocessSpec } from '../../learning/defaults';
import { outputsOf } from '../model/idle';
import { buildModel } from '../model/model';
import { motionWeights } from '../model/motion-start';
import { mergeProblem } from '../../learning/ensemble';
import { clipKey } from '../../../src-main/shared/clip-key';
import { splitClips } from '../../learning/split';
import { thinTraining } from '../../learning/train-share';
import { newPass, type RunState, type SplitClips } from './run-state';
import { cnnWeights, numbersWith, originOf, topologyOf, warmWeights } from '../model/warm-start';

/** A run, and the clips of its split. */
export interface StartedRun {
  run: RunState;
  clips: SplitClips;
}

/** A new run. @throws EngineError as `checkClips`, `splitClips` and `warmWeights` do */
export async function beginRun(request: TrainRequest, loaded: readonly KeptClip[]): Promise<StartedRun> {
  const { config, classes, capture, from: base, cnn } = request;
  const problem = mergeProblem(config) ?? instantProblem(config);
  if (problem) throw new EngineError('BAD_MODEL', problem);
  const checked = checkClips(loaded, classes, capture);
  const whole = splitClips(checked.clips, config, classes);
  const split = thinTraining(whole, checked.clips, config.trainShare ?? 1, config.seed);
  const spec = preprocessSpec(config, capture);
  const onlyCnn = config.start === 'cnn';
  if (onlyCnn && !base && !cnn)
    throw new EngineError('BAD_MODEL', 'Choose the model whose CNN to start from.');
  const origin = base
    ? originOf(base.run, onlyCnn ? 'cnn' : undefined)
    : cnn
      ? { id: 'imported', name: cnn.network.name, learnt: [], part: 'cnn' as const }
      : null;
  split.warnings.push(...checked.warnings, ...(origin ? known(split, origin) : []));
  const run = {
    request,
    spec,
    split,
    origin,
    ...(await startOf(request, spec)),
    seconds: 0,
    counterfeits: null,
    firstPass: null,
    members: [],
    pass: newPass(),
  };
  return { run, clips: partition(checked.clips, split) };
}

/** What to begin with: the weights of the run that is gone on from, of its CNN, of a pretrained backbone, or Beckon's own. */
async function startOf(
  { config, classes, from: base, cnn }: TrainRequest,
  spec: PreprocessSpec,
): Promise<Pick<RunState, 'initialWeights' | 'backbone'>> {
  const count = outputsOf(config, spec, classes);
  if (cnn) {
    const model = buildModel(config, spec, count, cnn.topology);
    try {
      return { initialWeights: await numbersWith(model, cnn.weights), backbone: cnn.topology };
    } finally {
      model.dispose();
    }
  }
  if (!base) return { initialWeights: await motionWeights(config, spec, count), backbone: undefined };
  const weights =
    config.start === 'cnn' ? cnnWeights(base, config, spec, count) : warmWeights(base, config, spec, classes);
  return { initialWeights: await weights, backbone: await topologyOf(base) };
}

/** Clips that should tell how good the model is, and that it had learnt from before it began, as sentences. */
function known(split: Split, { name, learnt }: Origin): string[] {
  const before = new Set(learnt);
  return (['validation', 'test'] as const).flatMap((part) => {
    const count = split[part].filter((key) => before.has(key)).length;
    if (count === 0) return [];
    return `“${name}” had learnt from ${count} of the ${split[part].length} ${part} clips, so the ${part} score will flatter you.`;
  });
}

/**
 * Goes on with the clips of before. Those that are gone since are left out, and said.
 * @throws EngineError `CLASS_WITHOUT_CLIPS` or `NO_CLIPS` where too few are left; `BAD_MODEL` as {@link unpack} does.
 */
export function resumeRun(checkpoint: Checkpoint, loaded: readonly KeptClip[]): StartedRun {
  const { classes, capture } = checkpoint.state;
  const { split: before, ...rest } = unpack(checkpoint);
  const known = new Set([...before.train, ...before.validation, ...before.test]);
  const usable = usableClips(
    loaded.filter((clip) => known.has(clipKey(clip))),
    capture.frames,
  );
  const there = new Set(usable.map(clipKey));
  const kept = (keys: readonly string[]): string[] => keys.filter((key) => there.has(key));
  const split = {
    ...before,
    train: kept(before.train),
    validation: kept(before.validation),
    test: kept(before.test),
    warnings: [...before.warnings],
  };
  const lost = classes.find(
    ({ id }) =>
      before.train.some((key) => key.startsWith(`${id}/`)) &&
      !split.train.some((key) => key.startsWith(`${id}/`)),
  );
  if (lost) {
    throw new EngineError(
      'CLASS_WITHOUT_CLIPS',
      `All clips of “${lost.name}” that this training learnt from are gone, so it cannot continue. ` +
        'Restore them, or discard it and train again.',
    );
  }
  const gone = known.size - there.size;
  if (gone > 0) {
    split.warnings.push(
      `Training was interrupted, and continued without ${gone} of its ${known.size} clips, which had been removed.`,
    );
  }
  return { run: { ...rest, split }, clips: partition(usable, split) };
}

function partition(clips: readonly KeptClip[], split: Split): SplitClips {
  const byKey = new Map(clips.map((clip) => [clipKey(clip), clip]));
  const pick = (keys: string[]): KeptClip[] => keys.flatMap((key) => byKey.get(key) ?? []);
  return { train: pick(split.train), validation: pick(split.validation), test: pick(split.test) };
}
