import { readdir, readFile, readlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../../../src-main/services';
import { TRANSFER_BYTES } from '../../../../src-main/services/transfers';
import { formatOwner, thisOwner } from '../../../../src-main/store/owner';
import { bytesOf, pixels, temporaryFolder } from '../../../fixtures/services/fixtures';

describe('a transfer', () => {
  it('takes a file in, piece by piece, and is gone at its end', async () => {
    const { transfers, dataDir } = await createServices(await temporaryFolder());
    const { id } = await transfers.begin();
    await transfers.append(id, 0, new Blob([pixels(100, 1)]));
    await transfers.append(id, 100, new Blob([pixels(50, 2)]));
    const path = await transfers.path(id);
    expect(new Uint8Array(await readFile(path))).toEqual(
      Uint8Array.from([...pixels(100, 1), ...pixels(50, 2)]),
    );
    await expect(transfers.append(id, 150, new Blob(['x']))).rejects.toMatchObject({ code: 'INVALID' });
    await transfers.end(id);
    expect(await readdir(join(dataDir, 'transfers'))).toEqual([]);
    await transfers.end(id);
    await expect(transfers.path(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a piece that does not belong at the end', async () => {
    const { transfers } = await createServices(await temporaryFolder());
    const { id } = await transfers.begin();
    await transfers.append(id, 0, new Blob(['abc']));
    for (const offset of [0, 2, 4]) {
      await expect(transfers.append(id, offset, new Blob(['d']))).rejects.toMatchObject({ code: 'INVALID' });
    }
    await transfers.end(id);
  });

  it('hands a file out in pieces', async () => {
    const { transfers } = await createServices(await temporaryFolder());
    const bytes = pixels(TRANSFER_BYTES + 10, 3);
    const { id, size } = await transfers.hold([bytes.subarray(0, 1000), bytes.subarray(1000)]);
    expect(size).toBe(bytes.length);
    const first = await bytesOf(await transfers.read(id, 0));
    const second = await bytesOf(await transfers.read(id, TRANSFER_BYTES));
    expect([first.length, second.length]).toEqual([TRANSFER_BYTES, 10]);
    expect(Buffer.compare(Buffer.concat([first, second]), bytes)).toBe(0);
    expect((await transfers.read(id, size)).size).toBe(0);
    await transfers.end(id);
  });

  it('clears what a Beckon that is gone has left there', async () => {
    const { transfers, dataDir } = await createServices(await temporaryFolder());
    await transfers.end((await transfers.begin()).id);
    const left = join(dataDir, 'transfers', '.tmp-left');
    await writeFile(left, 'x');
    const { id } = await transfers.begin();
    expect(await readdir(join(dataDir, 'transfers'))).toContain('.tmp-left');
    await transfers.end(id);
    await utimes(left, 0, 0);
    await transfers.end((await transfers.begin()).id);
    expect(await readdir(join(dataDir, 'transfers'))).toEqual([]);
  });

  it('goes with the connection that began it, and keeps no file open', async () => {
    const { transfers, dataDir } = await createServices(await temporaryFolder());
    const folder = join(dataDir, 'transfers');
    const gone = new AbortController();
    const { id: other } = await transfers.begin(new AbortController().signal);
    const open = async (): Promise<number> => {
      const files = await Promise.all(
        (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
      );
      return files.filter((path) => path.startsWith(folder)).length;
    };
    for (let count = 0; count < 100; count++) {
      const { id } = await transfers.begin(gone.signal);
      await transfers.append(id, 0, new Blob(['abc']));
    }
    await transfers.hold(['held'], gone.signal);
    if (process.platform === 'linux') expect(await open()).toBe(0);
    // One page has no more than so many on their way.
    expect((await readdir(folder)).length).toBeLessThanOrEqual(17);
    gone.abort();
    await expect.poll(() => readdir(folder)).toHaveLength(1);
    await transfers.append(other, 0, new Blob(['abc']));
    await expect(transfers.begin(gone.signal).then(({ id }) => transfers.path(id))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('of a process that is gone is cleared when the next one starts, and of one that runs is not', async () => {
    const { transfers, dataDir } = await createServices(await temporaryFolder());
    const { id } = await transfers.begin();
    const dead = formatOwner({ ...thisOwner(), pid: 2 ** 22 + 1 });
    for (const name of ['a', 'b']) await writeFile(join(dataDir, 'transfers', `.tmp-${name}.${dead}`), 'x');
    await createServices(dataDir);
    expect(await readdir(join(dataDir, 'transfers'))).toHaveLength(1);
    await transfers.append(id, 0, new Blob(['abc']));
  });
});
