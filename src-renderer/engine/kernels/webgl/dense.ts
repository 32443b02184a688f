import * as tf from '@tensorflow/tfjs-core';
import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';

/**
 * Our programs work on "dense" tensors, whose texel i holds the values 4i … 4i + 3 of the logical tensor in row-major
 * order. One fetch brings four values, and a texel's place follows from its index. There are two shapes: linear,
 * `[n, 2, 2]`, which TensorFlow.js reshapes to the logical tensor and back; and square, `[1, 2 · rows, 2 · columns]` with
 * a power of two of columns, whose places are quicker to find and which stays between our programs.
 */
export type Dense = tf.Tensor;

/** Texels beyond which an index is no longer exact as a float. */
const EXACT_TEXELS = 2 ** 22;
const KERNEL = 'BeckonDense';

class DenseProgram implements GPGPUProgram {
  readonly packedInputs = true;
  readonly packedOutput = true;
  readonly enableShapeUniforms = true;

  constructor(
    readonly variableNames: string[],
    readonly outputShape: number[],
    readonly userCode: string,
    readonly customUniforms: { name: string; type: 'int' | 'float' }[],
  ) {}
}

/** GLSL: `vec4 fetchX(int index)` for an input X. */
function fetchFunction(name: string, shape: readonly number[]): string {
  const texels = tf.util.sizeFromShape([...shape]) / 4;
  const columns = squareColumns(shape);
  const row = texels < EXACT_TEXELS ? 'int((float(i) + 0.5) / float(w))' : 'i / w';
  const body = columns
    ? `return texelFetch(${name}, ivec2(i & ${columns - 1}, i >> ${Math.log2(columns)}), 0);`
    : `int w = ${name}TexShape[1] / 2;
      int row = ${row};
      return texelFetch(${name}, ivec2(i - row * w, row), 0);`;
  return `
    vec4 fetch${name}(int i) {
      ${body}
    }`;
}

function squareShape(texels: number): number[] {
  const columns = 2 ** Math.ceil(Math.log2(texels) / 2);
  return [1, 2 * Math.ceil(texels / columns), 2 * columns];
}

/** Columns of texels of a square tensor; null for any other. */
function squareColumns(shape: readonly number[]): number | null {
  const [one, , width = 0] = shape;
  const columns = width / 2;
  return shape.length === 3 && one === 1 && Number.isInteger(Math.log2(columns)) ? columns : null;
}

interface DenseAttributes {
  names: string[];
  shape: number[];
  body: string;
  uniforms: Record<string, number>;
  floats: Record<string, number>;
}

/**
 * Runs a program over dense tensors; the result is linear.
 * @param body GLSL that ends in `void main()`; has `fetchX(int)` for each input X, `outIndex()` for the texel to
 *   compute, `setOutput(vec4)`, and the uniforms by name
 * @param uniforms whole numbers that change from call to call; all other numbers belong in the body
 */
export function runDense(
  inputs: Record<string, tf.Tensor>,
  texels: number,
  body: string,
  uniforms: Record<string, number> = {},
): Dense {
  return runPacked(inputs, [texels, 2, 2], body, uniforms);
}

/** As {@link runDense}, with a square result; texels after the last are undefined. */
export function runSquare(inputs: Record<string, tf.Tensor>, texels: number, body: string): Dense {
  return runPacked(inputs, squareShape(texels), body);
}

/**
 * The same for tensors of one shape (of four axes at most) texel by texel, whatever their packing makes of it.
 * @param floats as `uniforms`, for numbers that are not whole
 */
export function runPacked(
  inputs: Record<string, tf.Tensor>,
  shape: number[],
  body: string,
  uniforms: Record<string, number> = {},
  floats: Record<string, number> = {},
): tf.Tensor {
  const attributes: DenseAttributes = { names: Object.keys(inputs), shape, body, uniforms, floats };
  return tf.engine().runKernel(KERNEL, inputs, attributes as unknown as tf.NamedAttrMap) as tf.Tensor;
}

/** Makes {@link runDense} work on WebGL. */
export function registerDense(): void {
  tf.registerKernel({
    kernelName: KERNEL,
    backendName: 'webgl',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { names, shape, body, uniforms, floats } = attrs as unknown as DenseAttributes;
      const tensors = names.map((name) => inputs[name] as tf.TensorInfo);
      const code = `
        ${names.map((name, i) => fetchFunction(name, tensors[i]?.shape ?? [])).join('')}
        int outIndex() {
          return int(gl_FragCoord.y) * (outTexShape[1] / 2) + int(gl_FragCoord.x);
        }
        ${body}`;
      const custom = [
        ...Object.keys(uniforms).map((name) => ({ name, type: 'int' as const })),
        ...Object.keys(floats).map((name) => ({ name, type: 'float' as const })),
      ];
      const values = [...Object.values(uniforms), ...Object.values(floats)].map((value) => [value]);
      const program = new DenseProgram(names, shape, code, custom);
      return (backend as MathBackendWebGL).runWebGLProgram(program, tensors, 'float32', values, true);
    },
  });
}

/** The same values as a linear dense tensor; their number must be a multiple of four. */
export function toDense(tensor: tf.Tensor): Dense {
  return tf.reshape(tensor, [tensor.size / 4, 2, 2]);
}
