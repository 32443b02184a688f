import type { PreprocessSpec } from '../../src-main/contract';
import { viewOf, type Augmentation, type Picture } from './augment';
import { Random } from './random';
import { AreaResizer, type Resizer } from './resize';
import { TurnedResizer } from './turned-resizer';

/** RGB bytes as the camera or a clip gives them, or the grey ones of a clip that is kept smaller. */
interface Source {
  width: number;
  height: number;
  channels: 1 | 3;
  mirror: boolean;
}

type Change = Pick<Augmentation, 'shiftX' | 'shiftY' | 'scale' | 'rotation' | 'flip'>;

const UNMOVED: Change = { shiftX: 0, shiftY: 0, scale: 1, rotation: 0, flip: false };

function resizerFor(spec: PreprocessSpec, { width, height, mirror }: Source, change: Change): Resizer {
  const flip = (mirror !== spec.mirror) !== change.flip;
  const view = viewOf(width, height, spec.width / spec.height, change, flip);
  return change.rotation === 0
    ? new AreaResizer(width, height, view, spec.width, spec.height, flip)
    : new TurnedResizer(width, height, view, spec.width, spec.height, flip, change.rotation);
}

/** Brings single pictures of one size to the network's size and values; differences are the caller's. */
export class FrameScaler {
  readonly #resizer: Resizer;
  readonly #plane: Float32Array;
  /** One channel at the network's size, as bytes have it. */
  readonly #values: Float32Array;
  readonly #scratch: Float32Array;
  readonly #colours: number;
  readonly #channels: 1 | 3;
  /** Of each channel, what another backdrop adds to it. */
  readonly #added: Float32Array[] | null;
  readonly #noise: Random | null;

  constructor(
    readonly spec: PreprocessSpec,
    source: Source,
    readonly augmentation: Augmentation,
  ) {
    this.#resizer = resizerFor(spec, source, augmentation);
    this.#plane = new Float32Array(source.width * source.height);
    this.#values = new Float32Array(spec.width * spec.height);
    this.#scratch = new Float32Array(spec.width * spec.height);
    this.#channels = source.channels;
    this.#colours = spec.channels === 'rgb' ? 3 : 1;
    const { backdrop, noise, noiseSeed } = augmentation;
    this.#added = backdrop && this.#otherBackdrop(backdrop.share, backdrop.own, backdrop.other);
    this.#noise = noise > 0 ? new Random(noiseSeed) : null;
  }

  /** Writes grey or RGB values, the first channel at `offset`, pixels `stride` apart. */
  write(bytes: Uint8Array, out: Float32Array, offset: number, stride: number): void {
    const { contrast, brightness, noise } = this.augmentation;
    const gain = this.spec.scale * contrast;
    const bias = this.spec.offset * contrast + brightness * 255 * this.spec.scale;
    const grain = noise * 255 * this.spec.scale;
    const values = this.#values;
    for (let colour = 0; colour < this.#colours; colour++) {
      this.#fillPlane(this.#plane, bytes, this.#channels, colour);
      this.#resizer.resize(this.#plane, values, 0, 1);
      this.#mixBackdrop(colour);
      this.#blur();
      for (let i = 0; i < values.length; i++) {
        const own = (values[i] as number) * gain + bias;
        out[offset + colour + i * stride] = this.#noise ? own + grain * this.#noise.normal() : own;
      }
      this.#cutOut(out, offset + colour, stride);
    }
  }

  #fillPlane(plane: Float32Array, rgb: Uint8Array, channels: 1 | 3, colour: number): void {
    const [r, g, b] = this.augmentation.colour;
    const [ofRed, ofGreen, ofBlue] = [0.299 * r, 0.587 * g, 0.114 * b];
    if (channels === 1 || this.spec.channels === 'rgb') {
      const ofColour = this.augmentation.colour[colour] as number;
      const strength = this.spec.channels === 'rgb' ? ofColour : ofRed + ofGreen + ofBlue;
      const at = channels === 1 ? 0 : colour;
      for (let i = 0; i < plane.length; i++) plane[i] = strength * (rgb[i * channels + at] as number);
      return;
    }
    for (let i = 0; i < plane.length; i++) {
      const red = rgb[i * 3] as number;
      const green = rgb[i * 3 + 1] as number;
      const blue = rgb[i * 3 + 2] as number;
      plane[i] = ofRed * red + ofGreen * green + ofBlue * blue;
    }
  }

  #otherBackdrop(share: number, own: Picture, other: Picture): Float32Array[] {
    const places = [
      { picture: other, resizer: resizerFor(this.spec, other, UNMOVED), sign: share },
      { picture: own, resizer: this.#resizer, sign: -share },
    ];
    return Array.from({ length: this.#colours }, (_, colour) => {
      const sum = new Float32Array(this.#values.length);
      for (const { picture, resizer, sign } of places) {
        const plane = new Float32Array(picture.width * picture.height);
        this.#fillPlane(plane, picture.bytes, picture.channels, colour);
        resizer.resize(plane, this.#values, 0, 1);
        for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + sign * (this.#values[i] as number);
      }
      return sum;
    });
  }

  #mixBackdrop(colour: number): void {
    const added = this.#added?.[colour];
    if (!added) return;
    const values = this.#values;
    for (let i = 0; i < values.length; i++) {
      values[i] = Math.min(255, Math.max(0, (values[i] as number) + (added[i] as number)));
    }
  }

  /** Mixes in what a binomial filter of 3 × 3 makes of the picture. */
  #blur(): void {
    const { blur } = this.augmentation;
    if (blur === 0) return;
    const { width, height } = this.spec;
    const [values, rows] = [this.#values, this.#scratch];
    const along = (from: Float32Array, at: number, before: number, after: number): number =>
      ((from[before] as number) + 2 * (from[at] as number) + (from[after] as number)) / 4;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        rows[at] = along(values, at, x > 0 ? at - 1 : at, x < width - 1 ? at + 1 : at);
      }
    }
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        const soft = along(rows, at, y > 0 ? at - width : at, y < height - 1 ? at + width : at);
        values[at] = (1 - blur) * (values[at] as number) + blur * soft;
      }
    }
  }

  #cutOut(out: Float32Array, offset: number, stride: number): void {
    const { cutout } = this.augmentation;
    if (!cutout) return;
    const { width, height, scale, offset: bias } = this.spec;
    const grey = 127.5 * scale + bias;
    const right = Math.round((cutout.x + cutout.width) * width);
    const bottom = Math.round((cutout.y + cutout.height) * height);
    for (let y = Math.round(cutout.y * height); y < bottom; y++) {
      for (let x = Math.round(cutout.x * width); x < right; x++) {
        out[offset + (y * width + x) * stride] = grey;
      }
    }
  }
}
