import type { StackOutput } from '../fast';

/**
 * One Conv2D(3×3, same, ReLU) + MaxPool(2×2) block, with the sides and channels of its input. In our textures the
 * channels of a pixel are texel after texel, four to each, filled up with zeros.
 */
export interface BlockShape {
  frames: number;
  height: number;
  width: number;
  inputs: number;
  outputs: number;
  /** Texel of the weights where this block's begin. */
  weights: number;
}

/** At or below this a pooled value counts as zero; it is far above what the place bits alone make. */
const ZERO = '1e-30';
const taps = [0, 1, 2].flatMap((ky) => [0, 1, 2].map((kx) => ({ ky, kx })));
const COMPONENTS = ['x', 'y', 'z', 'w'];
const quads = (channels: number): number => Math.ceil(channels / 4);

export const texelsIn = ({ frames, height, width, inputs }: BlockShape): number =>
  frames * height * width * quads(inputs);
export const texelsOut = ({ frames, height, width, outputs }: BlockShape): number =>
  frames * (height >> 1) * (width >> 1) * quads(outputs);
/** Texels of a block's weights: kernel, bias, and the kernel with inputs and outputs exchanged. */
export const texelsOfWeights = ({ inputs, outputs }: BlockShape): number =>
  72 * quads(inputs) * quads(outputs) + quads(outputs);

/**
 * GLSL constants of a block: sides of input (H, W_) and output (h, w_), texels a pixel (CI, CO), channels, and where the
 * weights W have kernel, bias and exchanged kernel.
 */
function constants({ frames, height, width, inputs, outputs, weights }: BlockShape): string {
  const kernel = 36 * quads(inputs) * quads(outputs);
  return `
    const int N = ${frames}; const int H = ${height}; const int W_ = ${width};
    const int h = ${height >> 1}; const int w_ = ${width >> 1};
    const int CI = ${quads(inputs)}; const int CO = ${quads(outputs)};
    const int INPUTS = ${inputs}; const int OUTPUTS = ${outputs};
    const int KERNEL = ${weights}; const int BIAS = ${weights + kernel};
    const int EXCHANGED = ${weights + kernel + quads(outputs)};`;
}

/** Frames of X from frame `first` on. X is packed as `[…, H, W, C]`, or, if `dense`, value after value. */
export function prepareProgram(shape: BlockShape, dense: boolean): string {
  const values = COMPONENTS.map((_, c) => `value(p, 4 * ct + ${c})`);
  const value = dense
    ? `int at = (first * H * W_ + p) * INPUTS + c;
      return part(fetchX(at / 4), at & 3);`
    : 'return valueX(ivec3(first * H + p / W_, p % W_, c), ivec2(W_, INPUTS));';
  return `${constants(shape)}
    float value(int p, int c) {
      if (c >= INPUTS) return 0.;
      ${value}
    }
    void main() {
      int i = outIndex();
      int ct = i % CI; int p = i / CI;
      setOutput(vec4(${values.join(', ')}));
    }`;
}

/**
 * All blocks' weights in one texture, from kernels K0, K1, … `[3, 3, I, O]` and biases B0, B1, …: texels of four outputs
 * for (tap, input), of the bias, then of four inputs for (tap, output).
 */
export function weightsProgram(shapes: readonly BlockShape[]): string {
  const functions = shapes.map(
    (shape, k) => `
    float kernel${k}(int tap, int i, int o) {
      bool inside = i < ${shape.inputs} && o < ${shape.outputs};
      return inside ? valueK${k}(ivec3(tap, i, o), ivec2(${shape.inputs}, ${shape.outputs})) : 0.;
    }
    float bias${k}(int o) { return o < ${shape.outputs} ? valueB${k}(ivec3(0, 0, o), ivec2(1, ${shape.outputs})) : 0.; }
    vec4 block${k}(int j) {
      int CI = ${quads(shape.inputs)}; int CO = ${quads(shape.outputs)};
      int bias = 36 * CI * CO;
      if (j < bias) {
        int o = 4 * (j % CO); int row = j / CO; int i = row % (4 * CI); int tap = row / (4 * CI);
        return vec4(kernel${k}(tap, i, o), kernel${k}(tap, i, o + 1), kernel${k}(tap, i, o + 2), kernel${k}(tap, i, o + 3));
      }
      j -= bias;
      if (j < CO) return vec4(bias${k}(4 * j), bias${k}(4 * j + 1), bias${k}(4 * j + 2), bias${k}(4 * j + 3));
      j -= CO;
      int i = 4 * (j % CI); int row = j / CI; int o = row % (4 * CO); int tap = row / (4 * CO);
      return vec4(kernel${k}(tap, i, o), kernel${k}(tap, i + 1, o), kernel${k}(tap, i + 2, o), kernel${k}(tap, i + 3, o));
    }`,
  );
  const picks = shapes.map(({ weights }, k) => {
    const end = shapes[k + 1]?.weights;
    return `${end === undefined ? '' : `if (i < ${end}) `}setOutput(block${k}(i - ${weights}));`;
  });
  return `${functions.join('')}
    void main() {
      int i = outIndex();
      ${picks.join(' else ')}
    }`;
}

