import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { zipStream, type ZipPart } from '../../../../../src-main/formats/datasets/zip-stream';
import { collect, pixels } from '../../../../fixtures/services/fixtures';

const time = new Date('2026-11-23T09:30:00Z');

describe('zipStream', () => {
  it('writes whole files and streamed ones, in their order', async () => {
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < 50; piece++) yield await Promise.resolve(pixels(10_000, piece));
    }
    const zip = unzipSync(
      await collect(
        zipStream(
          [
            { path: 'a/first.bin', bytes: pixels(100_000, 1) },
            { path: 'streamed.bin', size: 500_000, chunks: pieces() },
            { path: 'empty.bin', bytes: new Uint8Array() },
          ],
          time,
        ),
      ),
    );
    expect(Object.keys(zip)).toEqual(['a/first.bin', 'streamed.bin', 'empty.bin']);
    expect(zip['a/first.bin']).toEqual(pixels(100_000, 1));
    expect(Buffer.compare(zip['streamed.bin'] ?? new Uint8Array(), await collect(pieces()))).toBe(0);
  });

  it('lets go of files that were taken', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const files: WeakRef<ArrayBuffer>[] = [];
    async function* parts(): AsyncGenerator<ZipPart> {
      for (let file = 0; file < 30; file++) {
        const bytes = new Uint8Array(200_000).fill(file);
        files.push(new WeakRef(bytes.buffer));
        yield await Promise.resolve({ path: `${file}`, bytes });
      }
    }
    let most = 0;
    for await (const chunk of zipStream(parts(), time)) {
      if (chunk.length < 1000) continue;
      await new Promise(setImmediate);
      collectGarbage();
      most = Math.max(most, files.filter((file) => file.deref()).length);
    }
    expect(files).toHaveLength(30);
    expect(most).toBeLessThan(12);
  });

  it('asks for no more than a few files before those before them are taken', async () => {
    let asked = 0;
    async function* parts(): AsyncGenerator<ZipPart> {
      for (; asked < 200; asked++)
        yield await Promise.resolve({ path: `${asked}`, bytes: pixels(100_000, asked) });
    }
    let taken = 0;
    for await (const chunk of zipStream(parts(), time)) {
      taken += chunk.length;
      expect(asked * 100_000 - taken).toBeLessThan(400_000);
    }
    expect(asked).toBe(200);
  });

  it('passes an error on, whether it is between files or in the middle of one', async () => {
    const failing = (): AsyncIterable<never> => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('the disk is gone')) }),
    });
    await expect(collect(zipStream(failing(), time))).rejects.toThrow('the disk is gone');
    const streamed = [{ path: 'x', size: 10, chunks: failing() }];
    await expect(collect(zipStream(streamed, time))).rejects.toThrow('the disk is gone');
  });

  it('closes what it reads from where nobody wants the rest', async () => {
    let closed = false;
    async function* endless(): AsyncGenerator<ZipPart> {
      try {
        for (let index = 0; ; index++)
          yield await Promise.resolve({ path: `${index}`, bytes: pixels(100_000, 1) });
      } finally {
        closed = true;
      }
    }
    for await (const chunk of zipStream(endless(), time)) if (chunk.length > 0) break;
    expect(closed).toBe(true);
  });
});
