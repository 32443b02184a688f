/** A part of a picture in pixels; may reach over its edges, where the edge pixels go on. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Which source samples make up each output sample along one axis, and with what weights (they add up to 1). */
interface Taps {
  count: number;
  index: Int32Array;
  weight: Float32Array;
}

/** The largest rectangle of the given aspect ratio (width / height) around a picture's centre. */
export function centreCrop(width: number, height: number, aspect: number): Rectangle {
  const cropWidth = Math.min(width, height * aspect);
  const cropHeight = Math.min(height, width / aspect);
  return { x: (width - cropWidth) / 2, y: (height - cropHeight) / 2, width: cropWidth, height: cropHeight };
}

function axisTaps(start: number, length: number, source: number, target: number, flip: boolean): Taps {
  const step = length / target;
  const count = Math.ceil(step) + 1;
  const index = new Int32Array(target * count);
  const weight = new Float32Array(target * count);
  for (let i = 0; i < target; i++) {
    const from = start + (flip ? target - 1 - i : i) * step;
    const first = Math.floor(from);
    for (let k = 0; k < count; k++) {
      const cover = Math.min(from + step, first + k + 1) - Math.max(from, first + k);
      index[i * count + k] = Math.min(source - 1, Math.max(0, first + k));
      weight[i * count + k] = Math.max(0, cover) / step;
    }
  }
  return { count, index, weight };
}

/** Brings one channel of pictures of one size to another size. Reusable for every frame of a clip. */
export interface Resizer {
  /**
   * @param plane `[height, width]` values of one channel
   * @param out takes `[targetHeight, targetWidth]` values, `stride` apart from `offset` on
   */
  resize(plane: Float32Array, out: Float32Array, offset: number, stride: number): void;
}

/** Resizes pictures of one size by area average, from one rectangle of them. */
export class AreaResizer implements Resizer {
  readonly #columns: Taps;
  readonly #rows: Taps;
  readonly #rowBuffer: Float32Array;

  /**
   * @param width source width in pixels
   * @param height source height in pixels
   * @param flip true: left and right change places
   */
  constructor(
    readonly width: number,
    readonly height: number,
    rectangle: Rectangle,
    readonly targetWidth: number,
    readonly targetHeight: number,
    flip: boolean,
  ) {
    this.#columns = axisTaps(rectangle.x, rectangle.width, width, targetWidth, flip);
    this.#rows = axisTaps(rectangle.y, rectangle.height, height, targetHeight, false);
    this.#rowBuffer = new Float32Array(height * targetWidth);
  }

  resize(plane: Float32Array, out: Float32Array, offset: number, stride: number): void {
    const { targetWidth, targetHeight, width, height } = this;
    const { count: columnCount, index: columnIndex, weight: columnWeight } = this.#columns;
    const rows = this.#rowBuffer;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < targetWidth; x++) {
        let sum = 0;
        for (let k = x * columnCount; k < (x + 1) * columnCount; k++) {
          sum += (columnWeight[k] as number) * (plane[y * width + (columnIndex[k] as number)] as number);
        }
        rows[y * targetWidth + x] = sum;
      }
    }
    const { count: rowCount, index: rowIndex, weight: rowWeight } = this.#rows;
    for (let y = 0; y < targetHeight; y++) {
      for (let x = 0; x < targetWidth; x++) {
        let sum = 0;
        for (let k = y * rowCount; k < (y + 1) * rowCount; k++) {
          sum += (rowWeight[k] as number) * (rows[(rowIndex[k] as number) * targetWidth + x] as number);
        }
        out[offset + (y * targetWidth + x) * stride] = sum;
      }
    }
  }
}
