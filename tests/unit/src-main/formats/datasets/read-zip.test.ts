import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BeckonError } from '../../../../../src-main/contract';
import { ZipReader } from '../../../../../src-main/formats/datasets/read-zip';
import { temporaryFolder } from '../../../../fixtures/services/fixtures';

/** Numbers of 64 bits at which something changes: signs, what 32 bits hold, and what JavaScript counts exactly. */
const EDGES = [
  0n,
  1n,
  97n,
  98n,
  99n,
  1n << 31n,
  (1n << 32n) - 1n,
  1n << 52n,
  1n << 53n,
  (1n << 53n) + 2n,
  1n << 62n,
  1n << 63n,
  (1n << 64n) - 1n,
];

/** Where a zip64 says its things, in {@link zip64}. */
const FIELDS = { records: 32, size: 40, directory: 48, locator: 56 + 8 } as const;

/** An empty zip of 98 bytes: a zip64 end record, its locator, an end record that leaves all to them. */
function zip64(change: Partial<Record<keyof typeof FIELDS, bigint>>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(98);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x06064b50, true);
  view.setBigUint64(4, 44n, true);
  view.setUint32(56, 0x07064b50, true);
  view.setUint32(56 + 16, 1, true);
  view.setUint32(76, 0x06054b50, true);
  view.setUint16(76 + 10, 0xffff, true);
  view.setUint32(76 + 16, 0xffffffff, true);
  for (const [name, value] of Object.entries(change)) {
    view.setBigUint64(FIELDS[name as keyof typeof FIELDS], value, true);
  }
  return bytes;
}

/** How many files the zip is found to name, and how many problems; or the code of its refusal. */
async function found(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'a.zip');
  await writeFile(path, bytes);
  try {
    const zip = await ZipReader.open(path, 'a.zip');
    zip.close();
    return `${zip.items.length} files, ${zip.problems.length} problems`;
  } catch (error) {
    if (error instanceof BeckonError) return error.code;
    throw error;
  }
}

describe('a zip64', () => {
  it('that is empty is read', async () => {
    expect(await found(zip64({}))).toBe('0 files, 0 problems');
  });

  it.each(EDGES)('whose record is said to lie at %d is refused, where that is not so', async (locator) => {
    expect(await found(zip64({ locator }))).toBe(locator === 0n ? '0 files, 0 problems' : 'UNREADABLE');
  });

  it.each(EDGES)('whose list is said to lie at %d is damaged, and no more than that', async (directory) => {
    expect(await found(zip64({ directory, records: 1n }))).toBe('0 files, 1 problems');
    expect(await found(zip64({ directory, records: 1n << 63n }))).toBe('0 files, 1 problems');
  });
});

it.runIf(process.platform !== 'win32')(
  'a pipe in place of a zip is refused without waiting for its other end',
  async () => {
    const path = join(await temporaryFolder(), 'pipe.zip');
    await promisify(execFile)('mkfifo', [path]);
    await expect(ZipReader.open(path, 'pipe.zip')).rejects.toMatchObject({
      code: 'UNREADABLE',
      message: expect.stringContaining('pipe') as string,
    });
  },
);
