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
const COMPONENTS = ['x', 'y', 'z', 'w'];
const texelsFor = (channels: number): number => Math.ceil(channels / 4);

export const texelsIn = ({ frames, height, width, inputs }: BlockShape): number =>
  frames * height * width * texelsFor(inputs);
export const texelsOut = ({ frames, height, width, outputs }: BlockShape): number =>
  frames * (height >> 1) * (width >> 1) * texelsFor(outputs);
/** Texels of a block's weights: kernel, bias, and the kernel with inputs and outputs exchanged. */
export const texelsOfWeights = ({ inputs, outputs }: BlockShape): number =>
  72 * texelsFor(inputs) * texelsFor(outputs) + texelsFor(outputs);

/**
 * What a program knows of a block, by name, so that one program does for all blocks: frames (N), sides of input (H, W_)
 * and output (h, w_), texels a pixel (CI, CO), channels, and where the weights W have kernel, bias and exchanged kernel.
 */
export function sizesOf({
  frames,
  height,
  width,
  inputs,
  outputs,
  weights,
}: BlockShape): Record<string, number> {
  const kernel = 36 * texelsFor(inputs) * texelsFor(outputs);
  return {
    N: frames,
    H: height,
    W_: width,
    h: height >> 1,
    w_: width >> 1,
    CI: texelsFor(inputs),
    CO: texelsFor(outputs),
    INPUTS: inputs,
    OUTPUTS: outputs,
    KERNEL: weights,
    BIAS: weights + kernel,
    EXCHANGED: weights + kernel + texelsFor(outputs),
  };
}

/** Frames of X from frame `first` on. X is packed as `[…, H, W, C]`, or, if `dense`, value after value. */
export function prepareProgram(dense: boolean): string {
  const value = dense
    ? `int at = (first * H * W_ + p) * INPUTS + c;
      return part(fetchX(at / 4), at & 3);`
    : 'return valueX(ivec3(first * H + p / W_, p % W_, c), ivec2(W_, INPUTS));';
  return `
    float value(int p, int c) {
      if (c >= INPUTS) return 0.;
      ${value}
    }
    void main() {
      int i = outIndex();
      int ct = i % CI; int p = i / CI;
      vec4 v;
      for (int c = 0; c < 4; c++) v[c] = value(p, 4 * ct + c);
      setOutput(v);
    }`;
}

/**
 * All blocks' weights in one texture, from kernels K0, K1, … `[3, 3, I, O]` and biases B0, B1, …: texels of four outputs
 * for (tap, input), of the bias, then of four inputs for (tap, output).
 */
export function weightsProgram(shapes: readonly BlockShape[]): string {
  const choose = (value: (shape: BlockShape, k: number) => string): string =>
    shapes
      .map((shape, k) => `${k + 1 < shapes.length ? `if (block == ${k}) ` : ''}${value(shape, k)}`)
      .join(' else ');
  return `
    int block = 0;
    ivec2 size = ivec2(0); // inputs, outputs
    float kernel(int tap, int i, int o) {
      if (i >= size.x || o >= size.y) return 0.;
      ivec3 at = ivec3(tap, i, o);
      ${choose((_, k) => `return valueK${k}(at, size);`)}
    }
    float bias(int o) {
      if (o >= size.y) return 0.;
      ${choose((_, k) => `return valueB${k}(ivec3(0, 0, o), ivec2(1, size.y));`)}
    }
    void main() {
      int j = outIndex();
      ${shapes
        .slice(1)
        .map(({ weights }) => `if (j >= ${weights}) block++;`)
        .join(' ')}
      ${choose(({ weights, inputs, outputs }) => `{ j -= ${weights}; size = ivec2(${inputs}, ${outputs}); }`)}
      int CI = (size.x + 3) / 4; int CO = (size.y + 3) / 4;
      int BIAS = 36 * CI * CO; int EXCHANGED = BIAS + CO;
      vec4 v = vec4(0.);
      for (int c = 0; c < 4; c++) {
        if (j < BIAS) {
          int row = j / CO;
          v[c] = kernel(row / (4 * CI), row % (4 * CI), 4 * (j % CO) + c);
        } else if (j < EXCHANGED) {
          v[c] = bias(4 * (j - BIAS) + c);
        } else {
          int e = j - EXCHANGED; int row = e / CI;
          v[c] = kernel(row / (4 * CO), 4 * (e % CI) + c, row % (4 * CO));
        }
      }
      setOutput(v);
    }`;
}

