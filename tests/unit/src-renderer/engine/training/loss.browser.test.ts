import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainProgress } from '../../../../../src-renderer/engine/api';
import { webglContext } from '../../../../../src-renderer/engine/backends/webgl';
import { openDevices } from '../../../../../src-renderer/engine/backends/devices';
import { trainModel } from '../../../../../src-renderer/engine/training/train';
import { capture, classes, movingBars, smallConfig } from '../../../../fixtures/engine/support';

const clips = () => movingBars(8, ['a', 'b']);
const request = { config: smallConfig({ epochs: 4, filters: [4, 8] }), classes, capture };

/** Takes the graphics card away at a moment of training. */
async function lose(when: (progress: TrainProgress) => boolean, order: ('webgl' | 'wasm')[]) {
  const said: TrainProgress[] = [];
  const devices = await openDevices(order, false);
  const card = webglContext();
  const trained = trainModel(request, clips(), {
    devices,
    stopped: () => false,
    onProgress: (progress) => {
      said.push(progress);
      if (when(progress)) card.getExtension('WEBGL_lose_context')?.loseContext();
    },
  });
  return { trained, said };
}

describe('a graphics card that is taken away', () => {
  beforeEach(async () => {
    // One that was lost in the test before is started anew.
    expect((await openDevices(['webgl'], true)).isLost()).toBe(false);
  });

  it('costs no epoch that had ended: training goes on from there on the CPU, and says so', async () => {
    const undisturbed = await trainModel(request, clips(), {
      devices: await openDevices(['wasm'], true),
      stopped: () => false,
      onProgress: () => undefined,
    });
    const { trained, said } = await lose(
      (progress) => progress.kind === 'batch' && progress.epoch === 3 && progress.batch === 1,
      ['webgl', 'wasm'],
    );
    const { run } = await trained;
    expect(run.epochs).toHaveLength(4);
    expect(run.stopped).toBe(false);
    expect(run.backend.name).toBe('wasm');
    const moved = said.find((progress) => progress.kind === 'moved');
    expect(moved).toMatchObject({ epoch: 2, device: { backend: 'wasm' } });
    expect(run.split.warnings.at(-1)).toMatch(
      /lost during training, so it continued from the end of epoch 2/,
    );
    // The same clips in the same order with the same changes, so the run ends as one that nobody disturbed.
    run.epochs.forEach(({ loss }, index) => {
      expect(Math.abs(loss - (undisturbed.run.epochs[index]?.loss ?? NaN))).toBeLessThan(0.01);
    });
  });

  it('before the first epoch has ended has training begin again', async () => {
    const { trained, said } = await lose(
      (progress) => progress.kind === 'batch' && progress.epoch === 1 && progress.batch === 1,
      ['webgl', 'wasm'],
    );
    const { run } = await trained;
    expect(run.epochs).toHaveLength(4);
    expect(said.find((progress) => progress.kind === 'moved')).toMatchObject({ epoch: 0 });
  });

  it('ends training with what to do where there is nothing else', async () => {
    const { trained } = await lose(
      (progress) => progress.kind === 'epoch' && progress.epoch === 1,
      ['webgl'],
    );
    await expect(trained).rejects.toMatchObject({
      code: 'CONTEXT_LOST',
      message: expect.stringContaining('took the graphics card away from Beckon') as string,
    });
  });
});
