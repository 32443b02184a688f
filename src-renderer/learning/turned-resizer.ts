import type { Rectangle, Resizer } from './resize';

/** Samples along one side of an output pixel at most. */
const FINEST = 4;

/**
 * Resizes pictures of one size from a rectangle of them that is turned around its middle: each output pixel is the mean
 * of samples of the nearest source pixels. Over the edges, the edge pixels go on.
 */
export class TurnedResizer implements Resizer {
  readonly #index: Int32Array;
  readonly #samples: number;

  /**
   * @param width source width in pixels
   * @param height source height in pixels
   * @param flip true: left and right change places
   * @param rotation in radians; positive: what is shown turns clockwise, as it comes out
   */
  constructor(
    width: number,
    height: number,
    rectangle: Rectangle,
    readonly targetWidth: number,
    readonly targetHeight: number,
    flip: boolean,
    rotation: number,
  ) {
    const [stepX, stepY] = [rectangle.width / targetWidth, rectangle.height / targetHeight];
    const fine = Math.min(FINEST, Math.max(1, Math.ceil(Math.max(stepX, stepY))));
    const [cos, sin] = [Math.cos(rotation), Math.sin(rotation)];
    const centreX = rectangle.x + rectangle.width / 2;
    const centreY = rectangle.y + rectangle.height / 2;
    const clamp = (value: number, size: number): number => Math.min(size - 1, Math.max(0, Math.floor(value)));
    const index = new Int32Array(targetWidth * targetHeight * fine * fine);
    let at = 0;
    for (let y = 0; y < targetHeight; y++) {
      for (let x = 0; x < targetWidth; x++) {
        for (let v = 0; v < fine; v++) {
          for (let u = 0; u < fine; u++) {
            const right = (x + (u + 0.5) / fine - targetWidth / 2) * stepX;
            const down = (y + (v + 0.5) / fine - targetHeight / 2) * stepY;
            const across = right * cos + down * sin;
            const sourceX = clamp(centreX + (flip ? -across : across), width);
            index[at++] = clamp(centreY - right * sin + down * cos, height) * width + sourceX;
          }
        }
      }
    }
    this.#index = index;
    this.#samples = fine * fine;
  }

  resize(plane: Float32Array, out: Float32Array, offset: number, stride: number): void {
    const [index, samples] = [this.#index, this.#samples];
    const count = this.targetWidth * this.targetHeight;
    for (let i = 0, at = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < samples; k++) sum += plane[index[at++] as number] as number;
      out[offset + i * stride] = sum / samples;
    }
  }
}
