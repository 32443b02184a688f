import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { clipOfPictures } from '../../../../../src-main/formats/datasets/pictures';
import { describeClip } from '../../../../../src-main/store/clip-file';

it('reads what is transparent as black', () => {
  const png = new PNG({ width: 16, height: 16 });
  png.data.fill(255);
  // The first pixel is not seen at all, the second by half.
  png.data[3] = 0;
  png.data[7] = 128;
  const about = {
    session: 'Session 1',
    source: 'a camera',
    mirror: false,
    fps: 10,
    recordedAt: '2026-11-26T10:00:00.000Z',
    appVersion: '1.0.0',
    timestamps: [0],
  };
  const json = new TextEncoder().encode(JSON.stringify(about));
  const file = clipOfPictures(json, [PNG.sync.write(png)], { before: [], after: [] });
  const { frames } = describeClip(file, file.length);
  expect([...file.subarray(frames.start, frames.start + 9)]).toEqual([0, 0, 0, 128, 128, 128, 255, 255, 255]);
});
