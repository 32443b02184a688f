import { ORPCError } from '@orpc/client';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  DEFAULT_CAPTURE,
  type DeletedProject,
  type Project,
  type ProjectSummary,
} from '../../../../src-main/contract';
import { App } from '../../../../src-renderer/app/app.svelte';
import { chooseScreen } from '../../../../src-renderer/app/choose-screen';
import { settingsSchema } from '../../../../src-main/contract';
import type { Outside } from '../../../../src-renderer/base/outside';

const NOTICE = 'settings.json was damaged and set aside.';

let app: App;
let rows: ProjectSummary[];
let deleted: DeletedProject[];
let opened: string[];
/** What the next attempts to open a project end with; afterwards it opens. */
let refusals: ORPCError<string, unknown>[];

const projectOf = (slug: string): Project => ({
  schema: 1,
  slug,
  name: slug,
  classes: [],
  capture: DEFAULT_CAPTURE,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
});
const rowOf = (slug: string, change: Partial<ProjectSummary> = {}): ProjectSummary => ({
  slug,
  name: slug,
  modified: null,
  classes: 0,
  clips: 0,
  models: 0,
  unreadable: null,
  remedy: null,
  ...change,
});
const messages = (): string[] => app.toasts.items.map(({ text }) => text);

/** What comes up after the start. */
let later: string[] = [];
/** Projects that come in from outside. */
let arrivals: string[] = [];

beforeEach(() => {
  later = [];
  arrivals = [];
  rows = [rowOf('good')];
  deleted = [];
  opened = [];
  refusals = [];
  const client = {
    app: {
      info: () =>
        Promise.resolve({
          version: '1',
          host: 'browser',
          saveDialog: false,
          dataFolder: '/data',
          opensFolder: false,
          notices: [NOTICE],
        }),
      notices: () => Promise.resolve(later),
      arrivals: () => Promise.resolve(arrivals),
    },
    settings: {
      get: () => Promise.resolve(settingsSchema.parse({ lastProject: 'hands' })),
      set: () => Promise.resolve(),
    },
    projects: {
      list: () => Promise.resolve(rows),
      create: ({ name }: { name: string }) => {
        rows = [...rows, rowOf(name)];
        return Promise.resolve(projectOf(name));
      },
      deleted: () => Promise.resolve(deleted),
      remove: ({ slug }: { slug: string }) => {
        const trashId = `${slug}-in-trash-${deleted.length + 1}`;
        const row = rows.find((each) => each.slug === slug) ?? rowOf(slug);
        rows = rows.filter((each) => each !== row);
        const { name, classes, clips, models } = row;
        const one = { trashId, name, deleted: null, modified: null, classes, clips, models };
        deleted = [one, ...deleted];
        return Promise.resolve({ trashId });
      },
      restore: ({ trashId }: { trashId: string }) => {
        const row = deleted.find((each) => each.trashId === trashId);
        if (!row) return Promise.reject(new ORPCError('NOT_FOUND', { message: 'It is gone.' }));
        deleted = deleted.filter((each) => each !== row);
        rows = [...rows, rowOf(row.name)];
        return Promise.resolve(projectOf(row.name));
      },
      open: ({ slug }: { slug: string }) => {
        opened.push(slug);
        const refusal = refusals.shift();
        return refusal ? Promise.reject(refusal) : Promise.resolve(projectOf(slug));
      },
    },
    clips: { list: () => Promise.resolve({ clips: [], unreadable: [] }) },
    history: { state: () => Promise.resolve({ done: [], undone: [] }) },
    models: { list: () => Promise.resolve({ runs: [], unreadable: [] }) },
    checkpoints: { look: () => Promise.resolve({ state: null, problem: null }) },
    outputs: { states: () => Promise.resolve([]), stop: () => Promise.resolve() },
  };
  app = new App({
    client,
    engine: {
      measure: () => Promise.resolve({ key: 'test', reports: [] }),
      choose: () => undefined,
    },
    cameras: { onChanged: () => () => undefined },
    onLost: () => () => undefined,
  } as unknown as Outside);
});

