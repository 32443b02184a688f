import { flushSync, mount, unmount } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { Parts } from '../../../../../src-renderer/base/parts';
import type { Look } from '../../../../../src-renderer/engine/api';
import LiveGround from '../../../../../src-renderer/features/live/LiveGround.svelte';
import { LiveSession } from '../../../../../src-renderer/features/live/live-session.svelte';
import type { Rectangle } from '../../../../../src-renderer/learning/resize';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

const WHOLE = { x: 0.125, y: 0, width: 0.75, height: 1 };
/** Two frames of 2 × 1 cells; the left one speaks for the answer, in the second. */
const heat = { frames: 2, width: 2, height: 1, values: Float32Array.of(0, 0, 1, 0) };

let shown: ReturnType<typeof mount> | null = null;
function show(live: { place?: Rectangle; look?: Look; turned?: boolean }, idle = false): void {
  const parts = new Parts().add(LiveSession, {
    place: null,
    ground: WHOLE,
    look: null,
    turned: false,
    ...live,
  } as unknown as LiveSession);
  const inner = { verdict: { winner: gesture('wave'), confidence: 0.9, sure: true, idle, unseen: false } };
  shown = mount(WithParts, { target: document.body, props: { parts, component: LiveGround, inner } });
  flushSync();
}
afterEach(() => {
  if (shown) void unmount(shown);
});

const ground = (): HTMLElement => document.querySelector('[data-testid="place"]') as HTMLElement;
const frame = (): HTMLElement | null => document.querySelector('[data-testid="shown-place"]');
const canvas = (): HTMLCanvasElement | null => document.querySelector('canvas');
const alphas = (): number[] => {
  const data = canvas()?.getContext('2d')?.getImageData(0, 0, 2, 1).data ?? [];
  return [data[3] ?? NaN, data[7] ?? NaN];
};

describe('LiveGround', () => {
  it('frames where the model looks, where that is a part', () => {
    show({ place: { x: 0.25, y: 0.1, width: 0.5, height: 0.6 } });
    for (const style of [ground().style, frame()?.style]) {
      expect([style?.left, style?.top, style?.width, style?.height]).toEqual(['25%', '10%', '50%', '60%']);
    }
  });

  it('frames no more than the picture, and nothing where that is all of it', () => {
    show({ place: { x: 0.75, y: -0.25, width: 0.5, height: 0.5 } });
    const style = frame()?.style;
    expect([style?.left, style?.top, style?.width, style?.height]).toEqual(['75%', '0%', '25%', '25%']);
    expect(ground().style.width).toBe('50%');
    if (shown) void unmount(shown);
    show({ place: { x: -0.1, y: -0.1, width: 1.2, height: 1.2 } });
    expect(frame()).toBeNull();
  });

  it('lays the heat over what the model is given, as it is shown', () => {
    show({ look: { film: null, heat, of: 0 } });
    expect(ground().style.left).toBe('12.5%');
    expect(frame()).toBeNull();
    const [left, right] = alphas();
    expect(left).toBeGreaterThan(150);
    expect(right).toBe(0);
    expect(canvas()?.classList.contains('mirror')).toBe(false);
  });

  it('turns it round where the model has the picture the other way round', () => {
    show({ look: { film: null, heat, of: 0 }, turned: true });
    expect(canvas()?.classList.contains('mirror')).toBe(true);
  });

  it('shows none where no gesture is due, or no place speaks for the answer', () => {
    show({ look: { film: null, heat, of: 0 } }, true);
    expect(canvas()).toBeNull();
    if (shown) void unmount(shown);
    show({ look: { film: null, heat: null, of: 0 } });
    expect(canvas()).toBeNull();
    if (shown) void unmount(shown);
    const nowhere = { ...heat, values: new Float32Array(4) };
    show({ look: { film: null, heat: nowhere, of: 0 } });
    expect(canvas()).toBeNull();
  });
});
