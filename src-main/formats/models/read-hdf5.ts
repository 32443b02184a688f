import { BeckonError } from '../../contract';
import { floatsOf, type Tensor } from './numbers';

/** Kinds of messages in an object's header. */
const MESSAGE = {
  SPACE: 0x01,
  TYPE: 0x03,
  LINK: 0x06,
  LAYOUT: 0x08,
  ATTRIBUTE: 0x0c,
  CONTINUED: 0x10,
} as const;
/** Classes of types. */
const FLOAT = 1;
const VARIABLE = 9;
const CONTIGUOUS = 1;
/** More pieces than the header of any of our objects comes in. */
const MOST_PIECES = 64;

interface Message {
  kind: number;
  at: number;
  end: number;
}

/**
 * Reads HDF5 as Beckon's own exports have it: https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html, with superblocks of
 * version 2 or 3, groups of few members, tensors in one piece, and texts. The library that writes them can be led in circles by a
 * damaged file, which this cannot: it follows a path step by step, and reads nothing past the file's end. Every method throws a
 * `BeckonError` UNREADABLE where the file is none like that.
 */
export class Hdf5Reader {
  readonly #root: number;

  constructor(private readonly bytes: Uint8Array) {
    const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
    if (signature.some((byte, at) => bytes[at] !== byte)) throw damaged();
    const [version, offsets, lengths] = bytes.subarray(8, 11);
    if (version === undefined || version < 2 || version > 3 || offsets !== 8 || lengths !== 8) {
      throw new BeckonError('UNSUPPORTED', 'Its HDF5 is arranged in another way than Beckon writes it.');
    }
    this.#root = this.#number(36);
  }