/**
 * Convolution, bias, ReLU and pooling. X: input, W: all weights. Output texel: four channels of one pooled pixel, with
 * the winner's place (2 · row + column) in the two lowest bits of each value.
 */
export function forwardProgram(shape: BlockShape): string {
  const rows = [0, 1, 2, 3];
  const patch = rows
    .flatMap((dy) => rows.map((dx) => `vec4 v${dy}${dx} = pixel(n, y + ${dy}, x + ${dx}, ct);`))
    .join('\n');
  const used = COMPONENTS.slice(0, Math.min(4, shape.inputs));
  const products = taps
    .flatMap(({ ky, kx }) =>
      used.map(
        (c, index) => `
        k = fetchW(at + ${(ky * 3 + kx) * 4} * CI * CO + ${index} * CO);
        a00 += v${ky}${kx}.${c} * k; a01 += v${ky}${kx + 1}.${c} * k;
        a10 += v${ky + 1}${kx}.${c} * k; a11 += v${ky + 1}${kx + 1}.${c} * k;`,
      ),
    )
    .join('');
  return `${constants(shape)}
    vec4 pixel(int n, int y, int x, int ct) {
      if (y < 0 || y >= H || x < 0 || x >= W_) return vec4(0.);
      return fetchX(((n * H + y) * W_ + x) * CI + ct);
    }
    void main() {
      int i = outIndex();
      int co = i % CO; int p = i / CO;
      int px = p % w_; int q = p / w_;
      int py = q % h; int n = q / h;
      int y = 2 * py - 1; int x = 2 * px - 1;
      vec4 a00 = fetchW(BIAS + co); vec4 a01 = a00; vec4 a10 = a00; vec4 a11 = a00;
      vec4 k;
      for (int ct = 0; ct < CI; ct++) {
        int at = KERNEL + 4 * ct * CO + co;
        ${patch}
        ${products}
      }
      vec4 best = a00; ivec4 place = ivec4(0);
      ivec4 later;
      later = ivec4(greaterThan(a01, best)); place = place * (1 - later) + later; best = max(best, a01);
      later = ivec4(greaterThan(a10, best)); place = place * (1 - later) + 2 * later; best = max(best, a10);
      later = ivec4(greaterThan(a11, best)); place = place * (1 - later) + 3 * later; best = max(best, a11);
      vec4 marked = intBitsToFloat((floatBitsToInt(best) & ~3) | place);
      setOutput(mix(vec4(0.), marked, greaterThan(best, vec4(${ZERO}))));
    }`;
}

/** GLSL that marks the gradients g of pooled values P: zero where ReLU cut, else with the winner's place. */
const MARK = `
  vec4 p = fetchP(i);
  vec4 marked = intBitsToFloat((floatBitsToInt(g) & ~3) | (floatBitsToInt(p) & 3));
  setOutput(mix(vec4(0.), marked, greaterThan(p, vec4(${ZERO}))));`;

/** Marks the gradients G that another block gave. */
export const MARK_INNER = `
  void main() {
    int i = outIndex();
    vec4 g = fetchG(i);
    ${MARK}
  }`;

/** Marks the gradients G of what left the stack, from frame `first` on. */
export function markProgram(shape: BlockShape, output: StackOutput): string {
  const value = {
    maps: 'valueG(ivec3(first * h + pixel / w_, pixel % w_, c), ivec2(w_, OUTPUTS))',
    mean: 'valueG(ivec3(0, n, c), ivec2(0, OUTPUTS)) / float(h * w_)',
    flat: 'valueG(ivec3(0, n, pixel % (h * w_) * OUTPUTS + c), ivec2(0, h * w_ * OUTPUTS))',
  }[output];
  return `${constants(shape)}
    float gradient(int pixel, int c) {
      int n = first + pixel / (h * w_);
      return c < OUTPUTS ? ${value} : 0.;
    }
    void main() {
      int i = outIndex();
      int pixel = i / CO; int c = 4 * (i % CO);
      vec4 g = vec4(gradient(pixel, c), gradient(pixel, c + 1), gradient(pixel, c + 2), gradient(pixel, c + 3));
      ${MARK}
    }`;
}

/** What the last block's pooled values P leave the stack as: `[N, h, w, C]`, `[N, h · w · C]` or their means `[N, C]`. */
export function outputProgram(shape: BlockShape, output: StackOutput): string {
  const size = { maps: 'w_, OUTPUTS', flat: 'N, h * w_ * OUTPUTS', mean: 'N, OUTPUTS' }[output];
  const value = {
    maps: 'return part(fetchP((at.x * w_ + at.y) * CO + at.z / 4), at.z & 3);',
    flat: `int c = at.z % OUTPUTS;
      return part(fetchP((at.y * h * w_ + at.z / OUTPUTS) * CO + c / 4), c & 3);`,
    mean: `float sum = 0.;
      for (int p = 0; p < h * w_; p++) sum += part(fetchP((at.y * h * w_ + p) * CO + at.z / 4), at.z & 3);
      return sum / float(h * w_);`,
  }[output];
  return `${constants(shape)}
    const ivec2 SIZE = ivec2(${size});
    float value(ivec3 at) {
      if (at.y >= SIZE.x || at.z >= SIZE.y) return 0.;
      ${value}
    }
    void main() {
      ivec3 at = corner(outIndex(), SIZE);
      setOutput(vec4(value(at), value(at + ivec3(0, 0, 1)), value(at + ivec3(0, 1, 0)), value(at + ivec3(0, 1, 1))));
    }`;
}

