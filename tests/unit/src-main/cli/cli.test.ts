import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { execute } from '../../../../src-main/cli/cli';
import { createServices, type Services } from '../../../../src-main/services';
import type { NewClip } from '../../../../src-main/contract';
import type { FileSystem } from '../../../../src-main/store/disk';
import { fileSystemWith, nodeError } from '../../../fixtures/services/faulty-fs';
import { newModel } from '../../../fixtures/services/fixtures';

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
  fileSystem = undefined;
  await rm(dir, { recursive: true, force: true });
});

let fileSystem: FileSystem | undefined;

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
    ...(fileSystem && { fileSystem }),
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
    ['one class only', ['train', 'One'], /“One” has only one class \(“Wave”\)/],
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
      /--backend does not take “cuda”; it takes one of auto, webgl, wasm, webgpu\./,
    ],
    ['an unknown model', ['evaluate', 'Full', '--model', 'run-1'], /has no trained model yet/],
    ['an export without a model', ['export', 'Full', '--out', 'x.zip'], /has no trained model yet/],
    [
      'a folder there is not',
      ['import', '/nowhere/at/all', '--project', 'x'],
      /There is no folder \/nowhere/,
    ],
    [
      'a threshold that is none',
      ['score', 'Full', '--video', '/nowhere.mp4', '--truth', '/nowhere.json', '--threshold', '60'],
      /--threshold does not take “60”; it takes numbers above 0, up to 1/,
    ],
    ['nothing to watch', ['live', 'Full'], /Give either --video \(a file\) or --camera/],
    ['two things to watch', ['live', 'Full', '--video', 'a.mp4', '--camera', 'b'], /Give either --video/],
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

it('says what it cannot read before it looks for a browser: a truth, a video', async () => {
  await services.models.save(await project('Taught', { Wave: ['s1'] }), newModel('run-1'));
  const missing = await beckon('score', 'Taught', '--video', '/nowhere.mp4', '--truth', '/nowhere.json');
  expect(missing).toMatchObject({ code: 1, err: 'There is no file /nowhere.json.\n' });
  const truth = join(dir, 'truth.json');
  await writeFile(truth, '{"events": [{"class": "Salute", "start": 1, "end": 2}]}');
  const foreign = await beckon('score', 'Taught', '--video', '/nowhere.mp4', '--truth', truth);
  expect(foreign.err).toMatch(/^The truth has a class “Salute”, but the model does not\. It has “/);
  const unseen = await beckon('live', 'Taught', '--video', '/nowhere.mp4');
  expect(unseen).toMatchObject({ code: 1, err: 'There is no video /nowhere.mp4.\n' });
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

/** What lies in the data folder: each file's content by its path. */
async function contents(): Promise<Record<string, string>> {
  const at = join(dir, 'data', 'projects');
  const entries = await readdir(at, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((file) => join(file.parentPath, file.name));
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file, await readFile(file, 'latin1')] as const)),
  );
}

