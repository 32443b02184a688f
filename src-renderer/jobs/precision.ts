import type { ClipInfo, ModelFiles, Run } from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import { rounded, type Precision } from '../../src-main/shared/precision';
import { clipsFor, evaluate, type EvaluateJob } from './evaluate';

/** How much a model loses where its weights are kept less exactly, on the same clips. */
export interface PrecisionLoss {
  /** Clips held out for the test or for validation, else all there are. */
  on: 'test' | 'validation' | 'all';
  clips: number;
  /** Shares right. */
  before: number;
  after: number;
}

/** The clips that tell most of a model: those of its test that are there still, else of its validation, else all. */
function tellingClips(run: Run, clips: readonly ClipInfo[]): { on: PrecisionLoss['on']; clips: ClipInfo[] } {
  const fitting = clipsFor(run, clips, []);
  for (const on of ['test', 'validation'] as const) {
    const keys = new Set(run.split[on]);
    const held = fitting.filter((clip) => keys.has(clipKey(clip)));
    if (held.length > 0) return { on, clips: held };
  }
  return { on: 'all', clips: fitting };
}

/** The same model with what is left of its weights at a precision. */
export async function atPrecision(model: ModelFiles, precision: Precision): Promise<ModelFiles> {
  const { weightsManifest } = JSON.parse(await model.topology.text()) as {
    weightsManifest: { weights: { shape: number[] }[] }[];
  };
  const values = new Float32Array(await model.weights.arrayBuffer());
  let at = 0;
  for (const { shape } of weightsManifest.flatMap(({ weights }) => weights)) {
    const end = at + shape.reduce((product, side) => product * side, 1);
    values.set(rounded(values.subarray(at, end), shape, precision), at);
    at = end;
  }
  return { ...model, weights: new Blob([values]) };
}

/** Null where there are no clips to measure it on. */
export async function measurePrecision(
  job: Omit<EvaluateJob, 'clips'>,
  all: readonly ClipInfo[],
  precision: Precision,
): Promise<PrecisionLoss | null> {
  const { on, clips } = tellingClips(job.model.run, all);
  if (clips.length === 0) return null;
  const before = await evaluate({ ...job, clips });
  const after = await evaluate({ ...job, clips, model: await atPrecision(job.model, precision) });
  return {
    on,
    clips: after.evaluation.clips,
    before: before.evaluation.accuracy,
    after: after.evaluation.accuracy,
  };
}
