import type { ClipInfo, Evaluation, ModelFiles, Run } from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import { isLongEnough } from '../../src-main/shared/clip-length';
import { scoreRemarks } from '../../src-main/shared/score-words';
import type { Engine } from '../engine/api';
import { readClips } from '../rpc/clips-io';
import type { Client } from '../rpc/connection';
import { timeLeft } from './time-left';

/** Those of a project's clips that a model can be evaluated on: of some sessions, or of all where none is named. */
export function clipsFor(
  { classes, preprocess }: Pick<Run, 'classes' | 'preprocess'>,
  clips: readonly ClipInfo[],
  sessions: readonly string[],
): ClipInfo[] {
  return clips.filter(
    (clip) =>
      classes.some(({ id }) => id === clip.classId) &&
      isLongEnough(clip, preprocess.frames) &&
      (sessions.length === 0 || sessions.includes(clip.meta.session)),
  );
}

export interface EvaluateJob {
  client: Client;
  engine: Pick<Engine, 'evaluate'>;
  slug: string;
  model: ModelFiles;
  clips: readonly ClipInfo[];
  signal: AbortSignal;
  onUnreadable: (clip: { file: string; reason: string }) => void;
  onProgress: (done: number, total: number, secondsLeft: number | null) => void;
}

/** How well a saved model does on these clips, and what a person should know of that. */
export async function evaluate({
  client,
  engine,
  slug,
  model,
  clips,
  signal,
  onUnreadable,
  onProgress,
}: EvaluateJob): Promise<{ evaluation: Evaluation; remarks: string[] }> {
  const left = timeLeft();
  const evaluation = await engine.evaluate(model, readClips(client, slug, clips, { onUnreadable }), {
    signal,
    onProgress: (done) => onProgress(done, clips.length, left(done, clips.length)),
  });
  const { split, from } = model.run;
  const learnt = new Set([...split.train, ...split.validation, ...(from?.learnt ?? [])]);
  const known = clips.filter((clip) => learnt.has(clipKey(clip))).length;
  return { evaluation, remarks: scoreRemarks(evaluation, known) };
}
