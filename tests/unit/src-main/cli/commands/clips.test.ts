import { beforeEach, describe, expect, it } from 'vitest';
import { execute } from '../../../../../src-main/cli/cli';
import { createServices, type Services } from '../../../../../src-main/services';
import { newClip, temporaryFolder } from '../../../../fixtures/services/fixtures';

let dataDir: string;
let services: Services;
let slug: string;
const classIds: Record<string, string> = {};

beforeEach(async () => {
  dataDir = await temporaryFolder();
  services = await createServices(dataDir);
  ({ slug } = await services.projects.create('Café'));
  for (const [name, sessions] of [
    ['Wave', ['Zoë', 'Zoë', 's2']],
    ['Pull', ['s2']],
  ] as const) {
    const { classId } = await services.classes.add(slug, name);
    classIds[name] = classId;
    for (const session of sessions)
      await services.clips.add(slug, newClip(classId, 1, [1, 2, 2, 3], session));
  }
});

async function beckon(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await execute([...argv, '--data', dataDir], {
    root: dataDir,
    out: { write: (text) => (said.out += text) },
    err: { write: (text) => (said.err += text) },
    env: {},
    signal: new AbortController().signal,
  });
  return { code, ...said };
}
async function json(...argv: string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await beckon(...argv, '--json');
  expect(code, err).toBe(0);
  return JSON.parse(out) as Record<string, unknown>;
}
const there = async (): Promise<Record<string, number>> => {
  const { clips } = await services.clips.list(slug);
  const { classes } = await services.projects.open(slug);
  return Object.fromEntries(
    classes.map(({ id, name }) => [name, clips.filter(({ classId }) => classId === id).length]),
  );
};
const idsOf = async (name: string): Promise<string[]> =>
  (await services.clips.list(slug)).clips
    .filter(({ classId }) => classId === classIds[name])
    .map(({ id }) => id);

describe('beckon classes', () => {
  it('lists classes with their clips, of a project however its name is typed', async () => {
    for (const typed of ['Café', 'cafe\u0301', 'CAFÉ', 'Ｃａｆé', 'cafe']) {
      expect(await json('classes', typed)).toMatchObject({
        project: slug,
        classes: [
          { name: 'Wave', id: 'wave', clips: 3 },
          { name: 'Pull', id: 'pull', clips: 1 },
        ],
      });
    }
    expect((await beckon('classes', 'Café')).out).toMatch(/Wave +3 /);
  });

  it('renames a class, and not to a name that is taken or none', async () => {
    expect(await json('rename-class', slug, 'ｗａｖｅ', '  Hello ')).toMatchObject({
      id: 'wave',
      name: 'Hello',
      before: 'Wave',
    });
    expect(await there()).toEqual({ Hello: 3, Pull: 1 });
    const taken = await beckon('rename-class', slug, 'Hello', 'PULL');
    expect(taken).toMatchObject({
      code: 1,
      err: 'There is already a class called “Pull”. Choose another name.\n',
    });
    expect(await beckon('rename-class', slug, 'Hello', ' ')).toMatchObject({
      code: 1,
      err: 'A name cannot be empty.\n',
    });
    expect(await there()).toEqual({ Hello: 3, Pull: 1 });
  });

  it('deletes a class to the trash, from where the app restores it', async () => {
    const { trashId } = await json('delete-class', slug, 'Wave');
    expect(await there()).toEqual({ Pull: 1 });
    await services.classes.restore(slug, String(trashId));
    expect(await there()).toEqual({ Wave: 3, Pull: 1 });
  });

  it('names the classes there are where one is not', async () => {
    const { code, err } = await beckon('delete-class', slug, 'Push');
    expect([code, err]).toEqual([1, 'Project “Café” has no class “Push”. It has: “Wave”, “Pull”.\n']);
  });
});

describe('beckon clips', () => {
  it('lists all clips, or those of a class and of sessions', async () => {
    const rows = async (...choice: string[]): Promise<unknown[]> =>
      (await json('clips', slug, ...choice)).clips as unknown[];
    expect(await rows()).toHaveLength(4);
    expect(await rows('--class', 'WAVE', '--session', 'zoe\u0308')).toHaveLength(2);
    expect(await rows('--session', 's2')).toMatchObject([
      { class: 'Wave', classId: 'wave', session: 's2', frames: 1, width: 2, height: 2 },
      { class: 'Pull', session: 's2' },
    ]);
    expect((await beckon('clips', slug, '--class', 'Pull')).out).toContain('1 clip.');
  });

  it('moves clips to another class as the app does, so that Undo takes it back', async () => {
    const [first = ''] = await idsOf('Wave');
    expect(await json('move-clips', slug, first, '--to', 'pull')).toMatchObject({ moved: 1, to: 'pull' });
    expect(await there()).toEqual({ Wave: 2, Pull: 2 });
    expect(await json('move-clips', slug, '--session', 's2', '--to', 'Pull')).toMatchObject({
      moved: 1,
      alreadyThere: 1,
    });
    expect(await there()).toEqual({ Wave: 1, Pull: 3 });
    const app = await createServices(dataDir);
    await app.history.undo(slug);
    await app.history.undo(slug);
    expect(await there()).toEqual({ Wave: 3, Pull: 1 });
  });

  it('moves clips to another project', async () => {
    const other = await services.projects.create('Other');
    expect(await json('move-clips', slug, '--class', 'Wave', '--to-project', 'OTHER')).toMatchObject({
      moved: 3,
    });
    expect(await there()).toEqual({ Wave: 0, Pull: 1 });
    expect((await services.clips.list(other.slug)).clips).toHaveLength(3);
    await services.history.undo(slug);
    expect(await there()).toEqual({ Wave: 3, Pull: 1 });
  });

  it('deletes clips to the trash, so that Undo brings them back', async () => {
    const [first = '', second = ''] = await idsOf('Wave');
    expect((await json('delete-clips', slug, first, `wave/${second}`, first)).trashIds).toHaveLength(2);
    expect(await there()).toEqual({ Wave: 1, Pull: 1 });
    await (await createServices(dataDir)).history.undo(slug);
    expect(await there()).toEqual({ Wave: 3, Pull: 1 });
  });

  it.each([
    ['no choice', ['delete-clips', 'Café'], /^Say which clips: name them, or give --class or --session\./],
    ['a clip that is not there', ['delete-clips', 'Café', 'nope'], /^Project “Café” has no clip “nope”/],
    ['a session that is not there', ['delete-clips', 'Café', '--session', 's9'], /has no session “s9”/],
    [
      'a class and session without clips',
      ['delete-clips', 'Café', '--class', 'Pull', '--session', 'Zoë'],
      /has no clips of that/,
    ],
    ['no target', ['move-clips', 'Café', '--class', 'Wave'], /^Say where the clips go/],
    [
      'two targets',
      ['move-clips', 'Café', '--class', 'Wave', '--to', 'Pull', '--to-project', 'x'],
      /^Say where/,
    ],
    ['an unknown target', ['move-clips', 'Café', '--class', 'Wave', '--to', 'Push'], /has no class “Push”/],
  ])('%s is refused, and nothing is changed', async (_name, argv, sentence) => {
    const { code, err } = await beckon(...argv);
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    expect(await there()).toEqual({ Wave: 3, Pull: 1 });
  });
});
