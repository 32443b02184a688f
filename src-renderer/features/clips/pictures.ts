import type { ClipShape } from '../../../src-main/contract';

/** A picture of each frame. @param frames RGB bytes `[T, H, W, 3]` */
export function picturesOf([count, height, width]: ClipShape, frames: Uint8Array): Promise<ImageBitmap[]> {
  const size = height * width * 3;
  return Promise.all(
    Array.from({ length: count }, (_, t) => {
      const image = new ImageData(width, height);
      for (let pixel = 0; pixel < width * height; pixel++) {
        const from = t * size + pixel * 3;
        image.data.set(frames.subarray(from, from + 3), pixel * 4);
        image.data[pixel * 4 + 3] = 255;
      }
      return createImageBitmap(image);
    }),
  );
}
