import { describe, expect, it } from 'vitest';
import { framesOf, type ShownPicture } from '../../../../src-renderer/capture/footage-clock';
import { pictureOf } from '../../../../src-renderer/capture/sampler';

const capture = { frames: 4, fps: 10, width: 2, height: 2, mirror: false };

/** Pictures that are shown from these times on, until `end`; the grey of each is twice its number. */
async function* shownAt(times: readonly number[], end: number): AsyncGenerator<ShownPicture> {
  const canvas = new OffscreenCanvas(4, 4);
  const ctx = canvas.getContext('2d');
  for (const [n, from] of times.entries()) {
    await Promise.resolve();
    if (ctx) ctx.fillStyle = `rgb(${2 * n} ${2 * n} ${2 * n})`;
    ctx?.fillRect(0, 0, 4, 4);
    yield { picture: pictureOf(canvas, 4, 4), from, to: times[n + 1] ?? end };
  }
}

interface Taken {
  picture: number;
  at: number;
  dropped: number;
  filled: boolean;
}

async function take(times: readonly number[], end: number): Promise<Taken[]> {
  const taken: Taken[] = [];
  for await (const { rgb, timestamp, dropped, filled } of framesOf(shownAt(times, end), capture))
    taken.push({ picture: (rgb[0] ?? 0) / 2, at: Math.round(timestamp), dropped, filled: filled === true });
  return taken;
}

const every = (fps: number, seconds: number): number[] =>
  Array.from({ length: seconds * fps }, (_, n) => n / fps);

describe('frames of a video', () => {
  it('are its pictures where it has the rate that is asked for', async () => {
    const taken = await take(every(10, 2), 2);
    expect(taken.map(({ picture }) => picture)).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(taken.every(({ dropped }) => dropped === 0)).toBe(true);
  });

  it.each([15, 25, 30, 60])('come ten a second and evenly, from %d pictures a second', async (fps) => {
    const taken = await take(every(fps, 2), 2);
    expect(taken).toHaveLength(20);
    for (const [n, { at, dropped, filled }] of taken.entries()) {
      expect(filled).toBe(false);
      // The schedule learns in the first moments how fast pictures come.
      expect(Math.abs(at - 100 * n)).toBeLessThanOrEqual((n < 10 ? 1000 : 500) / fps + 1);
      expect(dropped).toBe(0);
    }
  });

  it('are made of those beside them where it has fewer, as a slow camera’s are', async () => {
    const taken = await take(every(5, 2), 2);
    expect(taken).toEqual(
      Array.from({ length: 19 }, (_, n) => ({
        picture: n / 2,
        at: 100 * n,
        dropped: 0,
        filled: n % 2 === 1,
      })),
    );
  });

  it('are the same picture again and again where one stands still', async () => {
    const taken = await take([0, 0.1, 2], 2.1);
    expect(taken).toHaveLength(21);
    expect(taken.map(({ picture }) => picture)).toEqual([0, ...new Array<number>(19).fill(1), 2]);
    expect(taken.map(({ at }) => at)).toEqual(Array.from({ length: 21 }, (_, n) => 100 * n));
  });
});
