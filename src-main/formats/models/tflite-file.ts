import { Builder } from 'flatbuffers';

/** Types of values, by the numbers that the format has for them. */
export const TENSOR_TYPE = { FLOAT32: 0, FLOAT16: 1, INT32: 2, INT8: 9 } as const;

/** Without numbers: what an operator makes. */
export interface LiteTensor {
  name: string;
  type: number;
  shape: readonly number[];
  bytes: Uint8Array | null;
  /** Set where its numbers are whole ones: what each is multiplied by. */
  scale?: number;
}

/** A setting of an operator: the number of its field, and its value. */
type Setting = readonly [field: number, kind: 'int8' | 'int32' | 'float32', value: number];

/** Which settings an operator has, by the numbers that the format has for them. */
export interface LiteOptions {
  type: number;
  settings: readonly Setting[];
}

export interface LiteOperator {
  code: number;
  /** Places in the list of tensors; -1 where there is none. */
  inputs: readonly number[];
  outputs: readonly number[];
  options: LiteOptions | null;
}

export interface LiteModel {
  tensors: readonly LiteTensor[];
  operators: readonly LiteOperator[];
  inputs: readonly number[];
  outputs: readonly number[];
  description: string;
  /** Texts that programs may look for, by their names. */
  metadata: Readonly<Record<string, string>>;
}

/** Of the format, and of what tells that a file is of it. */
const VERSION = 3;
const IDENTIFIER = 'TFL3';
/** Numbers lie at multiples of so many bytes. */
const ALIGNMENT = 16;

/** The bytes of a file as https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs has it. */
export function encodeLite(model: LiteModel): Uint8Array<ArrayBuffer> {
  const builder = new Builder(1024);
  const writer = new Writer(builder);
  const codes = [...new Set(model.operators.map(({ code }) => code))];
  // The first is empty, and that of every tensor without numbers.
  const contents: (Uint8Array | null)[] = [null];
  const keep = (bytes: Uint8Array): number => contents.push(bytes) - 1;
  const tensors = model.tensors.map(({ name, type, shape, bytes, scale }) =>
    writer.table(
      ['offset', writer.numbers(shape)],
      ['int8', type],
      ['int32', bytes ? keep(bytes) : 0],
      ['offset', builder.createString(name)],
      ['offset', scale === undefined ? 0 : writer.scaled(scale)],
    ),
  );
  const operators = model.operators.map(({ code, inputs, outputs, options }) =>
    writer.table(
      ['int32', codes.indexOf(code)],
      ['offset', writer.numbers(inputs)],
      ['offset', writer.numbers(outputs)],
      ['int8', options?.type ?? 0],
      ['offset', options ? writer.settings(options) : 0],
    ),
  );
  const graph = writer.table(
    ['offset', writer.offsets(tensors)],
    ['offset', writer.numbers(model.inputs)],
    ['offset', writer.numbers(model.outputs)],
    ['offset', writer.offsets(operators)],
    ['offset', builder.createString('main')],
  );
  const metadata = Object.entries(model.metadata).map(([name, text]) => {
    const buffer = keep(new TextEncoder().encode(text));
    return writer.table(['offset', builder.createString(name)], ['int32', buffer]);
  });
  const buffers = contents.map((bytes) => writer.table(['offset', bytes ? writer.bytes(bytes) : 0]));
  const kinds = codes.map((code) =>
    // Once by the field of programs of before, and once by today's.
    writer.table(['int8', code], ['offset', 0], ['int32', 1], ['int32', code]),
  );
  const root = writer.table(
    ['int32', VERSION],
    ['offset', writer.offsets(kinds)],
    ['offset', writer.offsets([graph])],
    ['offset', builder.createString(model.description)],
    ['offset', writer.offsets(buffers)],
    ['offset', 0],
    ['offset', writer.offsets(metadata)],
  );
  builder.finish(root, IDENTIFIER);
  return new Uint8Array(builder.asUint8Array());
}

type Field = readonly ['int8' | 'int32' | 'offset', number];

/** Writes what flatbuffers consist of; each is done before what refers to it. */
class Writer {
  constructor(readonly builder: Builder) {}

  /** A table of these fields, numbered from 0 on; those that are zero are left out. */
  table(...fields: readonly Field[]): number {
    this.builder.startObject(fields.length);
    fields.forEach(([kind, value], field) => {
      if (kind === 'offset') this.builder.addFieldOffset(field, value, 0);
      else if (kind === 'int8') this.builder.addFieldInt8(field, value, 0);
      else this.builder.addFieldInt32(field, value, 0);
    });
    return this.builder.endObject();
  }

  settings({ settings }: LiteOptions): number {
    this.builder.startObject(Math.max(0, ...settings.map(([field]) => field + 1)));
    for (const [field, kind, value] of settings) {
      if (kind === 'int8') this.builder.addFieldInt8(field, value, null);
      else if (kind === 'int32') this.builder.addFieldInt32(field, value, null);
      else this.builder.addFieldFloat32(field, value, null);
    }
    return this.builder.endObject();
  }

  /** How whole numbers are made of a tensor's: times a factor, and zero is zero. */
  scaled(scale: number): number {
    this.builder.startVector(4, 1, 4);
    this.builder.addFloat32(scale);
    const scales = this.builder.endVector();
    this.builder.startVector(8, 1, 8);
    this.builder.addInt64(0n);
    const zeros = this.builder.endVector();
    return this.table(['offset', 0], ['offset', 0], ['offset', scales], ['offset', zeros]);
  }

  numbers(values: readonly number[]): number {
    this.builder.startVector(4, values.length, 4);
    for (const value of values.toReversed()) this.builder.addInt32(value);
    return this.builder.endVector();
  }

  offsets(values: readonly number[]): number {
    this.builder.startVector(4, values.length, 4);
    for (const value of values.toReversed()) this.builder.addOffset(value);
    return this.builder.endVector();
  }

  bytes(values: Uint8Array): number {
    this.builder.startVector(1, values.length, ALIGNMENT);
    for (let at = values.length - 1; at >= 0; at--) this.builder.addInt8(values[at] ?? 0);
    return this.builder.endVector();
  }
}