describe('bad input costs a sentence and nothing else', () => {
  it.each([
    ['NEWER_SCHEMA', '{"schema": 999, "name": "Hands"}', /made by a newer version of Beckon.*Update Beckon/],
    ['INVALID', null, /has only one class/],
  ])('%s leaves every file as it is', async (code, projectJson, sentence) => {
    const slug = await project('Hands', { Wave: ['s1'] });
    if (projectJson) await writeFile(join(dir, 'data', 'projects', slug, 'project.json'), projectJson);
    const before = await contents();
    const { code: exit, out } = await beckon('train', 'hands', '--json');
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code, message: expect.stringMatching(sentence) } });
    expect(await contents()).toEqual(before);
  });

  it('a damaged project.json is named, and rebuilt by the next command', async () => {
    const slug = await project('Hands', { Wave: ['s1'] });
    const file = join(dir, 'data', 'projects', slug, 'project.json');
    await truncate(file, 40);
    const first = await beckon('train', 'Hands');
    expect(first.code).toBe(1);
    expect(first.err).toMatch(/is damaged: .* kept as project\.damaged-\w+\.json\. Open the project again/);
    expectSentence(first.err);
    expect((await beckon('train', 'Hands')).err).toMatch(/only one class \(“Wave”\)/);
    expect((await services.clips.list(slug)).clips).toHaveLength(1);
  });

  it('truncated and foreign clips are told of, and the others are used', async () => {
    const slug = await project('Hands', { Wave: ['s1', 's2'], Pull: ['s1'] });
    const clips = join(dir, 'data', 'projects', slug, 'clips');
    const [pull] = await readdir(join(clips, 'pull'));
    await truncate(join(clips, 'pull', String(pull)), 100);
    await writeFile(join(clips, 'wave', 'foreign.safetensors'), 'PK, something else entirely');
    const before = await contents();
    const { code, err } = await beckon('train', 'Hands');
    expect(code).toBe(1);
    expect(err).toMatch(/2 files could not be read and are left out, e\.g\. .+: The file is /);
    expect(err).toMatch(/Class “Pull” has no clips/);
    expect(await contents()).toEqual(before);
  });

  it('a project that may not be read is named, and the others open', async () => {
    await project('Closed', { Wave: ['s1'] });
    await project('Open', { Wave: ['s1'] });
    fileSystem = fileSystemWith((operation, path) => {
      if (operation === 'readFile' && path.includes('closed')) throw nodeError('EACCES');
    });
    const { code, out, err } = await beckon('train', 'Closed', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'NO_PERMISSION' } });
    expect(err).toMatch(/no permission to read the project “closed”/);
    expectSentence(err);
    expect((await beckon('train', 'Open')).err).toMatch(/only one class/);
  });

  it('a data folder that may not be written is named', async () => {
    fileSystem = fileSystemWith((operation) => {
      if (operation === 'mkdir') throw nodeError('EACCES');
    });
    const { code, err } = await beckon('projects');
    expect(code).toBe(1);
    expect(err).toContain(`no permission to use the data folder ${join(dir, 'data')}`);
    expectSentence(err);
  });

  it('a full disk is told of where a file is to be written, and leaves no half of it', async () => {
    const slug = await project('Hands', { Wave: ['s1'] });
    await services.models.save(slug, newModel('run-1'));
    const out = join(dir, 'out');
    await mkdir(out);
    fileSystem = fileSystemWith((operation) => {
      if (operation === 'write') throw nodeError('ENOSPC');
    });
    const before = await contents();
    const { code, err } = await beckon('export', 'Hands', '--out', join(out, 'hands.zip'));
    expect(code).toBe(1);
    expect(err).toMatch(/^The disk is full, so Beckon could not write .*hands\.zip\. Free some space/);
    expectSentence(err);
    expect(await readdir(out)).toEqual([]);
    expect(await contents()).toEqual(before);
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

it('a command that comes apart where nobody waits for it ends, with a sentence and the code of a failure', async () => {
  const said = { out: '', err: '' };
  let told: ((error: unknown) => void) | null = null;
  const stuck: FileSystem = {
    ...fileSystemWith(() => undefined),
    readdir: () => {
      setTimeout(() => told?.(new Error('It broke.')), 1);
      return new Promise(() => undefined);
    },
  };
  const code = await execute(
    ['data', 'export', 'None', '--out', 'x.zip', '--json', '--data', join(dir, 'data')],
    {
      root: dir,
      out: { write: (text: string) => (said.out += text) },
      err: { write: (text: string) => (said.err += text) },
      env: {},
      signal: new AbortController().signal,
      fileSystem: stuck,
      onUncaught: (listener) => (told = listener),
    },
  );
  expect(code).toBe(1);
  expect(JSON.parse(said.out)).toMatchObject({ error: { code: 'INTERNAL' } });
  expect(said.err).toBe('Something went wrong inside Beckon: It broke.\n');
});
