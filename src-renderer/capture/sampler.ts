import type { CaptureSettings, ClipShape } from '../../src-main/contract';

/** A picture that can be drawn on a canvas, with the size it is shown at. */
export interface Picture {
  draw: (
    ctx: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
    source: Rectangle,
    target: { width: number; height: number },
  ) => void;
  width: number;
  height: number;
}

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The largest part of a picture around its centre that has the target's aspect ratio. */
function centreCrop(
  picture: { width: number; height: number },
  target: { width: number; height: number },
): Rectangle {
  const scale = Math.min(picture.width / target.width, picture.height / target.height);
  const width = target.width * scale;
  const height = target.height * scale;
  return { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
}

/** `[frames, height, width, 3]`. */
export const shapeOf = ({ frames, height, width }: CaptureSettings): ClipShape => [frames, height, width, 3];

/** Drops the alpha of RGBA bytes into `rgb`, which holds three bytes for each four. */
function rgbaToRgb(rgba: Uint8ClampedArray, rgb: Uint8Array): void {
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
}

/**
 * Turns pictures of any size into RGB bytes `[height, width, 3]` as the capture settings say: cropped around the
 * centre, resized smoothly, mirrored where asked for. What is transparent in a picture is black. One buffer is used
 * again and again.
 */
export class Sampler {
  readonly rgb: Uint8Array<ArrayBuffer>;
  readonly #capture: CaptureSettings;
  readonly #ctx: OffscreenCanvasRenderingContext2D;

  constructor(capture: CaptureSettings) {
    this.#capture = capture;
    this.rgb = new Uint8Array(capture.width * capture.height * 3);
    const canvas = new OffscreenCanvas(capture.width, capture.height);
    const ctx = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!ctx) throw new Error('This browser offers no canvas to take pictures with.');
    ctx.imageSmoothingEnabled = true;
    ctx.imageSmoothingQuality = 'high';
    this.#ctx = ctx;
  }

  /** Writes the picture into `rgb` and returns it; valid until the next call. */
  take(picture: Picture): Uint8Array<ArrayBuffer> {
    const { width, height, mirror } = this.#capture;
    if (mirror) this.#ctx.setTransform(-1, 0, 0, 1, width, 0);
    else this.#ctx.setTransform(1, 0, 0, 1, 0, 0);
    // Where a picture is transparent, the one before it would still be seen.
    this.#ctx.fillRect(0, 0, width, height);
    picture.draw(this.#ctx, centreCrop(picture, this.#capture), { width, height });
    rgbaToRgb(this.#ctx.getImageData(0, 0, width, height).data, this.rgb);
    return this.rgb;
  }
}

/** Any image source of the given size as a {@link Picture}. */
export function pictureOf(image: CanvasImageSource, width: number, height: number): Picture {
  return {
    width,
    height,
    draw: (ctx, { x, y, width: w, height: h }, target) =>
      ctx.drawImage(image, x, y, w, h, 0, 0, target.width, target.height),
  };
}