/** The input's gradient. G: routed gradients, W: all weights. Each of the four windows near a pixel counts once. */
export function inputGradientProgram(shape: BlockShape): string {
  const channels = COMPONENTS.map(
    (c, index) => `
          if (g.${c} != 0.) {
            int ky = ry - (place.${c} >> 1); int kx = rx - (place.${c} & 1);
            if (ky >= 0 && ky < 3 && kx >= 0 && kx < 3) {
              sum += g.${c} * fetchW(EXCHANGED + ((ky * 3 + kx) * 4 * CO + co * 4 + ${index}) * CI + ct);
            }
          }`,
  ).join('');
  return `${constants(shape)}
    void main() {
      int i = outIndex();
      int ct = i % CI; int p = i / CI;
      int x = p % W_; int q = p / W_;
      int y = q % H; int n = q / H;
      int top = (y - 1) >> 1; int left = (x - 1) >> 1;
      vec4 sum = vec4(0.);
      for (int py = max(top, 0); py <= min(top + 1, h - 1); py++) {
        for (int px = max(left, 0); px <= min(left + 1, w_ - 1); px++) {
          int ry = y + 1 - 2 * py; int rx = x + 1 - 2 * px;
          int base = ((n * h + py) * w_ + px) * CO;
          for (int co = 0; co < CO; co++) {
            vec4 g = fetchG(base + co);
            ivec4 place = floatBitsToInt(g) & 3;
            ${channels}
          }
        }
      }
      setOutput(sum);
    }`;
}

/**
 * Sums for kernel and bias over `perChunk` frames a chunk. X: input, G: routed gradients. Output texels, a chunk after
 * the other: (tap, four inputs) × output, then the bias's sums (in x) × output.
 */
export function partialSumsProgram(shape: BlockShape, perChunk: number): string {
  return `${constants(shape)}
    const int SUMS = (9 * CI + 1) * OUTPUTS;
    void main() {
      int i = outIndex();
      int chunk = i / SUMS; int t = i % SUMS;
      int co = t % OUTPUTS; int q = t / OUTPUTS;
      int ct = q % CI; int tap = q / CI;
      int dy = tap / 3 - 1; int dx = tap % 3 - 1;
      int channel = co / 4; int c = co % 4;
      int last = min((chunk + 1) * ${perChunk}, N);
      vec4 sum = vec4(0.);
      for (int n = chunk * ${perChunk}; n < last; n++) {
        for (int py = 0; py < h; py++) {
          int base = ((n * h + py) * w_) * CO + channel;
          for (int px = 0; px < w_; px++) {
            float g = part(fetchG(base + px * CO), c);
            if (g != 0.) {
              int place = floatBitsToInt(g) & 3;
              int y = 2 * py + (place >> 1) + dy; int x = 2 * px + (place & 1) + dx;
              if (tap == 9) sum.x += g;
              else if (y >= 0 && y < H && x >= 0 && x < W_) sum += g * fetchX(((n * H + y) * W_ + x) * CI + ct);
            }
          }
        }
      }
      setOutput(sum);
    }`;
}

/** Texels of the sums over one chunk of frames. */
export const texelsOfSums = ({ inputs, outputs }: BlockShape): number => (9 * quads(inputs) + 1) * outputs;

/** Adds the chunks S up to the kernel's gradient `[3, 3, I, O]`. */
export const REDUCE_KERNEL = `
  float sum(int tap, int i, int o) {
    if (i >= inputs || o >= outputs) return 0.;
    int at = (tap * ((inputs + 3) / 4) + i / 4) * outputs + o;
    float total = 0.;
    for (int chunk = 0; chunk < chunks; chunk++) total += part(fetchS(chunk * sums + at), i & 3);
    return total;
  }
  void main() {
    ivec3 at = corner(outIndex(), ivec2(inputs, outputs));
    setOutput(vec4(sum(at.x, at.y, at.z), sum(at.x, at.y, at.z + 1),
      sum(at.x, at.y + 1, at.z), sum(at.x, at.y + 1, at.z + 1)));
  }`;

/** Adds the chunks S up to the bias's gradient `[O]`. */
export const REDUCE_BIAS = `
  float sum(int o) {
    float total = 0.;
    for (int chunk = 0; chunk < (o < outputs ? chunks : 0); chunk++) {
      total += fetchS(chunk * sums + sums - outputs + o).x;
    }
    return total;
  }
  void main() {
    int o = 2 * outIndex();
    setOutput(vec4(sum(o), sum(o + 1), 0., 0.));
  }`;
