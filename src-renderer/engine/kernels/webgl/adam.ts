import type * as tf from '@tensorflow/tfjs';
import { BETA1, BETA2, EPSILON } from '../adam';
import type { Moments, PooledAdam, StepSize } from '../fast';
import { draw } from './draw';
import { linear, texelsOf } from './layout';

/** Variables that one draw takes: WebGL 2 promises 16 textures, and one is the moments before. */
const GROUP = 15;

interface Group {
  /** Place in the list of all. */
  start: number;
  members: readonly tf.Tensor[];
  /** Texels of each before its own, and of all of them. */
  offsets: number[];
  texels: number;
}

function groupsOf(tensors: readonly tf.Tensor[]): Group[] {
  const groups: Group[] = [];
  for (let start = 0; start < tensors.length; start += GROUP) {
    const members = tensors.slice(start, start + GROUP);
    const offsets: number[] = [];
    let texels = 0;
    for (const { shape } of members) {
      offsets.push(texels);
      texels += texelsOf(shape);
    }
    groups.push({ start, members, offsets, texels });
  }
  return groups;
}

/** Moments of a group: texel 2i the means, 2i + 1 the squares that belong to texel i of its gradients G0, G1, … */
function momentsProgram({ offsets }: Group): string {
  const picks = offsets.map((offset, k) => {
    const end = offsets[k + 1];
    return `${end === undefined ? '' : `if (i < ${end}) `}g = fetchG${k}(i - ${offset});`;
  });
  return `
    void main() {
      int o = outIndex(); int i = o / 2;
      vec4 g;
      ${picks.join(' else ')}
      vec4 before = first == 1 ? vec4(0.) : fetchM(o);
      setOutput((o & 1) == 0 ? ${BETA1} * before + ${1 - BETA1} * g : ${BETA2} * before + ${1 - BETA2} * g * g);
    }`;
}

const VALUE = `
  void main() {
    int i = outIndex();
    int at = 2 * (i + offset);
    setOutput(keep * fetchW(i) - rate * fetchM(at) / (sqrt(fetchM(at + 1) / correction) + ${EPSILON}));
  }`;

/** One variable's means (which = 0) or squares (1) out of its group's moments. */
const SPLIT = `
  void main() { setOutput(fetchM(2 * (outIndex() + offset) + which)); }`;

/** Moments F of a group with one variable's means M and squares V put in. */
const JOIN = `
  void main() {
    int o = outIndex(); int i = o / 2 - offset;
    bool own = i >= 0 && i < count;
    setOutput(own ? ((o & 1) == 0 ? fetchM(i) : fetchV(i)) : fetchF(o));
  }`;

/** Adam in one draw for the moments of 15 variables and one more for each variable. */
export const webglAdam: PooledAdam = {
  step(variables, gradients, moments, sizes, correction) {
    const values: tf.Tensor[] = [];
    const next = groupsOf(variables).map((group, index) => {
      const own = gradients.slice(group.start, group.start + group.members.length);
      const before = moments?.[index];
      const M = draw({
        inputs: {
          ...Object.fromEntries(own.map((gradient, k) => [`G${k}`, gradient])),
          M: before ?? (own[0] as tf.Tensor),
        },
        shape: linear(2 * group.texels),
        body: momentsProgram(group),
        ints: { first: before ? 0 : 1 },
        anySides: true,
      });
      group.members.forEach((W, k) => {
        const ints = { offset: group.offsets[k] ?? 0 };
        const floats = { ...(sizes[group.start + k] as StepSize), correction };
        values.push(draw({ inputs: { W, M }, shape: W.shape, body: VALUE, ints, floats, anySides: true }));
      });
      return M;
    });
    return { values, moments: next };
  },

  split(variables, moments) {
    return groupsOf(variables).flatMap(({ members, offsets }, index) => {
      const M = moments[index] as tf.Tensor;
      return members.map(({ shape }, k): Moments => {
        const pick = (which: number): tf.Tensor =>
          draw({
            inputs: { M },
            shape,
            body: SPLIT,
            ints: { offset: offsets[k] ?? 0, which },
            anySides: true,
          });
        return { mean: pick(0), square: pick(1) };
      });
    });
  },

  join(moments) {
    return groupsOf(moments.map(({ mean }) => mean)).map(({ start, members, offsets, texels }) =>
      members.reduce<tf.Tensor>((F, M, k) => {
        const V = (moments[start + k] as Moments).square;
        const ints = { offset: offsets[k] ?? 0, count: texelsOf(M.shape) };
        return draw({ inputs: { F, M, V }, shape: linear(2 * texels), body: JOIN, ints, anySides: true });
      }, members[0] as tf.Tensor),
    );
  },
};
