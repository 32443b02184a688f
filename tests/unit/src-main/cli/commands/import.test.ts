import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { ensureBuild, root } from '../../../../../scripts/ensure-build.mjs';
import { execute } from '../../../../../src-main/cli/cli';
import { createServices } from '../../../../../src-main/services';
import { fileSystemWith, nodeError } from '../../../../fixtures/services/faulty-fs';
import { temporaryFolder } from '../../../../fixtures/services/fixtures';

/** A picture of one grey pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==';

beforeAll(() => ensureBuild(), 120_000);

it('a disk that fills up in the middle of an import is named, and what was imported stays', async () => {
  const [dataDir, footage] = [await temporaryFolder(), await temporaryFolder()];
  for (const name of ['a', 'b', 'c', 'd']) {
    await mkdir(join(footage, 'Left', name), { recursive: true });
    await writeFile(join(footage, 'Left', name, '1.png'), Buffer.from(PIXEL, 'base64'));
  }
  let clipsSynced = 0;
  const said = { out: '', err: '' };
  const code = await execute(['import', footage, '--project', 'Full', '--json', '--data', dataDir], {
    root,
    out: { write: (text) => (said.out += text) },
    err: { write: (text) => (said.err += text) },
    env: process.env,
    signal: new AbortController().signal,
    fileSystem: fileSystemWith((operation, path) => {
      if (operation === 'sync' && path.includes('.safetensors') && ++clipsSynced > 1) {
        throw nodeError('ENOSPC');
      }
    }),
  });
  expect(code, said.err).toBe(1);
  expect(JSON.parse(said.out)).toMatchObject({ error: { code: 'DISK_FULL' } });
  expect(said.err.trim().split('\n').at(-1)).toBe(
    'The disk is full, so Beckon could not save the clip of “Left”. Free some space and try again.',
  );
  const { clips } = await createServices(dataDir);
  expect(await clips.list('full')).toMatchObject({ clips: [{ classId: 'left' }], unreadable: [] });
  expect(await readdir(join(dataDir, 'projects', 'full', 'clips', 'left'))).toHaveLength(1);
}, 120_000);
