import { BeckonError } from '../contract';
import { shorten } from '../shared/shorten';

/**
 * The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes little-endian header length N, N bytes of
 * JSON, then the tensors' bytes without holes. The header is padded with spaces so that the data starts at a multiple
 * of 8.
 */
export interface SafetensorsHeader {
  tensors: Map<string, Tensor>;
  metadata: Map<string, string>;
}

/** `start` and `end` are byte offsets in the file. */
export interface Tensor {
  dtype: string;
  shape: number[];
  start: number;
  end: number;
}

/** A clip's header takes a few hundred bytes; one past this is no clip. */
export const MAX_HEADER_BYTES = 1 << 20;
const PREFIX_BYTES = 8;

const dtypeBytes = new Map<string, number>([
  ...['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3'].map((dtype) => [dtype, 1] as const),
  ...['I16', 'U16', 'F16', 'BF16'].map((dtype) => [dtype, 2] as const),
  ...['I32', 'U32', 'F32'].map((dtype) => [dtype, 4] as const),
  ...['I64', 'U64', 'F64', 'C64'].map((dtype) => [dtype, 8] as const),
]);

const unreadable = (reason: string): BeckonError => new BeckonError('UNREADABLE', reason);

/** The bytes before the tensors' own, which must follow in the order given. */
export function encodeHeader(
  tensors: readonly { name: string; dtype: string; shape: readonly number[] }[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    const end = offset + byteLength(dtype, shape, name);
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil((PREFIX_BYTES + json.length) / 8) * 8;
  const bytes = new Uint8Array(padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded - PREFIX_BYTES), true);
  bytes.set(json, PREFIX_BYTES);
  return bytes;
}

/**
 * Where the header ends, from the file's first 8 bytes. Throws a `BeckonError` UNREADABLE where that cannot be so in a
 * file of `fileBytes` bytes.
 */
export function headerEnd(prefix: Uint8Array, fileBytes: number): number {
  if (fileBytes === 0) throw unreadable('The file is empty.');
  if (prefix.length < PREFIX_BYTES || fileBytes < PREFIX_BYTES + 2) {
    throw unreadable(`The file is cut short: it has only ${fileBytes} bytes.`);
  }
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES) || length < 2n) {
    throw unreadable('The file is not a safetensors file, or its beginning is damaged.');
  }
  const end = PREFIX_BYTES + Number(length);
  if (end > fileBytes) throw unreadable('The file is cut short in the middle of its header.');
  return end;
}

/**
 * Reads the first bytes of a file, up to {@link headerEnd} at least. Throws a `BeckonError` UNREADABLE with the reason
 * where they are no valid header for a file of `fileBytes` bytes.
 */
export function parseHeader(bytes: Uint8Array, fileBytes: number): SafetensorsHeader {
  const end = headerEnd(bytes.subarray(0, PREFIX_BYTES), fileBytes);
  const entries = Object.entries(parseObject(bytes.subarray(PREFIX_BYTES, end)));
  const tensors = new Map<string, Tensor>();
  const metadata = new Map<string, string>();
  for (const [name, value] of entries) {
    if (name === '__metadata__') readMetadata(value, metadata);
    else tensors.set(name, readTensor(name, value, end));
  }
  checkLayout(tensors, end, fileBytes);
  return { tensors, metadata };
}

function parseObject(json: Uint8Array): object {
  const notSafetensors = 'The file is not a safetensors file, or its header is damaged.';
  if (json[0] !== 0x7b) throw unreadable(notSafetensors);
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new BeckonError('UNREADABLE', notSafetensors, { cause });
  }
  throw unreadable(notSafetensors);
}

function readMetadata(value: unknown, metadata: Map<string, string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unreadable('The header’s notes (__metadata__) are damaged.');
  }
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw unreadable(`The header’s note “${shorten(key)}” is not a text.`);
    metadata.set(key, text);
  }
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function readTensor(name: string, value: unknown, dataStart: number): Tensor {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !shape.every(isSize)) {
    throw unreadable(`The header does not say what “${shorten(name)}” is.`);
  }
  const [start, end] = Array.isArray(offsets) && offsets.length === 2 ? (offsets as unknown[]) : [];
  if (!isSize(start) || !isSize(end))
    throw unreadable(`The header does not say where “${shorten(name)}” lies.`);
  if (end - start !== byteLength(dtype, shape, name)) {
    throw unreadable(`The header contradicts itself: the size of “${shorten(name)}” does not fit its shape.`);
  }
  return { dtype, shape, start: dataStart + start, end: dataStart + end };
}

function byteLength(dtype: string, shape: readonly number[], name: string): number {
  const bytes = dtypeBytes.get(dtype);
  if (bytes === undefined)
    throw unreadable(`“${shorten(name)}” is of a type Beckon does not support, ${shorten(dtype, 20)}.`);
  const length = shape.reduce((product, side) => product * side, bytes);
  if (!Number.isSafeInteger(length)) throw unreadable(`“${shorten(name)}” claims to be impossibly large.`);
  return length;
}

/** Tensors follow one another without holes or overlaps, and the last ends where the file does. */
function checkLayout(tensors: Map<string, Tensor>, dataStart: number, fileBytes: number): void {
  const inOrder = [...tensors.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  let expected = dataStart;
  for (const { start, end } of inOrder) {
    if (start !== expected)
      throw unreadable('The header contradicts itself: its parts overlap or leave holes.');
    expected = end;
  }
  if (fileBytes < expected) {
    throw unreadable(`The file is cut short: it has ${fileBytes} bytes and should have ${expected}.`);
  }
  if (fileBytes > expected) {
    throw unreadable(`The file is damaged: it has ${fileBytes} bytes and should have ${expected}.`);
  }
}
