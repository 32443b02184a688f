import protobuf from 'protobufjs/light.js';

/** The numbers that ONNX has for types of tensors' values, and of attributes. */
export const ONNX = { FLOAT: 1, INT8: 3, INT64: 7, FLOAT16: 10, ATTRIBUTE: { INT: 2, INTS: 7 } } as const;

type Field = { type: string; id: number; rule?: 'repeated' };

const one = (type: string, id: number): Field => ({ type, id });
const many = (type: string, id: number): Field => ({ type, id, rule: 'repeated' });

/** As much of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto as is written here, field by field. */
const messages: Record<string, Record<string, Field>> = {
  ModelProto: {
    ir_version: one('int64', 1),
    producer_name: one('string', 2),
    producer_version: one('string', 3),
    graph: one('GraphProto', 7),
    opset_import: many('OperatorSetIdProto', 8),
    metadata_props: many('StringStringEntryProto', 14),
  },
  OperatorSetIdProto: { domain: one('string', 1), version: one('int64', 2) },
  StringStringEntryProto: { key: one('string', 1), value: one('string', 2) },
  GraphProto: {
    node: many('NodeProto', 1),
    name: one('string', 2),
    initializer: many('TensorProto', 5),
    input: many('ValueInfoProto', 11),
    output: many('ValueInfoProto', 12),
  },
  NodeProto: {
    input: many('string', 1),
    output: many('string', 2),
    name: one('string', 3),
    op_type: one('string', 4),
    attribute: many('AttributeProto', 5),
  },
  AttributeProto: {
    name: one('string', 1),
    i: one('int64', 3),
    ints: many('int64', 8),
    type: one('int32', 20),
  },
  TensorProto: {
    dims: many('int64', 1),
    data_type: one('int32', 2),
    name: one('string', 8),
    raw_data: one('bytes', 9),
  },
  ValueInfoProto: { name: one('string', 1), type: one('TypeProto', 2) },
  TypeProto: { tensor_type: one('TensorType', 1) },
  TensorType: { elem_type: one('int32', 1), shape: one('TensorShapeProto', 2) },
  TensorShapeProto: { dim: many('Dimension', 1) },
  Dimension: { dim_value: one('int64', 1), dim_param: one('string', 2) },
};

export interface OnnxAttribute {
  name: string;
  type: number;
  i?: number;
  ints?: readonly number[];
}

export interface OnnxNode {
  input: readonly string[];
  output: readonly string[];
  name: string;
  op_type: string;
  attribute: readonly OnnxAttribute[];
}

export interface OnnxTensor {
  dims: readonly number[];
  data_type: number;
  name: string;
  raw_data: Uint8Array;
}

export interface OnnxValue {
  name: string;
  type: {
    tensor_type: {
      elem_type: number;
      shape: { dim: readonly ({ dim_value: number } | { dim_param: string })[] };
    };
  };
}

export interface OnnxModel {
  ir_version: number;
  producer_name: string;
  producer_version: string;
  graph: {
    name: string;
    node: readonly OnnxNode[];
    initializer: readonly OnnxTensor[];
    input: readonly OnnxValue[];
    output: readonly OnnxValue[];
  };
  opset_import: readonly { domain: string; version: number }[];
  metadata_props: readonly { key: string; value: string }[];
}

const modelType = protobuf.Root.fromJSON({
  nested: Object.fromEntries(Object.entries(messages).map(([name, fields]) => [name, { fields }])),
}).lookupType('ModelProto');

/** The bytes of an ONNX file. */
export const encodeOnnx = (model: OnnxModel): Uint8Array =>
  // Fields keep the names that ONNX gives them.
  modelType.encode(modelType.create({ ...model })).finish();

/** Any model, read as far as it is known here. Throws where the bytes are none. */
export const decodeOnnx = (bytes: Uint8Array): unknown =>
  modelType.toObject(modelType.decode(bytes), { longs: Number, arrays: true, defaults: false });
