/**
 * Sizes of a sequence: batch, steps, features of a step, units; any number of each. In our textures a texel of gates
 * (i, f, c, o) belongs to one unit, and a texel of states holds two units' (carry, hidden, carry, hidden).
 */
export interface Sizes {
  batch: number;
  time: number;
  features: number;
  units: number;
}

/** Texels of a step's states `[B, ⌈H / 2⌉]`. */
export const stateTexels = ({ batch, units }: Sizes): number => batch * Math.ceil(units / 2);
/** Texels of a step's gradients: gates `[B, H]`, then the carry's `[B, ⌈H / 4⌉]`. */
export const gradientTexels = ({ batch, units }: Sizes): number => batch * (units + Math.ceil(units / 4));

const constants = ({ batch, time, features, units }: Sizes): string => `
  const int B = ${batch}; const int T = ${time}; const int F = ${features}; const int H = ${units};
  const int P = ${Math.ceil(units / 2)}; const int Q = ${Math.ceil(units / 4)}; // texels of a row of states, of carries
  vec4 squash(vec4 x) { return tanh(clamp(x, -15., 15.)); }
  vec4 gates(vec4 z) {
    vec4 s = 1. / (1. + exp(-z));
    return vec4(s.xy, squash(z).z, s.w);
  }`;

/** Kernel K `[F, 4H]`, recurrent kernel U `[H, 4H]` and bias N `[4H]`, row after row, as texels of gates. */
export const weightsProgram = (sizes: Sizes): string => `${constants(sizes)}
  float weight(int row, int column) {
    ivec2 size = ivec2(0, 4 * H);
    if (row < F) return valueK(ivec3(0, row, column), size);
    if (row < F + H) return valueU(ivec3(0, row - F, column), size);
    return valueN(ivec3(0, 0, column), ivec2(1, 4 * H));
  }
  void main() {
    int i = outIndex();
    int row = i / H; int k = i % H;
    vec4 v;
    for (int c = 0; c < 4; c++) v[c] = weight(row, c * H + k);
    setOutput(v);
  }`;

/** x·K + b as texels of gates `[B, T, H]`: X the inputs `[B · T, F]`, W the weights. */
export const projectionProgram = (sizes: Sizes): string => `${constants(sizes)}
  void main() {
    int i = outIndex();
    int row = i / H; int k = i % H;
    int at = row / 2 * ((F + 1) / 2);
    vec4 z = fetchW((F + H) * H + k);
    for (int f = 0; f < F; f += 2) {
      vec4 x = fetchX(at + f / 2);
      vec2 own = (row & 1) == 0 ? x.xy : x.zw;
      z += own.x * fetchW(f * H + k);
      if (f + 1 < F) z += own.y * fetchW((f + 1) * H + k);
    }
    setOutput(z);
  }`;

/** GLSL: adds hidden(t − 1) · U to `z`, sums of unit k. S: states, of which a row starts at `from`. */
const recur = (z: string, k: string): string => `
    for (int j = 0; j < H; j += 2) {
      vec4 s = fetchS(from + j / 2);
      ${z} += s.y * fetchW((F + j) * H + ${k});
      if (j + 1 < H) ${z} += s.w * fetchW((F + j + 1) * H + ${k});
    }`;

/** States of step t: Z the projected inputs, W the weights, S the states before (of the first step: anything). */
export const stepProgram = (sizes: Sizes): string => `${constants(sizes)}
  vec2 state(int b, int k, float carry) {
    int from = b * P;
    vec4 z = fetchZ((b * T + t) * H + k);
    if (t > 0) {${recur('z', 'k')}}
    vec4 a = gates(z);
    float next = a.x * a.z + a.y * carry;
    return vec2(next, a.w * squash(vec4(next)).x);
  }
  void main() {
    int i = outIndex();
    int b = i / P; int k = 2 * (i % P);
    vec4 before = t > 0 ? fetchS(i) : vec4(0.);
    vec2 one = state(b, k, before.x);
    vec2 two = k + 1 < H ? state(b, k + 1, before.z) : vec2(0.);
    setOutput(vec4(one, two));
  }`;

/** The hidden half of states S as `[B, H]`. */
export const hiddenProgram = (sizes: Sizes): string => `${constants(sizes)}
  void main() {
    ivec3 at = corner(outIndex(), ivec2(B, H));
    int i = at.y * P + at.z / 2;
    setOutput(vec4(fetchS(i).yw, at.y + 1 < B ? fetchS(i + P).yw : vec2(0.)));
  }`;

