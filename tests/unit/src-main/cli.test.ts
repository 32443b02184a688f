import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { execute } from '../../../src-main/cli';
import { createServices, type Services } from '../../../src-main/services';
import type { NewClip } from '../../../src-main/contract';

let dir: string;
let services: Services;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-cli-'));
  services = await createServices(join(dir, 'data'));
  // No command here may get as far as a browser: where one did, this name would stand in the sentence.
  vi.stubEnv('BECKON_CHROMIUM', '/nowhere/browser');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

async function beckon(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({ write: (text: string) => (said[name] += text) });
  const data = argv.length > 0 ? ['--data', join(dir, 'data')] : [];
  const code = await execute([...argv, ...data], {
    root: dir,
    out: sink('out'),
    err: sink('err'),
    env: {},
    signal: new AbortController().signal,
  });
  return { code, ...said };
}

const clip = (classId: string, session: string): NewClip => ({
  classId,
  shape: [1, 2, 2, 3],
  timestamps: [0],
  meta: {
    session,
    source: 'test',
    mirror: false,
    fps: 10,
    recordedAt: '2026-01-01T00:00:00.000Z',
    appVersion: '0.1.0',
  },
  frames: new Blob([new Uint8Array(12)]),
});

/** A project with these classes, each with one clip of each of its sessions. */
async function project(name: string, classes: Record<string, string[]>): Promise<string> {
  const { slug } = await services.projects.create(name);
  for (const [className, sessions] of Object.entries(classes)) {
    const { classId } = await services.classes.add(slug, className);
    for (const session of sessions) await services.clips.add(slug, clip(classId, session));
  }
  return slug;
}

/** One sentence (or two) for people: no stack, no second line. */
function expectSentence(err: string): void {
  expect(err).toMatch(/^.+[.)]\n$/);
  expect(err).not.toMatch(/\bat .+:\d+:\d+|Error:/);
}

describe('a command that fails', () => {
  const cases: [string, string[], RegExp][] = [
    ['an unknown project', ['train', 'nothing'], /There is no project “nothing”.* “Empty”/],
    ['an empty project', ['train', 'Empty'], /“Empty” is empty: it has no classes/],
    ['one class only', ['train', 'One'], /“One” has one class only \(“Wave”\)/],
    ['a class without clips', ['train', 'Gap'], /Class “Pull” has no clips/],
    ['a project without clips', ['evaluate', 'Full'], /has no trained model yet/],
    ['an unknown session', ['train', 'Full', '--test-session', 's9'], /no session “s9”.*s1, s2/],
    ['nothing left to train on', ['train', 'Full', '--test-session', 's1', 's2'], /nothing left to train on/],
    [
      'a class in the test sessions only',
      ['train', 'Skew', '--test-session', 's2'],
      /class “Pull” are in the test/,
    ],
    [
      'a number that is none',
      ['train', 'Full', '--epochs', 'many'],
      /--epochs does not take “many”; .* numbers/,
    ],
    [
      'a number out of range',
      ['train', 'Full', '--epochs', '0'],
      /--epochs does not take “0”; it takes numbers from 1/,
    ],
    [
      'a backend there is not',
      ['train', 'Full', '--backend', 'cuda'],
      /--backend does not take “cuda”; it takes webgl/,
    ],
    ['an unknown model', ['evaluate', 'Full', '--model', 'run-1'], /has no trained model yet/],
    ['an export without a model', ['export', 'Full', '--out', 'x.zip'], /has no trained model yet/],
    [
      'a folder there is not',
      ['import', '/nowhere/at/all', '--project', 'x'],
      /There is no folder \/nowhere/,
    ],
    ['a host there is not', ['start', '--host', 'mosaic'], /There is no host “mosaic”/],
    ['a port there is not', ['start', '--host', 'browser', '--port', '99999'], /“99999” is not a port/],
  ];

  beforeEach(async () => {
    await project('Empty', {});
    await project('One', { Wave: ['s1'] });
    await project('Gap', { Wave: ['s1'], Pull: [] });
    await project('Full', { Wave: ['s1', 's2'], Pull: ['s1', 's2'] });
    await project('Skew', { Wave: ['s1', 's2'], Pull: ['s2'] });
  });

  it.each(cases)('says so in a sentence: %s', async (_what, argv, sentence) => {
    const { code, out, err } = await beckon(...argv);
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    expectSentence(err);
    expect(out).toBe('');
  });

  it.each(cases.filter(([, [command]]) => command !== 'start'))(
    'prints one JSON object with --json: %s',
    async (_what, argv, sentence) => {
      const { code, out, err } = await beckon(...argv, '--json');
      expect(code).toBe(1);
      expect(out.trim().split('\n')).toHaveLength(1);
      const { error } = JSON.parse(out) as { error: { code: string; message: string } };
      expect(error.code).toMatch(/^[A-Z_]+$/);
      expect(error.message).toMatch(sentence);
      expectSentence(err);
    },
  );

  it.each([
    ['no command', [], /Name a command/],
    ['an unknown command', ['juggle'], /nknown command 'juggle'/],
    ['an unknown option', ['train', 'Full', '--speed', '9'], /nknown option '--speed'/],
    ['a missing argument', ['train'], /issing required argument/],
    ['a missing option', ['import', '/tmp'], /equired option '--project/],
  ])('is not understood: %s', async (_what, argv, sentence) => {
    const { code, err } = await beckon(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(sentence);
    expectSentence(err);
  });

  it('names the browser that could not be run, when it gets that far, and leaves nothing behind', async () => {
    await mkdir(join(dir, 'videos', 'Wave'), { recursive: true });
    await writeFile(join(dir, 'videos', 'Wave', 'a.mp4'), 'no video');
    const { code, err } = await beckon('import', join(dir, 'videos'), '--project', 'New');
    expect(code).toBe(1);
    expect(err).toContain('/nowhere/browser');
    expect(await readdir(join(dir, 'data', 'projects'))).not.toContain('new');
  });
});

describe('projects', () => {
  it('are listed with what they hold', async () => {
    await project('Full', { Wave: ['s1', 's2'], Pull: ['s1'] });
    const { code, out, err } = await beckon('projects', '--json');
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ projects: [{ name: 'Full', classes: 2, clips: 3, models: [] }] });
    expect((await beckon('projects')).out).toMatch(/Full\s+2\s+3/);
  });

  it('that cannot be opened are listed with the reason', async () => {
    const slug = await project('Later', {});
    await writeFile(join(dir, 'data', 'projects', slug, 'project.json'), '{"schema": 999}');
    const { out } = await beckon('projects');
    expect(out).toMatch(/newer/i);
    expect((await beckon('train', slug)).err).toMatch(/newer/i);
  });
});

it('prints help and the version', async () => {
  expect((await beckon('--help')).out).toContain('import [options] <dir>');
  const version = await execute(['--version'], {
    root: dir,
    out: { write: (text) => expect(text).toMatch(/^\d+\.\d+\.\d+\n$/) },
    err: { write: () => expect.unreachable() },
    env: {},
    signal: new AbortController().signal,
  });
  expect(version).toBe(0);
});
