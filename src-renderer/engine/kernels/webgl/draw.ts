import * as tf from '@tensorflow/tfjs-core';
import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { isLinear, linear, matrixOf, samePacking, sides, texelsOf } from './layout';
import { upload } from './upload';

/**
 * Our programs work on packed textures, texel by texel (see `layout`). What stays between them is linear; what leaves
 * them has the shape that it is to have, and needs no repacking.
 */
const KERNEL = 'BeckonDraw';

export interface Draw<Input extends tf.TensorInfo = tf.Tensor> {
  inputs: Record<string, Input>;
  /** Of the result; linear for results that are read by our programs alone. */
  shape: readonly number[];
  /**
   * GLSL that ends in `void main()`. It has `outIndex()` for the texel to compute, `setOutput(vec4)`, `part(vec4, int)`,
   * for each input X `fetchX(int texel)` and `valueX(ivec3(batch, row, column), ivec2(rows, columns))`, and
   * `ivec3 corner(int texel, ivec2(rows, columns))`: batch, row and column of a texel's first value. `outQuadIndex()` and
   * `fetchQuadsX(int texel)` write and read results of {@link quads} of texels.
   */
  body: string;
  /** Whole numbers and other numbers that change from call to call, by name. */
  ints?: Record<string, number>;
  floats?: Record<string, number>;
  /** One program for textures of any sides, which are found more slowly. */
  anySides?: boolean;
}

class DrawProgram implements GPGPUProgram {
  readonly packedInputs = true;
  readonly packedOutput = true;
  readonly enableShapeUniforms = true;
  /** `PackingScheme.DENSE`, with which the texture's sides are ours to choose. */
  readonly outPackingScheme = 0;

  constructor(
    readonly variableNames: string[],
    readonly outputShape: number[],
    readonly userCode: string,
    readonly customUniforms: { name: string; type: 'int' | 'float' }[],
  ) {}
}

/** Runs a program; the result has no gradient. */
export function draw({ inputs, ...rest }: Draw): tf.Tensor {
  const attributes = { ...rest, names: Object.keys(inputs) };
  return tf.engine().runKernel(KERNEL, inputs, attributes as unknown as tf.NamedAttrMap) as tf.Tensor;
}

const COMMON = `
  float part(vec4 v, int c) { return c < 2 ? (c == 0 ? v.x : v.y) : (c == 2 ? v.z : v.w); }
  ivec3 corner(int texel, ivec2 size) {
    ivec2 q = (size + 1) / 2;
    int row = texel / q.y;
    return ivec3(row / q.x, 2 * (row % q.x), 2 * (texel % q.y));
  }`;

/** @param columns of the texture, a power of two; null: any */
function fetchFunctions(name: string, columns: number | null): string {
  const place =
    columns === null
      ? `int w = ${name}TexShape[1] / 2; ivec2 at = ivec2(i % w, i / w);`
      : `ivec2 at = ivec2(i & ${columns - 1}, i >> ${Math.log2(columns)});`;
  return `
    vec4 fetch${name}(int i) {
      ${place}
      return texelFetch(${name}, at, 0);
    }
    vec4 fetchQuads${name}(int i) {
      int two = ${name}TexShape[1]; int j = i % two;
      return texelFetch(${name}, ivec2((j >> 2) * 2 + (j & 1), i / two * 2 + ((j >> 1) & 1)), 0);
    }
    float value${name}(ivec3 at, ivec2 size) {
      ivec2 q = (size + 1) / 2;
      return part(fetch${name}((at.x * q.x + at.y / 2) * q.y + at.z / 2), (at.y & 1) * 2 + (at.z & 1));
    }`;
}

/**
 * Whether it costs nothing to read a tensor as a linear one: it is still to be uploaded, and then best so, as
 * that fills nothing up, or was so before.
 */
export function isDense({ dataId, size }: tf.Tensor): boolean {
  const { texture, isPacked, shape } = (tf.backend() as MathBackendWebGL).getDataInfo(dataId);
  return size % 4 === 0 && (!texture || (isPacked === true && isLinear(shape)));
}

