import { describe, expect, it } from 'vitest';
import { mayBeParsed } from '../../../../../src-main/hosts/browser/frames';

const text = (value: string): Buffer => Buffer.from(value);
const deep = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const multipart = (json: string): Buffer =>
  Buffer.concat([
    text('{"i":1}'),
    Buffer.of(0xff),
    text(`--b\r\nContent-Disposition: form-data; name="0"\r\n\r\n`),
    Buffer.alloc(5000, '['),
    text(`\r\n--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n${json}\r\n--b--\r\n`),
  ]);

describe('a message', () => {
  it.each([
    ['of the contract', () => text('{"i":"1","p":{"u":"/clips/list","b":{"json":{"slug":"hands"}}}}')],
    ['as deep as it may be', () => text(deep(100))],
    ['whose texts are full of brackets', () => text(JSON.stringify({ name: `\\"${'['.repeat(1000)}` }))],
    [
      'whose bytes are full of brackets',
      () => Buffer.concat([text('{}'), Buffer.of(0xff), Buffer.alloc(5000, '[')]),
    ],
    ['of several parts', () => multipart('{"json":{}}')],
  ])('%s is taken', (_, message) => {
    expect(mayBeParsed(message())).toBe(true);
  });

  it.each([
    ['too deep', () => text(deep(101))],
    ['three million deep', () => text(deep(3_000_000))],
    ['too deep in objects', () => text('{"a":'.repeat(200))],
    ['too deep before its bytes', () => Buffer.concat([text(deep(3000)), Buffer.of(0xff, 1)])],
    ['of several parts, too deep in the one with the JSON', () => multipart(deep(3000))],
    ['too large', () => Buffer.alloc((32 << 20) + 1, '1')],
  ])('%s is not', (_, message) => {
    expect(mayBeParsed(message())).toBe(false);
  });
});
