import { expect, describe, it } from 'vitest';
import type { ClipInfo, ModelFiles } from '../../../../../src-main/contract';
import type { Outside } from '../../../../../src-renderer/base/outside';
import type { LiveFrame, Look, LookRequest } from '../../../../../src-renderer/engine/api';
import { Attention } from '../../../../../src-renderer/features/report/attention.svelte';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { smallConfig } from '../../../../fixtures/engine/support';
import { gesture } from '../../../../fixtures/renderer/samples';

const SHAPE = [6, 12, 16, 3] as ClipInfo['shape'];
const [COUNT, HEIGHT, WIDTH] = SHAPE;
const capture = { frames: 4, fps: 10, mirror: true };
const clip = {
  classId: 'wave',
  id: 'c1',
  shape: SHAPE,
  meta: { session: 's', fps: 10, mirror: false },
} as ClipInfo;
const seen: Look = { film: null, heat: null, of: 1 };

function attentionOf(changes: { shape?: ClipInfo['shape'] } = {}) {
  const pushed: LiveFrame[] = [];
  const looked: LookRequest[] = [];
  let open = 0;
  const shape = changes.shape ?? SHAPE;
  // Every byte of a frame is its number.
  const bytes = Uint8Array.from({ length: shape[0] * HEIGHT * WIDTH * 3 }, (_, i) =>
    Math.floor(i / (HEIGHT * WIDTH * 3)),
  );
  const run = {
    id: 'r',
    classes: [gesture('push'), gesture('wave')],
    preprocess: preprocessSpec(smallConfig(), capture),
  };
  const outside = {
    client: {
      clips: {
        read: () =>
          Promise.resolve({ unreadable: [], clips: [{ ...clip, shape }], frames: new Blob([bytes]) }),
      },
    },
    engine: {
      openStream: () => {
        open += 1;
        return Promise.resolve({
          push: (frame: LiveFrame) => Promise.resolve(void pushed.push(frame)),
          look: (at: LookRequest) => Promise.resolve((looked.push(at), seen)),
          close: () => void (open -= 1),
        });
      },
    },
  } as unknown as Outside;
  const files = () => Promise.resolve({ run } as unknown as ModelFiles);
  const attention = new Attention(outside, { projects: { slug: 'hands' }, runs: { files } });
  return { attention, pushed, looked, opened: () => open };
}

describe('Attention', () => {
  it('has the model look at the middle of a clip, and shows what spoke for a class', async () => {
    const { attention, pushed, looked, opened } = attentionOf();
    await attention.open('r', clip, 'wave');
    expect(pushed.map(({ rgb }) => rgb[0])).toEqual([1, 2, 3, 4]);
    expect(looked).toEqual([{ film: false, heat: true, of: 1 }]);
    expect(attention.look).toBe(seen);
    expect(attention.frames).toHaveLength(capture.frames);
    await attention.speakFor('push');
    expect(looked.at(-1)?.of).toBe(0);
    expect(attention.of).toBe('push');
    attention.close();
    expect(opened()).toBe(0);
    expect(attention.frames).toEqual([]);
  });

  it('knows where in a clip that is wide and not mirrored the model looks', async () => {
    const { attention } = attentionOf();
    await attention.open('r', clip, 'wave');
    expect(attention.place).toEqual({ x: 0.125, y: 0, width: 0.75, height: 1 });
    expect(attention.turned).toBe(true);
    attention.close();
  });

  it('says where a clip is too short', async () => {
    const { attention, opened } = attentionOf({ shape: [1, HEIGHT, WIDTH, 3] });
    await attention.open('r', clip, 'wave');
    expect(attention.problem).toBe('This clip is too short for the model.');
    expect(opened()).toBe(0);
    attention.close();
  });

  it('leaves nothing open where another clip is chosen meanwhile', async () => {
    const { attention, opened } = attentionOf();
    await Promise.all([attention.open('r', clip, 'wave'), attention.open('r', clip, 'push')]);
    expect(opened()).toBe(1);
    expect(attention.of).toBe('push');
    attention.close();
    expect([COUNT, opened()]).toEqual([6, 0]);
  });
});
