import type { CaptionFiles, CaptionSource, Captions, ClipInfo, Project } from '../../src-main/contract';
import type { CaptionProgress, Engine } from '../engine/api';
import { readClips } from '../rpc/clips-io';
import type { Client } from '../rpc/connection';
import { clipsWithText } from './texts';

/** How far it is; `total` clips are read first. */
export type DescribeProgress =
  | { kind: 'loading'; done: number; total: number }
  | Exclude<CaptionProgress, { kind: 'loading' }>
  | { kind: 'saving' };

export interface DescribeJob {
  client: Client;
  engine: Pick<Engine, 'caption'>;
  project: Project;
  /** Of the project; those that have a text are learnt from. */
  clips: readonly ClipInfo[];
  runId: string;
  from: CaptionSource;
  signal: AbortSignal;
  onUnreadable: (clip: { file: string; reason: string }) => void;
  onProgress: (progress: DescribeProgress) => void;
}

/** Learns to put a project's clips into words and saves that beside the run. Rejects as the engine's `caption` does. */
export async function describe({
  client,
  engine,
  project,
  clips: all,
  runId,
  from,
  signal,
  onUnreadable,
  onProgress,
}: DescribeJob): Promise<{ files: CaptionFiles; captions: Captions }> {
  const { slug } = project;
  const { clips, texts } = clipsWithText(project, all);
  const total = clips.length;
  onProgress({ kind: 'loading', done: 0, total });
  const model = await client.models.read({ slug, runId });
  const files = await engine.caption(
    { model, from, texts, seed: model.run.config.seed },
    readClips(client, slug, clips, { onUnreadable }),
    {
      signal,
      shapes: clips.map(({ shape }) => shape),
      onProgress: (progress) => onProgress(progress.kind === 'loading' ? { ...progress, total } : progress),
    },
  );
  onProgress({ kind: 'saving' });
  return { files, captions: await client.models.saveCaptions({ slug, runId, files }) };
}