/**
 * Convolution, bias, ReLU and pooling. X: input, W: all weights. Output texel: four channels of one pooled pixel, with
 * the winner's place (2 · row + column) in the two lowest bits of each value.
 * @param inputs channels of the input
 */
export function forwardProgram(inputs: number): string {
  // Of the four columns, and of the four rows, only the outer ones can lie outside the picture.
  const row = (name: string, inside: string): string => `
          ${name}0 = ${inside} && x >= 0 ? fetchX(from) : vec4(0.);
          ${name}1 = ${inside} ? fetchX(from + CI) : vec4(0.);
          ${name}2 = ${inside} ? fetchX(from + 2 * CI) : vec4(0.);
          ${name}3 = ${inside} && x + 3 < W_ ? fetchX(from + 3 * CI) : vec4(0.);`;
  const used = COMPONENTS.slice(0, Math.min(4, inputs));
  const products = [0, 1, 2]
    .flatMap((kx) =>
      used.map(
        (c, index) => `
          k = fetchW(at);${index + 1 < used.length ? ' at += CO;' : kx < 2 ? ' at += nextTap;' : ''}
          a00 += r${kx}.${c} * k; a01 += r${kx + 1}.${c} * k; a10 += s${kx}.${c} * k; a11 += s${kx + 1}.${c} * k;`,
      ),
    )
    .join('');
  return `
    void main() {
      int i = outIndex();
      int co = i % CO; int p = i / CO;
      int px = p % w_; int q = p / w_;
      int py = q % h; int n = q / h;
      int y = 2 * py - 1; int x = 2 * px - 1;
      vec4 a00 = fetchW(BIAS + co); vec4 a01 = a00; vec4 a10 = a00; vec4 a11 = a00;
      vec4 k, r0, r1, r2, r3, s0, s1, s2, s3;
      int nextTap = (4 * CI - ${used.length - 1}) * CO;
      for (int ct = 0; ct < CI; ct++) {
        int at = KERNEL + 4 * ct * CO + co;
        int from = ((n * H + y) * W_ + x) * CI + ct;
        ${row('r', 'y >= 0')}
        for (int ky = 0; ky < 3; ky++) {
          from += W_ * CI;
          bool inside = y + ky + 1 < H;
          ${row('s', 'inside')}
          ${products}
          at += nextTap;
          r0 = s0; r1 = s1; r2 = s2; r3 = s3;
        }
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

/** Marks the gradients G that another block gave, `quads` of texels. */
export const MARK_INNER = `
  void main() {
    int i = outIndex();
    vec4 g = fetchQuadsG(i);
    ${MARK}
  }`;

/** Marks the gradients G of what left the stack, from frame `first` on. */
export function markProgram(output: StackOutput): string {
  const value = {
    maps: 'valueG(ivec3(first * h + pixel / w_, pixel % w_, c), ivec2(w_, OUTPUTS))',
    mean: 'valueG(ivec3(0, n, c), ivec2(0, OUTPUTS)) / float(h * w_)',
    flat: 'valueG(ivec3(0, n, pixel % (h * w_) * OUTPUTS + c), ivec2(0, h * w_ * OUTPUTS))',
  }[output];
  return `
    float gradient(int pixel, int c) {
      int n = first + pixel / (h * w_);
      return c < OUTPUTS ? ${value} : 0.;
    }
    void main() {
      int i = outIndex();
      int pixel = i / CO; int c = 4 * (i % CO);
      vec4 g;
      for (int k = 0; k < 4; k++) g[k] = gradient(pixel, c + k);
      ${MARK}
    }`;
}

/** What the last block's pooled values P leave the stack as: `[N, h, w, C]`, `[N, h · w · C]` or their means `[N, C]`. */
export function outputProgram(output: StackOutput): string {
  const size = { maps: 'w_, OUTPUTS', flat: 'N, h * w_ * OUTPUTS', mean: 'N, OUTPUTS' }[output];
  const value = {
    maps: 'return part(fetchP((at.x * w_ + at.y) * CO + at.z / 4), at.z & 3);',
    flat: `int c = at.z % OUTPUTS;
      return part(fetchP((at.y * h * w_ + at.z / OUTPUTS) * CO + c / 4), c & 3);`,
    mean: `float sum = 0.;
      for (int p = 0; p < h * w_; p++) sum += part(fetchP((at.y * h * w_ + p) * CO + at.z / 4), at.z & 3);
      return sum / float(h * w_);`,
  }[output];
  return `
    #define SIZE ivec2(${size})
    float value(ivec3 at) {
      if (at.y >= SIZE.x || at.z >= SIZE.y) return 0.;
      ${value}
    }
    void main() {
      ivec3 at = corner(outIndex(), SIZE);
      vec4 v;
      for (int c = 0; c < 4; c++) v[c] = value(at + ivec3(0, c >> 1, c & 1));
      setOutput(v);
    }`;
}

/** GLSL: adds what channel c of the routed gradient g gives; `from` is the weights' texel of that channel. */
const routed = COMPONENTS.map(
  (c, index) => `
            if (g.${c} != 0.) {
              int down = place.${c} >> 1; int right = place.${c} & 1;
              if (uint(ry - down) < 3u && uint(rx - right) < 3u) {
                sum += g.${c} * fetchW(from - (-down & threeTaps) - (-right & oneTap));
              }
            }${index < 3 ? ' from += CI;' : ''}`,
).join('');

/**
 * The input's gradient, as `quads` of texels. G: routed gradients, W: all weights. Each of the four windows near a pixel
 * counts once.
 */
export const INPUT_GRADIENT = `
    void main() {
      int i = outQuadIndex();
      int ct = i % CI; int p = i / CI;
      int x = p % W_; int q = p / W_;
      int y = q % H; int n = q / H;
      int oneTap = 4 * CO * CI; int threeTaps = 3 * oneTap;
      int top = (y - 1) >> 1; int left = (x - 1) >> 1;
      vec4 sum = vec4(0.);
      for (int py = max(top, 0); py <= min(top + 1, h - 1); py++) {
        for (int px = max(left, 0); px <= min(left + 1, w_ - 1); px++) {
          int ry = y + 1 - 2 * py; int rx = x + 1 - 2 * px;
          int at = ((n * h + py) * w_ + px) * CO; int end = at + CO;
          int from = EXCHANGED + ry * threeTaps + rx * oneTap + ct;
          for (; at < end; at++) {
            vec4 g = fetchG(at);
            ivec4 place = floatBitsToInt(g) & 3;
            ${routed}
            from += CI;
          }
        }
      }
      setOutput(sum);
    }`;

/** Texels of a block's routed gradients as {@link ROWS} has them. */
export const texelsOfRows = ({ frames, height, width, outputs }: BlockShape): number =>
  frames * (height >> 1) * texelsFor(width >> 1) * outputs;

/** Routed gradients G with four pixels of a row, instead of four channels of a pixel, to a texel. */
export const ROWS = `
  float value(int row, int x, int co) {
    return x < w_ ? part(fetchG((row * w_ + x) * CO + co / 4), co & 3) : 0.;
  }
  void main() {
    int i = outIndex();
    int co = i % OUTPUTS; int p = i / OUTPUTS;
    int some = (w_ + 3) / 4;
    int x = 4 * (p % some); int row = p / some;
    vec4 v;
    for (int c = 0; c < 4; c++) v[c] = value(row, x + c, co);
    setOutput(v);
  }`;

/**
 * Sums for kernel and bias over `perChunk` frames a chunk. X: input, R: routed gradients as {@link ROWS} has them. Output
 * `quads` of texels, a chunk after the other: of each output (tap, four inputs), then the bias's sum (in x).
 */
export const PARTIAL_SUMS = `
  void main() {
    int i = outQuadIndex();
    int each = 9 * CI + 1;
    int chunk = i / (each * OUTPUTS); int t = i % (each * OUTPUTS);
    int co = t / each; int q = t % each;
    int ct = q % CI; int tap = q / CI;
    int dy = tap / 3 - 1; int dx = tap % 3 - 1;
    int line = W_ * CI;
    int first = chunk * perChunk; int last = min(first + perChunk, N);
    int at = first * h * ((w_ + 3) / 4) * OUTPUTS + co;
    vec4 sum = vec4(0.); vec4 all = vec4(0.);
    for (int n = first; n < last; n++) {
      for (int py = 0; py < h; py++) {
        int top = 2 * py + dy;
        int from = ((n * H + top) * W_ + dx) * CI + ct;
        for (int left = dx; left < dx + 2 * w_; left += 8) {
          vec4 g = fetchR(at);
          all += g;
          ivec4 place = floatBitsToInt(g) & 3;
          ivec4 down = place >> 1; ivec4 right = place & 1;
          ivec4 pixel = from + (-down & line) + (-right & CI);
          ivec4 y = top + down; ivec4 x = left + right + ivec4(0, 2, 4, 6);
          ${COMPONENTS.map(
            (c, index) => `
          if (g.${c} != 0. && uint(y.${c}) < uint(H) && uint(x.${c}) < uint(W_)) {
            sum += g.${c} * fetchX(pixel.${c} + ${2 * index} * CI);
          }`,
          ).join('')}
          at += OUTPUTS; from += 8 * CI;
        }
      }
    }
    setOutput(tap < 9 ? sum : vec4(all.x + all.y + all.z + all.w, 0., 0., 0.));
  }`;

/** Texels of the sums over one chunk of frames. */
export const texelsOfSums = ({ inputs, outputs }: BlockShape): number =>
  (9 * texelsFor(inputs) + 1) * outputs;

/** Adds the chunks S up to the kernel's gradient `[3, 3, I, O]`. */
export const REDUCE_KERNEL = `
  float sum(int tap, int i, int o) {
    if (i >= inputs || o >= outputs) return 0.;
    int texels = (inputs + 3) / 4;
    int at = o * (9 * texels + 1) + tap * texels + i / 4;
    float total = 0.;
    for (int chunk = 0; chunk < chunks; chunk++) total += part(fetchQuadsS(chunk * sums + at), i & 3);
    return total;
  }
  void main() {
    ivec3 at = corner(outIndex(), ivec2(inputs, outputs));
    vec4 v;
    for (int c = 0; c < 4; c++) v[c] = sum(at.x, at.y + (c >> 1), at.z + (c & 1));
    setOutput(v);
  }`;

/** Adds the chunks S up to the bias's gradient `[O]`. */
export const REDUCE_BIAS = `
  float sum(int o) {
    float total = 0.;
    for (int chunk = 0; chunk < (o < outputs ? chunks : 0); chunk++) {
      total += fetchQuadsS(chunk * sums + (o + 1) * (sums / outputs) - 1).x;
    }
    return total;
  }
  void main() {
    int o = 2 * outIndex();
    setOutput(vec4(sum(o), sum(o + 1), 0., 0.));
  }`;
