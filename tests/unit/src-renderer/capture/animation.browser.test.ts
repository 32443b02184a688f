import { describe, expect, it } from 'vitest';
import type { CapturedClip } from '../../../../src-renderer/capture/api';
import { clipFromVideo } from '../../../../src-renderer/capture/import';
import { greyGif } from '../../../fixtures/gif';

const capture = { frames: 8, fps: 10, width: 16, height: 16, mirror: false };

const greys = ({ frames, shape: [T, H, W] }: CapturedClip): number[] =>
  Array.from({ length: T }, (_, frame) => frames[frame * H * W * 3] ?? -1);

const read = (bytes: BlobPart): Promise<CapturedClip> => clipFromVideo(new Blob([bytes]), capture);

describe('an animated GIF', () => {
  it('is read in its own time, around its middle', async () => {
    // 20 pictures of 0.1 s; the window is 0.8 s.
    const all = Array.from({ length: 20 }, (_, index) => index * 10);
    expect(greys(await read(greyGif(all)))).toEqual(all.slice(6, 14));
    // Shown twice as long, every other frame is made of the pictures before and after it.
    const slow = greys(await read(greyGif([0, 20, 40, 60], { hundredths: 20 })));
    expect(slow).toEqual([0, 10, 20, 30, 40, 50, 60, 60]);
    // What is shown for longer stands still.
    const still = greys(await read(greyGif([0, 200], { hundredths: 40 })));
    expect(still).toEqual([0, 0, 0, 0, 200, 200, 200, 200]);
  });

  it('stands in the middle of a clip where it is shorter', async () => {
    expect(greys(await read(greyGif([0, 100, 200])))).toEqual([0, 0, 0, 100, 200, 200, 200, 200]);
  });

  it('shows pictures that name no time for a tenth of a second', async () => {
    const all = Array.from({ length: 8 }, (_, index) => index * 20);
    expect(greys(await read(greyGif(all, { hundredths: 0 })))).toEqual(all);
  });

  it('is refused in a sentence where it is damaged or stands still', async () => {
    await expect(read(greyGif([10]))).rejects.toThrow('It is a single picture, not an animation.');
    const error: unknown = await read(greyGif([10, 20]).subarray(0, 40)).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'ImportError', message: expect.stringMatching(/\.$/) });
  });
});
