import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { execute } from '../../../../../src-main/cli/cli';
import { createServices, type Services } from '../../../../../src-main/services';
import { newClip, temporaryFolder } from '../../../../fixtures/services/fixtures';

let services: Services;
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, 'hands.zip');
  services = await createServices(join(folder, 'data'));
  const { slug } = await services.projects.create('Hands');
  await services.classes.add(slug, 'Wave');
  for (const seed of [1, 2]) await services.clips.add(slug, newClip('wave', seed));
});

async function beckon(argv: string[], signal = new AbortController().signal) {
  const said = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({ write: (text: string) => (said[name] += text) });
  const around = { root: folder, out: sink('out'), err: sink('err'), env: {}, signal };
  const code = await execute([...argv, '--data', join(folder, 'data')], around);
  return { code, ...said };
}

const json = async (...argv: string[]): Promise<unknown> => {
  const { code, out, err } = await beckon([...argv, '--json']);
  expect([code, err.replace(/^(Writing|Adding).*\n/gm, '')]).toEqual([0, '']);
  return JSON.parse(out);
};

describe('beckon data', () => {
  it('takes a project out and in again', async () => {
    const written = await json('data', 'export', 'Hands', '--out', file);
    const { length } = await readFile(file);
    expect(written).toEqual({ project: 'hands', format: 'zip', file, clips: 2, bytes: length, leftOut: [] });
    expect(await json('data', 'import', file, '--name', 'Copy')).toMatchObject({
      project: 'copy',
      added: 2,
      known: 0,
      unreadable: [],
      stopped: false,
    });
    expect(await json('data', 'import', file, '--into', 'copy')).toMatchObject({
      project: 'copy',
      added: 0,
      known: 2,
    });
    expect(await json('data', 'import', file)).toMatchObject({ project: 'hands-2', added: 2 });
  });

  it('says in words what it did, and what it could not read', async () => {
    await beckon(['data', 'export', 'Hands', '--out', file]);
    await writeFile(
      file,
      zipSync({ ...unzipSync(await readFile(file)), 'clips/wave/x.safetensors': new Uint8Array(3) }),
    );
    const { code, out } = await beckon(['data', 'import', file, '--name', 'Copy']);
    expect(code).toBe(0);
    expect(out).toContain('2 clips added to project “Copy”.');
    expect(out).toContain('1 file not imported:\n  clips/wave/x.safetensors: The file is cut short');
    const again = await beckon(['data', 'import', file, '--into', 'Copy']);
    expect(again.out).toContain('2 clips were already there');
  });

  it('writes an .npz into a folder under its usual name', async () => {
    await json('data', 'export', 'Hands', '--format', 'npz', '--out', folder);
    expect(await readdir(folder)).toContain('hands-clips.npz');
  });

  it.each([
    [
      'an unknown format',
      ['export', 'Hands', '--format', 'hdf5', '--out', 'x'],
      /cannot write clips as “hdf5”.*zip, pictures, npz/,
    ],
    ['an unknown project', ['export', 'Nobody', '--out', 'x'], /There is no project “Nobody”/],
    ['a folder there is not', ['export', 'Hands', '--out', '/nowhere/x.zip'], /There is no folder \/nowhere/],
    ['a file there is not', ['import', '/nowhere/x.zip'], /could not read x.zip/],
    ['a project there is not', ['import', 'x.zip', '--into', 'Nobody'], /There is no project “Nobody”/],
    ['both a project and a name', ['import', 'x.zip', '--into', 'Hands', '--name', 'B'], /not both/],
  ])('fails with a sentence for %s', async (_, argv, sentence) => {
    const { code, out, err } = await beckon(['data', ...argv]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^.+[.)]\n$/);
  });

  it('is told of as misuse where nothing is named', async () => {
    for (const argv of [['data'], ['data', 'export', 'Hands'], ['data', 'import']]) {
      expect((await beckon(argv)).code).toBe(2);
    }
  });

  it('stopped before it began leaves nothing, and says how to go on', async () => {
    const stopped = AbortSignal.abort();
    const out = await beckon(['data', 'export', 'Hands', '--out', file], stopped);
    expect([out.code, out.err]).toEqual([1, 'Stopped. Nothing was written.\n']);
    expect(await readdir(folder)).toEqual(['data']);
    await json('data', 'export', 'Hands', '--out', file);
    const taken = await beckon(['data', 'import', file, '--name', 'Copy'], stopped);
    expect(taken.code).toBe(1);
    expect(taken.err).toContain(`\`beckon data import ${file} --into copy\` continues from here.`);
  });
});