  /** The tensor of 32-bit numbers at a path; null where there is none. */
  tensor(path: string): Tensor | null {
    const messages = this.#find(path);
    const type = messages.find(({ kind }) => kind === MESSAGE.TYPE);
    const shape = this.#shape(messages.find(({ kind }) => kind === MESSAGE.SPACE));
    const layout = messages.find(({ kind }) => kind === MESSAGE.LAYOUT);
    if (!type || !shape || !layout) return null;
    const isFloat = (this.#byte(type.at) & 15) === FLOAT && this.#sized(type.at + 4, 2) === 4;
    if (!isFloat || (this.#byte(type.at + 1) & 1) !== 0) return null;
    const data = this.#data(layout);
    const values = data && floatsOf(data);
    if (values?.length !== shape.reduce((product, side) => product * side, 1)) return null;
    return { shape, values };
  }

  /** The text at a path; null where there is none. */
  text(path: string): string | null {
    const messages = this.#find(path);
    const type = messages.find(({ kind }) => kind === MESSAGE.TYPE);
    const layout = messages.find(({ kind }) => kind === MESSAGE.LAYOUT);
    const data = type && layout && this.#data(layout);
    return data ? this.#text(type.at, data.byteOffset - this.bytes.byteOffset) : null;
  }

  /** The text that is said of the whole file under a name; null where there is none. */
  attribute(name: string): string | null {
    for (const { kind, at } of this.#messages(this.#root)) {
      if (kind !== MESSAGE.ATTRIBUTE || this.#byte(at) !== 3) continue;
      const [nameSize, typeSize, spaceSize] = [2, 4, 6].map((field) => this.#short(at + field));
      const nameEnd = at + 9 + (nameSize ?? 0);
      if (this.#string(at + 9, nameEnd).replace(/\0+$/, '') !== name) continue;
      return this.#text(nameEnd, nameEnd + (typeSize ?? 0) + (spaceSize ?? 0));
    }
    return null;
  }

  /** The messages of the object at a path; none where there is no such thing. */
  #find(path: string): Message[] {
    let messages = this.#messages(this.#root);
    for (const name of path.split('/')) {
      const address = messages
        .filter(({ kind }) => kind === MESSAGE.LINK)
        .map((message) => this.#link(message))
        .find((link) => link.name === name)?.address;
      if (address === undefined) return [];
      messages = this.#messages(address);
    }
    return messages;
  }

  #messages(address: number): Message[] {
    this.#expect(address, 'OHDR', 2);
    const flags = this.#byte(address + 5);
    const start = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
    const size = this.#sized(start, flags & 3);
    const begin = start + (1 << (flags & 3));
    const pieces = [{ at: begin, end: begin + size }];
    const messages: Message[] = [];
    for (let piece = 0; piece < pieces.length; piece++) {
      if (piece >= MOST_PIECES) throw damaged();
      const head = flags & 0x04 ? 6 : 4;
      let { at = 0 } = pieces[piece] ?? {};
      const { end: last = 0 } = pieces[piece] ?? {};
      while (at + head <= last) {
        const kind = this.#byte(at);
        const message = { kind, at: at + head, end: at + head + this.#short(at + 1) };
        if (message.end > last) throw damaged();
        messages.push(message);
        at = message.end;
        if (kind !== MESSAGE.CONTINUED) continue;
        const [from, length] = [this.#number(message.at), this.#number(message.at + 8)];
        this.#expect(from, 'OCHK');
        pieces.push({ at: from + 4, end: from + length - 4 });
      }
    }
    return messages;
  }

  #link({ at }: Message): { name: string; address: number } {
    const flags = this.#byte(at + 1);
    const start = at + 2 + (flags & 0x08 ? 1 : 0) + (flags & 0x04 ? 8 : 0) + (flags & 0x10 ? 1 : 0);
    const from = start + (1 << (flags & 3));
    const end = from + this.#sized(start, flags & 3);
    return { name: this.#string(from, end), address: this.#number(end) };
  }

  #shape(space: Message | undefined): number[] | null {
    if (!space || this.#byte(space.at) !== 2) return null;
    return Array.from({ length: this.#byte(space.at + 1) }, (_, axis) =>
      this.#number(space.at + 4 + 8 * axis),
    );
  }

  #data({ at }: Message): Uint8Array | null {
    if (this.#byte(at) !== 3 || this.#byte(at + 1) !== CONTIGUOUS) return null;
    const from = this.#number(at + 2);
    return this.#slice(from, from + this.#number(at + 10));
  }

  /** A text of any length, which lies in a heap that its place tells. */
  #text(type: number, at: number): string | null {
    if ((this.#byte(type) & 15) !== VARIABLE) return null;
    const length = this.#sized(at, 2);
    const heap = this.#number(at + 4);
    const wanted = this.#sized(at + 12, 2);
    this.#expect(heap, 'GCOL', 1);
    const end = heap + this.#number(heap + 8);
    for (let object = heap + 16; object + 16 <= end;) {
      const index = this.#short(object);
      const size = this.#number(object + 8);
      if (index === wanted) return length <= size ? this.#string(object + 16, object + 16 + length) : null;
      if (index === 0) break;
      object += 16 + Math.ceil(size / 8) * 8;
    }
    return null;
  }

  #expect(at: number, signature: string, version?: number): void {
    if (this.#string(at, at + 4) !== signature) throw damaged();
    if (version !== undefined && this.#byte(at + 4) !== version) throw damaged();
  }

  #string = (from: number, to: number): string => new TextDecoder().decode(this.#slice(from, to));

  #slice(from: number, to: number): Uint8Array {
    if (from < 0 || to < from || to > this.bytes.length) throw damaged();
    return this.bytes.subarray(from, to);
  }

  #byte = (at: number): number => this.#sized(at, 0);
  #short = (at: number): number => this.#sized(at, 1);
  #number = (at: number): number => this.#sized(at, 3);

  /** A number of 1, 2, 4 or 8 bytes. */
  #sized(at: number, power: number): number {
    return this.#slice(at, at + (1 << power)).reduceRight((number, byte) => number * 256 + byte, 0);
  }
}

const damaged = (): BeckonError => new BeckonError('UNREADABLE', 'It is no HDF5 file, or it is damaged.');
