import type { ClipInfo, PreprocessSpec } from '../../../src-main/contract';

/** Clips on the wall. */
const TILES = 12;

/** Clips of all classes by turns, as many as fit on the wall, the newest first. */
export function someOf(clips: readonly ClipInfo[]): ClipInfo[] {
  const classes = [...new Set(clips.map(({ classId }) => classId))];
  const groups = classes.map((id) => clips.filter(({ classId }) => classId === id).toReversed());
  const most = Math.max(0, ...groups.map(({ length }) => length));
  return Array.from({ length: most }, (_, round) => groups.flatMap((group) => group[round] ?? []))
    .flat()
    .slice(0, TILES);
}

/** What a network sees, `[T, height, width, 1 or 3]`, as pictures: grey or RGB. */
export function imagesOf(
  { width, height, scale, offset, frames }: PreprocessSpec,
  values: Float32Array,
): ImageData[] {
  const channels = values.length / (frames * width * height);
  return Array.from({ length: frames }, (_, t) => {
    const image = new ImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      for (let c = 0; c < 3; c++) {
        const at = (t * width * height + i) * channels + (channels === 3 ? c : 0);
        image.data[4 * i + c] = ((values[at] as number) - offset) / scale;
      }
      image.data[4 * i + 3] = 255;
    }
    return image;
  });
}
