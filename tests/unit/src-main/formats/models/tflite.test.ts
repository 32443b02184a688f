import { unzipSync } from 'fflate';
import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { tflite } from '../../../../../src-main/formats/models/tflite';
import { randomNetwork } from '../../../../fixtures/networks';

/** Reads tables of a flatbuffer by the numbers of their fields. */
class Table {
  constructor(
    readonly buffer: ByteBuffer,
    readonly at: number,
  ) {}

  static root(bytes: Uint8Array): Table {
    const buffer = new ByteBuffer(bytes);
    return new Table(buffer, buffer.readInt32(0));
  }

  #field(field: number): number {
    const offset = this.buffer.__offset(this.at, 4 + 2 * field);
    return offset === 0 ? 0 : this.at + offset;
  }

  int(field: number): number {
    const at = this.#field(field);
    return at === 0 ? 0 : this.buffer.readInt32(at);
  }

  text(field: number): string {
    return String(this.buffer.__string(this.#field(field)));
  }

  /** Where the elements of a vector begin, and how many they are. */
  vector(field: number): { start: number; count: number } {
    const at = this.#field(field);
    if (at === 0) return { start: 0, count: 0 };
    return { start: this.buffer.__vector(at), count: this.buffer.__vector_len(at) };
  }

  numbers(field: number): number[] {
    const { start, count } = this.vector(field);
    return Array.from({ length: count }, (_, index) => this.buffer.readInt32(start + 4 * index));
  }

  tables(field: number): Table[] {
    const { start, count } = this.vector(field);
    return Array.from(
      { length: count },
      (_, index) => new Table(this.buffer, this.buffer.__indirect(start + 4 * index)),
    );
  }
}

describe('the LiteRT export', () => {
  it('holds the network and describes itself', async () => {
    const names = ['Zażółć', 'مرحبا', '👋🏽'];
    const files = unzipSync(await tflite.build(await randomNetwork({ names, idle: true })));
    const bytes = files['model.tflite'] ?? new Uint8Array();
    expect(new TextDecoder().decode(bytes.subarray(4, 8))).toBe('TFL3');
    const model = Table.root(bytes);
    expect(model.int(0)).toBe(3);
    const buffers = model.tables(4).map((buffer) => buffer.vector(0));
    expect(buffers[0]?.count).toBe(0);
    // A program may map the file and use the numbers where they lie.
    expect(buffers.every(({ start }) => start % 16 === 0)).toBe(true);
    const [graph] = model.tables(2);
    const tensors = graph?.tables(0) ?? [];
    const shapeOf = (index: number | undefined): number[] => tensors[index ?? -1]?.numbers(0) ?? [];
    expect(shapeOf(graph?.numbers(1)[0])).toEqual([1, 4, 12, 12, 2]);
    expect(shapeOf(graph?.numbers(2)[0])).toEqual([1, 4]);
    const kernel = tensors.find((tensor) => tensor.text(3) === 'conv2/kernel');
    expect(kernel?.numbers(0)).toEqual([5, 3, 3, 3]);
    expect(buffers[kernel?.int(2) ?? 0]?.count).toBe(4 * 5 * 3 * 3 * 3);
    const [metadata] = model.tables(6);
    expect(metadata?.text(0)).toBe('beckon');
    const { start, count } = buffers[metadata?.int(1) ?? 0] ?? { start: 0, count: 0 };
    expect(JSON.parse(new TextDecoder().decode(bytes.subarray(start, start + count)))).toMatchObject({
      labels: [...names, '(nothing)'],
      idle: 3,
    });
  });
});