/** Puts steps S0, S1, … from step `from` on after the steps P before them: `count` texels a step. */
export function gatherProgram(steps: number, before: boolean): string {
  const picks = Array.from(
    { length: steps },
    (_, k) => `${k + 1 < steps ? `if (k == ${k}) ` : ''}v = fetchS${k}(j);`,
  );
  return `
    void main() {
      int i = outIndex();
      int k = i / count - from; int j = i % count;
      vec4 v;
      ${before ? 'if (k < 0) v = fetchP(i); else ' : ''}
      ${picks.join(' else ')}
      setOutput(v);
    }`;
}

/** All steps' gates `[T, B, H]` again. Z: projected inputs, W: weights, S: all steps' states. */
export const gatesProgram = (sizes: Sizes): string => `${constants(sizes)}
  void main() {
    int i = outIndex();
    int k = i % H; int b = i / H % B; int t = i / (H * B);
    vec4 z = fetchZ((b * T + t) * H + k);
    if (t > 0) {
      int from = ((t - 1) * B + b) * P;
      ${recur('z', 'k')}
    }
    setOutput(gates(z));
  }`;

/**
 * Gradients of step t. A: all gates, S: all states, W: weights; D: the gradients of the step after (of the last step:
 * anything); G: those of the last hidden state, `[B, H]`.
 */
export const stepGradientProgram = (sizes: Sizes): string => `${constants(sizes)}
  float carryOf(int step, int b, int k) { return part(fetchS((step * B + b) * P + k / 2), 2 * (k & 1)); }
  // Gradients of the carry (x) and of the output gate before its slope (y).
  vec2 unit(int b, int k, vec4 a) {
    float squashed = squash(vec4(carryOf(t, b, k))).x;
    bool last = t == T - 1;
    float hidden = last ? valueG(ivec3(0, b, k), ivec2(B, H)) : 0.;
    for (int j = 0; j < (last ? 0 : H); j++) hidden += dot(fetchD(b * H + j), fetchW((F + k) * H + j));
    float carry = hidden * a.w * (1. - squashed * squashed);
    if (!last) carry += part(fetchD(B * H + b * Q + k / 4), k & 3);
    return vec2(carry, hidden * squashed);
  }
  vec4 gatesOf(int b, int k) { return fetchA((t * B + b) * H + k); }
  void main() {
    int i = outIndex();
    bool own = i < B * H;
    int b = own ? i / H : (i - B * H) / Q;
    int k = own ? i % H : 4 * ((i - B * H) % Q);
    int end = min(own ? k + 1 : k + 4, H);
    vec4 v = vec4(0.);
    for (int c = 0; k + c < end; c++) {
      vec4 a = gatesOf(b, k + c);
      vec2 g = unit(b, k + c, a);
      if (own) {
        float before = t > 0 ? carryOf(t - 1, b, k) : 0.;
        vec4 slope = vec4(a.xy * (1. - a.xy), 1. - a.z * a.z, a.w * (1. - a.w));
        v = slope * vec4(g.x * a.z, g.x * before, g.x * a.x, g.y);
      } else {
        v[c] = g.x * a.y;
      }
    }
    setOutput(v);
  }`;

/** All steps' gradients D, one after another, as `[B · T, 4H]`. */
export const unfoldProgram = (sizes: Sizes): string => `${constants(sizes)}
  float at(int row, int column) {
    if (row >= B * T) return 0.;
    int k = column % H; int t = row % T; int b = row / T;
    return part(fetchD(t * B * (H + Q) + b * H + k), column / H);
  }
  void main() {
    ivec3 c = corner(outIndex(), ivec2(B * T, 4 * H));
    vec4 v;
    for (int j = 0; j < 4; j++) v[j] = at(c.y + (j >> 1), c.z + (j & 1));
    setOutput(v);
  }`;

/** Gradient of the recurrent kernel `[H, 4H]`. S: all steps' states, D: gradients `[B · T, 4H]`. */
export const recurrentGradientProgram = (sizes: Sizes): string => `${constants(sizes)}
  void main() {
    ivec3 c = corner(outIndex(), ivec2(H, 4 * H));
    vec4 sum = vec4(0.);
    for (int b = 0; b < B; b++) {
      for (int t = 1; t < T; t++) {
        int row = b * T + t;
        vec2 hidden = fetchS(((t - 1) * B + b) * P + c.y / 2).yw;
        vec4 d = fetchD(row / 2 * 2 * H + c.z / 2);
        sum += hidden.xxyy * ((row & 1) == 0 ? d.xyxy : d.zwzw);
      }
    }
    setOutput(sum);
  }`;
