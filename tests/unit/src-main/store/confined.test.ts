import { mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { confined } from '../../../../src-main/store/confined';
import { nodeFileSystem } from '../../../../src-main/store/file-system';
import { temporaryFolder } from '../../../fixtures/services/fixtures';

/** A data folder that is a link to the first of two places; each has the same project. */
async function setUp() {
  const base = await temporaryFolder();
  const [first, second, data] = ['first', 'second', 'data'].map((name) => join(base, name)) as [
    string,
    string,
    string,
  ];
  for (const place of [first, second]) {
    await mkdir(join(place, 'projects', 'p'), { recursive: true });
    await writeFile(join(place, 'projects', 'p', 'file'), place);
  }
  await symlink(first, data);
  const asked: string[] = [];
  let time = 0;
  const fs = confined(nodeFileSystem(), data, {
    resolve: (path) => {
      asked.push(path);
      return realpath(path);
    },
    now: () => time,
  });
  const file = join(data, 'projects', 'p', 'file');
  const read = async (path = file): Promise<string> => new TextDecoder().decode(await fs.readFile(path));
  const pointTo = async (place: string): Promise<void> => {
    await rm(data);
    await symlink(place, data);
  };
  const later = (ms: number): void => {
    time += ms;
  };
  return { first, second, data, asked, read, pointTo, later };
}

it('where the data folder really lies is asked once for many files', async () => {
  const { data, asked, read } = await setUp();
  for (let n = 0; n < 20; n++) await read();
  expect(asked.filter((path) => path === data || path === join(data, 'projects'))).toHaveLength(2);
});

it('a data folder that is another now is followed at once', async () => {
  const { first, second, read, pointTo, later } = await setUp();
  expect(await read()).toBe(first);
  later(1);
  await pointTo(second);
  expect(await read()).toBe(second);
});

it('the place where it lay before is outside soon after', async () => {
  const { first, second, data, read, pointTo, later } = await setUp();
  await read();
  await pointTo(second);
  const link = join(data, 'projects', 'q');
  await symlink(join(first, 'projects', 'p'), link);
  later(1001);
  await expect(read(join(link, 'file'))).rejects.toMatchObject({ code: 'INVALID' });
});
