import type { CheckpointState, ClipInfo, Split } from '../../src-main/contract';
import type { Checkpoint } from '../engine/api';
import { ensembleSize } from '../learning/ensemble';
import { clipKey } from '../../src-main/shared/clip-key';
import type { Client } from '../rpc/connection';

/** What is kept of a project's run. Rejects with a sentence where there is none. */
export async function readCheckpoint(client: Client, slug: string): Promise<Checkpoint> {
  const { state, numbers } = await client.checkpoints.read({ slug });
  return { state, numbers: new Uint8Array(await numbers.arrayBuffer()) };
}

/** Where a run stands, e.g. `epoch 12 of 40`. */
export function positionOf({
  epochs,
  config,
  pass,
}: Pick<CheckpointState, 'epochs' | 'config' | 'pass'>): string {
  const epoch = `epoch ${epochs.length} of ${config.epochs}`;
  if (pass === 1) return epoch;
  const members = ensembleSize(config);
  return members > 1 ? `${epoch} of network ${pass - 1} of ${members}` : `${epoch} of the second pass`;
}

/** Those of a split's clips that are there. */
export function clipsOf(split: Split, clips: readonly ClipInfo[]): ClipInfo[] {
  const wanted = new Set([...split.train, ...split.validation, ...split.test]);
  return clips.filter((clip) => wanted.has(clipKey(clip)));
}

/** What a person should know before an interrupted training goes on; `blocked` where it cannot. */
export function hindrance(
  { split, classes }: Pick<CheckpointState, 'split' | 'classes'>,
  clips: readonly ClipInfo[],
): { message: string; blocked: boolean } | null {
  const there = new Set(clips.map(clipKey));
  const of = (classId: string): string[] => split.train.filter((key) => key.startsWith(`${classId}/`));
  const empty = classes.find(({ id }) => of(id).length > 0 && !of(id).some((key) => there.has(key)));
  if (empty) {
    return {
      message: `All clips of “${empty.name}” that it learnt from are gone, so it cannot continue. Restore them, or discard it.`,
      blocked: true,
    };
  }
  const all = [...split.train, ...split.validation, ...split.test];
  const gone = all.filter((key) => !there.has(key)).length;
  if (gone === 0) return null;
  const were = gone === 1 ? 'was' : 'were';
  return {
    message: `${gone} of its ${all.length} clips ${were} moved or deleted since; it continues without them.`,
    blocked: false,
  };
}
