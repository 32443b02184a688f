/** What a WebGL 2 context was asked to do since counting began, or since the last `reset`. The numbers are live. */
export interface WebglCounts {
  /** Draw calls. */
  readonly draws: number;
  /** Linked shader programs. */
  readonly programs: number;
  /** Bytes of textures and buffers written from memory. */
  readonly uploadedBytes: number;
  reset(): void;
}

const DRAWS = ['drawElements', 'drawArrays', 'drawElementsInstanced', 'drawArraysInstanced'] as const;
const UPLOADS = ['texImage2D', 'texSubImage2D', 'texImage3D', 'texSubImage3D'] as const;
const BUFFERS = ['bufferData', 'bufferSubData'] as const;

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Counts what a context does from now on, by putting functions of its own before the context's. Calling it twice on one
 * context counts twice, independently.
 */
export function countWebgl(gl: WebGL2RenderingContext): WebglCounts {
  const counts = { draws: 0, programs: 0, uploadedBytes: 0 };
  const watch = (name: keyof WebGL2RenderingContext, before: (args: unknown[]) => void): void => {
    const original = gl[name] as unknown as AnyFunction;
    Object.defineProperty(gl, name, {
      configurable: true,
      writable: true,
      value: (...args: unknown[]): unknown => {
        before(args);
        return original.apply(gl, args);
      },
    });
  };
  for (const name of DRAWS) watch(name, () => counts.draws++);
  watch('linkProgram', () => counts.programs++);
  for (const name of [...UPLOADS, ...BUFFERS]) {
    watch(name, (args) => {
      counts.uploadedBytes += args.reduce<number>((sum, arg) => sum + bytesOf(arg), 0);
    });
  }
  return {
    get draws() {
      return counts.draws;
    },
    get programs() {
      return counts.programs;
    },
    get uploadedBytes() {
      return counts.uploadedBytes;
    },
    reset: () => Object.assign(counts, { draws: 0, programs: 0, uploadedBytes: 0 }),
  };
}

/** Bytes of an argument that holds data; four a pixel for pictures. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  if (typeof value !== 'object' || value === null || !('width' in value && 'height' in value)) return 0;
  return 4 * Number(value.width) * Number(value.height);
}
