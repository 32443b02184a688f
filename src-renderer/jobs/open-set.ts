import type { ClipInfo } from '../../src-main/contract';
import { isLongEnough } from '../../src-main/shared/clip-length';
import type { OpenSetDistances } from '../../src-main/shared/open-set';
import type { Engine, TrainedModel } from '../engine/api';
import { readClips } from '../rpc/clips-io';
import type { Client } from '../rpc/connection';

interface OpenSetJob {
  client: Client;
  engine: Pick<Engine, 'evaluate'>;
  slug: string;
  model: TrainedModel;
  /** Of classes that it knows, and of others. */
  clips: readonly ClipInfo[];
  signal: AbortSignal;
}

/** How far clips lie from what a model has learnt, those of classes that it knows and the others. */
export async function openSetOf({
  client,
  engine,
  slug,
  model,
  clips,
  signal,
}: OpenSetJob): Promise<OpenSetDistances> {
  const usable = clips.filter((clip) => isLongEnough(clip, model.run.preprocess.frames));
  const read = readClips(client, slug, usable, { onUnreadable: () => undefined });
  const { openSet } = await engine.evaluate(model, read, {
    signal,
    onProgress: () => undefined,
    unknown: true,
  });
  return openSet ?? { known: [], unknown: [] };
}
