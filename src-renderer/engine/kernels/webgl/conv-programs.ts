/** One Conv2D(3×3, same, ReLU) + MaxPool(2×2) block; sides of its input, both even. */
export interface BlockShape {
  frames: number;
  height: number;
  width: number;
  inputs: number;
  /** A multiple of four. */
  outputs: number;
}

/** At or below this a pooled value counts as zero; it is far above what the place bits alone make. */
const ZERO = '1e-30';
const taps = [0, 1, 2].flatMap((ky) => [0, 1, 2].map((kx) => ({ ky, kx })));
const COMPONENTS = ['x', 'y', 'z', 'w'];

/** GLSL constants of a block: sides of input (H, W) and output (h, w), texels a pixel (CI, CO), channels. */
function constants({ frames, height, width, inputs, outputs }: BlockShape): string {
  return `
    const int N = ${frames}; const int H = ${height}; const int W_ = ${width};
    const int h = ${height / 2}; const int w_ = ${width / 2};
    const int CI = ${Math.ceil(inputs / 4)}; const int CO = ${outputs / 4};
    const int INPUTS = ${inputs}; const int OUTPUTS = ${outputs};`;
}

/** Fills 1, 2 or 3 channels a pixel up to four with zeros: X to texel = pixel. */
export function padProgram(channels: number): string {
  const values = Array.from({ length: 4 }, (_, c) => (c < channels ? `value(i * ${channels} + ${c})` : '0.'));
  return `
    float value(int at) {
      vec4 v = fetchX(at / 4);
      int c = at % 4;
      return c < 2 ? (c == 0 ? v.x : v.y) : (c == 2 ? v.z : v.w);
    }
    void main() {
      int i = outIndex();
      setOutput(vec4(${values.join(', ')}));
    }`;
}

/**
 * Convolution, bias, ReLU and pooling. X: input, W: kernel, B: bias. Output texel: four channels of one pooled pixel,
 * with the winner's place (2 · row + column) in the two lowest bits of each value.
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
        k = fetchW((${ky * 3 + kx} * INPUTS + ct * 4 + ${index}) * CO + co);
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
      vec4 a00 = fetchB(co); vec4 a01 = a00; vec4 a10 = a00; vec4 a11 = a00;
      vec4 k;
      for (int ct = 0; ct < CI; ct++) {
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

/** Gradients G of pooled values P: zero where ReLU cut, else with the winner's place in the two lowest bits. */
export function maskProgram(): string {
  return `
    void main() {
      int i = outIndex();
      vec4 p = fetchP(i);
      vec4 marked = intBitsToFloat((floatBitsToInt(fetchG(i)) & ~3) | (floatBitsToInt(p) & 3));
      setOutput(mix(vec4(0.), marked, greaterThan(p, vec4(${ZERO}))));
    }`;
}

/** Kernel W, texel = four outputs of one (tap, input), to texel = four inputs of one (tap, output). */
export function transposeProgram(shape: BlockShape): string {
  const parts = COMPONENTS.map(
    (_, c) => `part(fetchW((tap * INPUTS + ct * 4 + ${c}) * CO + co / 4), co % 4)`,
  );
  return `${constants(shape)}
    float part(vec4 v, int c) { return c < 2 ? (c == 0 ? v.x : v.y) : (c == 2 ? v.z : v.w); }
    void main() {
      int i = outIndex();
      int ct = i % CI; int q = i / CI;
      int co = q % OUTPUTS; int tap = q / OUTPUTS;
      setOutput(vec4(${parts.join(', ')}));
    }`;
}

/** The input's gradient. G: routed gradients, W: transposed kernel. Each of the four windows near a pixel counts once. */
export function inputGradientProgram(shape: BlockShape): string {
  const channels = COMPONENTS.map(
    (c, index) => `
          if (g.${c} != 0.) {
            int ky = ry - (place.${c} >> 1); int kx = rx - (place.${c} & 1);
            if (ky >= 0 && ky < 3 && kx >= 0 && kx < 3) {
              sum += g.${c} * fetchW(((ky * 3 + kx) * OUTPUTS + co * 4 + ${index}) * CI + ct);
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
    float part(vec4 v, int c) { return c < 2 ? (c == 0 ? v.x : v.y) : (c == 2 ? v.z : v.w); }
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

/** Adds the chunks S up to the kernel's gradient, texel = four outputs of one (tap, input). */
export function reduceKernelProgram(shape: BlockShape, chunks: number): string {
  const parts = COMPONENTS.map((_, c) => `part(fetchS(at + ${c}), ci % 4)`);
  return `${constants(shape)}
    const int SUMS = (9 * CI + 1) * OUTPUTS;
    float part(vec4 v, int c) { return c < 2 ? (c == 0 ? v.x : v.y) : (c == 2 ? v.z : v.w); }
    void main() {
      int i = outIndex();
      int co = i % CO; int q = i / CO;
      int ci = q % INPUTS; int tap = q / INPUTS;
      vec4 sum = vec4(0.);
      for (int chunk = 0; chunk < ${chunks}; chunk++) {
        int at = chunk * SUMS + (tap * CI + ci / 4) * OUTPUTS + co * 4;
        sum += vec4(${parts.join(', ')});
      }
      setOutput(sum);
    }`;
}

/** Adds the chunks S up to the bias's gradient. */
export function reduceBiasProgram(shape: BlockShape, chunks: number): string {
  const parts = COMPONENTS.map((_, c) => `fetchS(at + ${c}).x`);
  return `${constants(shape)}
    const int SUMS = (9 * CI + 1) * OUTPUTS;
    void main() {
      int co = outIndex();
      vec4 sum = vec4(0.);
      for (int chunk = 0; chunk < ${chunks}; chunk++) {
        int at = chunk * SUMS + 9 * CI * OUTPUTS + co * 4;
        sum += vec4(${parts.join(', ')});
      }
      setOutput(sum);
    }`;
}
