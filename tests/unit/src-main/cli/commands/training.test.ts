import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { execute } from '../../../../../src-main/cli/cli';
import { createServices } from '../../../../../src-main/services';
import { newClip, temporaryFolder } from '../../../../fixtures/services/fixtures';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder, 'train.zip');
  const services = await createServices(join(folder, 'data'));
  const { slug } = await services.projects.create('Hands');
  for (const name of ['Wave', 'Stop']) {
    const { classId } = await services.classes.add(slug, name);
    for (const session of ['ada', 'bob']) {
      await services.clips.add(slug, newClip(classId, 1, [16, 4, 5, 3], session));
    }
  }
});

async function beckon(...argv: string[]) {
  const said = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({ write: (text: string) => (said[name] += text) });
  const signal = new AbortController().signal;
  const around = { root: folder, out: sink('out'), err: sink('err'), env: {}, signal };
  const data = ['--data', join(folder, 'data')];
  const code = await execute(['export', 'Hands', ...argv, '--out', file, ...data], around);
  return { code, ...said };
}

describe('beckon export --format training', () => {
  it('writes a bundle, with the sessions kept for the test that were asked for', async () => {
    const { code, out } = await beckon('--format', 'training', '--test-session', 'Ada', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ project: 'hands', model: null, clips: 4, leftOut: [], file });
    const files = unzipSync(await readFile(file));
    const { run } = JSON.parse(new TextDecoder().decode(files['bundle.json'])) as { run: { split: unknown } };
    expect(run.split).toMatchObject({ sessions: { train: ['bob'], test: ['ada'] } });
  });

  it.each([
    ['a session that there is not', ['--format', 'training', '--test-session', 'eve'], 'no session “eve”'],
    ['other weights', ['--format', 'training', '--precision', 'int8'], 'as they were trained'],
    ['a model that there is not', ['--format', 'training', '--model', 'x'], 'no trained model yet'],
    ['a session and a model', ['--format', 'training', '--model', 'x', '--test-session', 'ada'], 'Leave out'],
    ['a session and no training', ['--test-session', 'ada'], '--test-session is for --format training'],
    ['every session', ['--format', 'training', '--test-session', 'ada', 'bob'], 'Every session is held out'],
  ])('refuses %s, and writes nothing', async (_, argv, sentence) => {
    const { code, err } = await beckon(...argv);
    expect(code).not.toBe(0);
    expect(err).toContain(sentence);
    await expect(access(file)).rejects.toThrow();
  });
});
