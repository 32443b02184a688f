import type { Origin, PreprocessSpec, Split } from '../../../src-main/contract';
import { EngineError, type Checkpoint, type EngineClip, type TrainRequest } from '../api';
import { unpack, type FirstPass } from './checkpoint';
import { checkClips } from '../../learning/clips';
import { preprocessSpec } from '../../learning/defaults';
import { buildModel } from '../model/model';
import { motionWeights } from '../model/motion-start';
import { tooWide } from '../../learning/ensemble';
import { clipKey } from '../../../src-main/shared/clip-key';
import { splitClips } from '../../learning/split';
import { thinTraining } from '../../learning/train-share';
import { newProgress, type Parts, type Progress } from './training-job';
import { cnnWeights, numbersWith, originOf, topologyOf, warmWeights } from '../model/warm-start';

/** What a run is to do, from its start or from where it was interrupted. */
export interface Plan {
  spec: PreprocessSpec;
  split: Split;
  parts: Parts;
  /** The run that it goes on from. */
  from: Origin | null;
  /** The weights to begin with; null: random ones. */
  start: Float32Array[] | null;
  /** The topology of a CNN from elsewhere. */
  cnn?: string | undefined;
  /** Spent so far. */
  seconds: number;
  /** Null where the first pass is not over. */
  first: FirstPass | null;
  /** All weights of each network of the second pass that is done. */
  members: Float32Array[][];
  /** Of the pass that is not over. */
  progress: Progress;
}

/** @throws EngineError as `checkClips`, `splitClips` and `warmWeights` do */
export async function beginning(request: TrainRequest, loaded: readonly EngineClip[]): Promise<Plan> {
  const { config, classes, capture, from: base, cnn } = request;
  const problem = tooWide(config);
  if (problem) throw new EngineError('bad-model', problem);
  const checked = checkClips(loaded, classes, capture);
  const whole = splitClips(checked.clips, config, classes);
  const split = thinTraining(whole, checked.clips, config.trainShare ?? 1, config.seed);
  const spec = preprocessSpec(config, capture);
  const onlyCnn = config.start === 'cnn';
  if (onlyCnn && !base && !cnn)
    throw new EngineError('bad-model', 'No model was named whose CNN to begin with.');
  const from = base
    ? originOf(base.run, onlyCnn ? 'cnn' : undefined)
    : cnn
      ? { id: 'imported', name: cnn.network.name, learnt: [], part: 'cnn' as const }
      : null;
  split.warnings.push(...checked.warnings, ...(from ? known(split, from) : []));
  return {
    spec,
    split,
    parts: partition(checked.clips, split),
    from,
    ...(await startOf(request, spec)),
    seconds: 0,
    first: null,
    members: [],
    progress: newProgress(),
  };
}

/** What to begin with: the weights of the run that is gone on from, of its CNN, of one from elsewhere, or Beckon's own. */
async function startOf(
  { config, classes, from: base, cnn }: TrainRequest,
  spec: PreprocessSpec,
): Promise<Pick<Plan, 'start' | 'cnn'>> {
  const count = classes.length;
  if (cnn) {
    const model = buildModel(config, spec, count, cnn.topology);
    try {
      return { start: await numbersWith(model, cnn.weights), cnn: cnn.topology };
    } finally {
      model.dispose();
    }
  }
  if (!base) return { start: await motionWeights(config, spec, count) };
  const weights =
    config.start === 'cnn' ? cnnWeights(base, config, spec, count) : warmWeights(base, config, spec, classes);
  return { start: await weights, cnn: await topologyOf(base) };
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
 * @throws EngineError `class-without-clips` or `no-clips` where too few are left; `bad-model` as {@link unpack} does.
 */
export function continuing(checkpoint: Checkpoint, loaded: readonly EngineClip[]): Plan {
  const { config, classes, capture } = checkpoint.state;
  const { split: before, ...rest } = unpack(checkpoint);
  const known = new Set([...before.train, ...before.validation, ...before.test]);
  const usable = loaded.filter((clip) => known.has(clipKey(clip)) && clip.shape[0] === capture.frames);
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
      'class-without-clips',
      `All clips of “${lost.name}” that this training learnt from are gone, so it cannot go on. ` +
        'Bring them back, or discard it and train anew.',
    );
  }
  const gone = known.size - there.size;
  if (gone > 0) {
    split.warnings.push(
      `Training was interrupted, and went on without ${gone} of its ${known.size} clips, which were gone by then.`,
    );
  }
  return { ...rest, spec: preprocessSpec(config, capture), split, parts: partition(usable, split) };
}

function partition(clips: readonly EngineClip[], split: Split): Parts {
  const byKey = new Map(clips.map((clip) => [clipKey(clip), clip]));
  const pick = (keys: string[]): EngineClip[] => keys.flatMap((key) => byKey.get(key) ?? []);
  return { train: pick(split.train), validation: pick(split.validation), test: pick(split.test) };
}