/** The values X of a linear tensor as one of another shape has them. */
const PACK = `
  float value(ivec3 at) {
    int i = (at.x * rows + at.y) * columns + at.z;
    return at.y < rows && at.z < columns ? part(fetchX(i / 4), i & 3) : 0.;
  }
  void main() {
    ivec3 at = corner(outIndex(), ivec2(rows, columns));
    vec4 v;
    for (int c = 0; c < 4; c++) v[c] = value(at + ivec3(0, c >> 1, c & 1));
    setOutput(v);
  }`;

/** A tensor as a packed texture, the same or (then noted in `spare`) another. */
function packed(backend: MathBackendWebGL, tensor: tf.TensorInfo, spare: tf.TensorInfo[]): tf.TensorInfo {
  const data = backend.getDataInfo(tensor.dataId);
  if (!data.texture && data.values) {
    const { rows, columns } = matrixOf(tensor.shape);
    upload(backend, tensor, (X) =>
      drawInfo(backend, {
        inputs: { X },
        shape: tensor.shape,
        body: PACK,
        ints: { rows, columns },
        anySides: true,
      }),
    );
  }
  if (data.isPacked && samePacking(data.shape, tensor.shape)) return tensor;
  const other = data.isPacked
    ? (tf.getKernel('Reshape', 'webgl').kernelFunc({
        inputs: { x: { ...tensor, shape: data.shape } },
        backend,
        attrs: { shape: tensor.shape },
      }) as tf.TensorInfo)
    : backend.packTensor(tensor);
  spare.push(other);
  return other;
}

/** Makes {@link draw} work on WebGL. */
export function registerDraw(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'webgl',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { names, ...rest } = attrs as unknown as Omit<Draw, 'inputs'> & { names: string[] };
      const named = Object.fromEntries(names.map((name) => [name, inputs[name] as tf.TensorInfo]));
      return drawInfo(backend as MathBackendWebGL, { ...rest, inputs: named });
    },
  });
}

/** As {@link draw}, from inside a kernel. */
export function drawInfo(
  backend: MathBackendWebGL,
  { inputs, shape, body, ints = {}, floats = {}, anySides = false }: Draw<tf.TensorInfo>,
): tf.TensorInfo {
  const names = Object.keys(inputs);
  const spare: tf.TensorInfo[] = [];
  const textures = Object.values(inputs).map((input) => packed(backend, input, spare));
  const columnsOf = ({ dataId }: tf.TensorInfo): number | null => {
    const columns = (backend.getDataInfo(dataId).texShape?.[1] ?? 0) / 2;
    return !anySides && Number.isInteger(Math.log2(columns)) ? columns : null;
  };
  const fetches = textures.map((texture, i) => fetchFunctions(names[i] as string, columnsOf(texture)));
  const code = `${COMMON}
    ${fetches.join('')}
    int outIndex() {
      return int(gl_FragCoord.y) * (outTexShape[1] / 2) + int(gl_FragCoord.x);
    }
    int outQuadIndex() {
      ivec2 at = ivec2(gl_FragCoord.xy);
      return (at.y >> 1) * outTexShape[1] + (at.x >> 1) * 4 + (at.y & 1) * 2 + (at.x & 1);
    }
    ${body}`;
  // Never one texel, which would be another program.
  const texels = Math.max(2, texelsOf(shape));
  const program = new DrawProgram(names, linear(texels), code, [
    ...Object.keys(ints).map((name) => ({ name, type: 'int' as const })),
    ...Object.keys(floats).map((name) => ({ name, type: 'float' as const })),
  ]);
  // As scalars, so that the program does not depend on their shapes.
  const anonymous = textures.map(({ dataId, dtype }) => ({ dataId, dtype, shape: [] }));
  const values = [...Object.values(ints), ...Object.values(floats)].map((value) => [value]);
  const { dataId } = backend.runWebGLProgram(program, anonymous, 'float32', values, true, sides(texels));
  backend.getDataInfo(dataId).shape = [...shape];
  for (const info of spare) backend.disposeIntermediateTensorInfo(info);
  return { dataId, shape: [...shape], dtype: 'float32' };
}