describe('App', () => {
  it('shows a project that comes in from outside of the page', async () => {
    arrivals = ['good'];
    await app.start();
    await expect.poll(() => app.projects.current?.slug).toBe('good');
  });

  it('opens the last project, and tells what the start has to tell until it is dismissed', async () => {
    rows = [rowOf('hands'), rowOf('good')];
    await app.start();
    expect(app.projects.current?.slug).toBe('hands');
    expect(app.notices.start).toEqual([NOTICE]);
    app.notices.dismiss(NOTICE);
    expect(app.notices.start).toEqual([]);
  });

  it('takes clips in the same way, by identity, after a change of something else in the project', async () => {
    rows = [rowOf('hands')];
    await app.start();
    const { capture } = app.projects;
    expect(capture).toEqual(DEFAULT_CAPTURE);
    const changed = { ...projectOf('hands'), name: 'Hands', capture: { ...DEFAULT_CAPTURE } };
    app.projects.current = changed;
    expect(app.projects.capture).toBe(capture);
    app.projects.current = { ...changed, capture: { ...DEFAULT_CAPTURE, fps: 5 } };
    expect(app.projects.capture?.fps).toBe(5);
  });

  it('touches no project that does not open until it is asked to', async () => {
    rows = [rowOf('good'), rowOf('hands', { unreadable: 'It is damaged.', remedy: 'rebuild' })];
    await app.start();
    expect(opened).toEqual([]);
    expect(app.projects.current).toBeNull();
    expect(app.projects.list).toEqual(rows);
  });

  it('tells once what comes up after the start', async () => {
    later = ['The disk is full.', NOTICE, 'The disk is full.'];
    await app.start();
    await expect.poll(() => app.notices.start).toEqual([NOTICE, 'The disk is full.']);
  });

  it('rebuilds a damaged project by opening it twice', async () => {
    const row = rowOf('hands', { unreadable: 'It is damaged.', remedy: 'rebuild' });
    refusals = [new ORPCError('UNREADABLE', { message: 'It is damaged.' })];
    await app.workspace.mend(row);
    expect(app.projects.current?.slug).toBe('hands');
    expect(messages()).toEqual(['hands was rebuilt from its clips. The damaged file is kept in its folder.']);
  });

  it.each(['DISK_FULL', 'NO_PERMISSION'])('says why it could not be rebuilt: %s', async (code) => {
    const row = rowOf('hands', { unreadable: 'It is damaged.', remedy: 'rebuild' });
    refusals = [
      new ORPCError('UNREADABLE', { message: 'It is damaged.' }),
      new ORPCError(code, { message: `A sentence about ${code}.` }),
    ];
    await app.workspace.mend(row);
    expect(app.projects.current).toBeNull();
    expect(messages()).toEqual([`A sentence about ${code}.`]);
  });

  it('tries a project again that could not be read, once, and says why it still does not open', async () => {
    const row = rowOf('hands', { unreadable: 'Beckon has no permission.', remedy: 'retry' });
    refusals = [new ORPCError('NO_PERMISSION', { message: 'Beckon has no permission.' })];
    await app.workspace.mend(row);
    expect(opened).toEqual(['hands']);
    expect(messages()).toEqual(['Beckon has no permission.']);
    await app.workspace.mend(row);
    expect(app.projects.current?.slug).toBe('hands');
  });

  it('takes the deletion of the open project back, by Undo, as the last step of the one opened instead', async () => {
    rows = [rowOf('hands'), rowOf('good')];
    await app.start();
    await app.workspace.remove('hands', 'hands');
    expect(app.projects.current?.slug).toBe('good');
    expect(app.projects.deleted).toMatchObject([{ name: 'hands' }]);
    expect(messages()).toEqual(['Deleted project hands.']);
    await app.history.undo();
    expect(app.projects.current?.slug).toBe('hands');
    expect(app.projects.deleted).toEqual([]);
    await app.history.redo();
    expect(app.projects.current?.slug).toBe('good');
    expect(app.projects.deleted).toMatchObject([{ name: 'hands' }]);
    await app.history.undo();
    expect(app.projects.current?.slug).toBe('hands');
  });

  it('leaves the library where a person goes to Collect, from there and from elsewhere', async () => {
    rows = [rowOf('hands')];
    await app.start();
    for (const from of ['collect', 'train'] as const) {
      app.library.show();
      app.navigation.go(from);
      chooseScreen(app, 'collect');
      expect([app.navigation.screen, app.library.open]).toEqual(['collect', false]);
    }
    app.library.show();
    chooseScreen(app, 'train');
    expect(app.library.open).toBe(true);
  });

  it('names a project after a folder, under a name that is free', async () => {
    rows = [rowOf('Videos')];
    await app.start();
    await app.workspace.createLike('videos');
    expect(app.projects.current?.name).toBe('videos (2)');
    await app.workspace.createLike('Waves');
    expect(app.projects.current?.name).toBe('Waves');
  });

  it('takes back the deletion of the only project', async () => {
    rows = [rowOf('hands')];
    await app.start();
    await app.workspace.remove('hands', 'hands');
    expect(app.projects.current).toBeNull();
    await app.history.undo();
    expect(app.projects.current?.slug).toBe('hands');
  });

  it('brings a deleted project back and leaves the open one open', async () => {
    rows = [rowOf('hands'), rowOf('good')];
    await app.start();
    await app.workspace.remove('good', 'good');
    const [row] = app.projects.deleted;
    await app.workspace.restore(row?.trashId ?? '', 'good');
    expect(app.projects.current?.slug).toBe('hands');
    expect(app.projects.list.map(({ slug }) => slug)).toEqual(['hands', 'good']);
    expect(messages()).toContain('Restored good.');
    await app.workspace.restore(row?.trashId ?? '', 'good');
    expect(messages()).toContain('It is gone.');
  });
});
