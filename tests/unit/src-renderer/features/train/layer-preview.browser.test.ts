import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type LayerRow, type TrainConfig } from '../../../../../src-main/contract';
import { EngineError } from '../../../../../src-renderer/engine/api';
import { defaultTrainConfig } from '../../../../../src-renderer/learning/defaults';
import { LayerPreview } from '../../../../../src-renderer/features/train/layer-preview.svelte';

let asked: { config: TrainConfig; answer: (layers: LayerRow[]) => void; refuse: (error: Error) => void }[];
let preview: LayerPreview;

const row = (name: string): LayerRow => ({ name, type: 'Dense', outputShape: [3], parameters: 9 });
const show = (size: number): (() => void) =>
  preview.show({ ...defaultTrainConfig(), size }, DEFAULT_CAPTURE, 3);

beforeEach(() => {
  asked = [];
  preview = new LayerPreview({
    layerTable: (config) =>
      new Promise((answer, refuse) => {
        asked.push({ config, answer, refuse });
      }),
  });
});

describe('LayerPreview', () => {
  it('asks once for settings that change quickly', async () => {
    const stop = show(16);
    stop();
    show(32);
    await expect.poll(() => asked.length).toBe(1);
    expect(asked[0]?.config.size).toBe(32);
    asked[0]?.answer([row('a')]);
    await expect.poll(() => preview.layers).toEqual([row('a')]);
  });

  it('passes over an answer to settings that are no longer there', async () => {
    show(16);
    await expect.poll(() => asked.length).toBe(1);
    show(32);
    await expect.poll(() => asked.length).toBe(2);
    asked[1]?.answer([row('new')]);
    await expect.poll(() => preview.layers).toEqual([row('new')]);
    asked[0]?.answer([row('old')]);
    await Promise.resolve();
    expect(preview.layers).toEqual([row('new')]);
  });

  it('says why there is no such model, and recovers', async () => {
    show(4);
    await expect.poll(() => asked.length).toBe(1);
    asked[0]?.refuse(new EngineError('BAD_MODEL', 'The picture is too small.'));
    await expect.poll(() => preview.problem).toBe('The picture is too small.');
    expect(preview.layers).toEqual([]);
    show(32);
    await expect.poll(() => asked.length).toBe(2);
    asked[1]?.answer([row('a')]);
    await expect.poll(() => preview.problem).toBeNull();
  });
});
