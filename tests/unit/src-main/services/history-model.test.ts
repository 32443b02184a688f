import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createServices, type Services } from '../../../../src-main/services';
import { fromTrashId } from '../../../../src-main/store/names';
import { dyingFileSystem } from '../../../fixtures/services/faulty-fs';
import { newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

/** Any sequence of what can be done to clips, with the process dying anywhere in it, against a model in memory. */

const CLASSES = ['wave', 'stop', 'push'];
const CLIPS = 6;
const TRASH = 'the trash';

/** A number that picks clips by its bits. */
const some = fc.integer({ min: 1, max: (1 << CLIPS) - 1 });
const action = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('relabel' as const), some, to: fc.constantFrom(...CLASSES) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), some }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restore' as const), some }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('redo' as const) }) },
);
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** `dies`: at which operation of the file system from the action's beginning; null: it lives. */
const step = fc.record({
  action,
  dies: fc.option(fc.integer({ min: 4, max: 70 }), { freq: 3 }),
  restarts: fc.boolean(),
});

/** Where each clip is, by id. */
type Where = ReadonlyMap<string, string>;
interface Model {
  where: Where;
  done: { before: Where; after: Where }[];
  undone: { before: Where; after: Where }[];
}

const chosen = (ids: readonly string[], bits: number): string[] =>
  ids.filter((_, index) => (bits >> index) & 1);

/** What the action leads to. The same model where it does nothing. */
function expected(model: Model, ids: readonly string[], does: Action): Model {
  const { where, done, undone } = model;
  if (does.kind === 'undo' || does.kind === 'redo') {
    const last = does.kind === 'undo' ? done.at(-1) : undone.at(-1);
    if (!last) return model;
    return does.kind === 'undo'
      ? { where: last.before, done: done.slice(0, -1), undone: [...undone, last] }
      : { where: last.after, done: [...done, last], undone: undone.slice(0, -1) };
  }
  return did(model, moved(where, ids, does));
}

function moved(where: Where, ids: readonly string[], does: Action): Where {
  const after = new Map(where);
  for (const id of 'some' in does ? chosen(ids, does.some) : []) {
    const inTrash = where.get(id) === TRASH;
    if (does.kind === 'relabel' && !inTrash) after.set(id, does.to);
    if (does.kind === 'remove' && !inTrash) after.set(id, TRASH);
    if (does.kind === 'restore' && inTrash) after.set(id, trashedFrom.get(id) ?? '');
  }
  return after;
}

function did(model: Model, after: Where): Model {
  const changed = [...after].some(([id, place]) => model.where.get(id) !== place);
  if (!changed) return model;
  return { where: after, done: [...model.done, { before: model.where, after }], undone: [] };
}

/** The class each clip in the trash was thrown away from. */
const trashedFrom = new Map<string, string>();

/** `healthy` looks at what is there, on a file system that does not die. */
async function act(
  services: Services,
  healthy: Services,
  slug: string,
  ids: readonly string[],
  does: Action,
): Promise<void> {
  if (does.kind === 'undo' || does.kind === 'redo') {
    await services.history[does.kind](slug);
    return;
  }
  const picked = chosen(ids, does.some);
  if (does.kind === 'restore') {
    const trashIds = (await healthy.trash.list(slug)).map(({ trashId }) => trashId);
    await services.clips.restore(
      slug,
      trashIds.filter((trashId) => picked.includes(fromTrashId(trashId) ?? '')),
    );
    return;
  }
  const refs = (await healthy.clips.list(slug)).clips.filter(({ id }) => picked.includes(id));
  if (does.kind === 'relabel') await services.clips.relabel(slug, refs, does.to);
  else await services.clips.remove(slug, refs);
}

interface Seen {
  where: Where;
  done: number;
  undone: number;
}

/** What a Beckon that opens the project now finds. */
async function look(services: Services, slug: string): Promise<Seen> {
  await services.projects.open(slug);
  const { clips, unreadable } = await services.clips.list(slug);
  expect(unreadable).toEqual([]);
  const where = new Map(clips.map(({ id, classId }) => [id, classId]));
  expect(where.size).toBe(clips.length);
  trashedFrom.clear();
  for (const { trashId, name } of await services.trash.list(slug)) {
    const id = fromTrashId(trashId) ?? '';
    expect(where.has(id)).toBe(false);
    where.set(id, TRASH);
    trashedFrom.set(id, name);
  }
  const { done, undone } = await services.history.state(slug);
  return { where, done: done.length, undone: undone.length };
}

const asSeen = ({ where, done, undone }: Model): Seen => ({
  where,
  done: done.length,
  undone: undone.length,
});

describe('what is done to clips', () => {
  it(
    'is done wholly or not at all, and undone and redone across restarts and crashes',
    { timeout: 300_000 },
    async () => {
      let deaths = 0;
      let cutOff = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
          const dataDir = await temporaryFolder();
          let services = await createServices(dataDir);
          const { slug } = await services.projects.create('Hands');
          for (const name of ['Wave', 'Stop', 'Push']) await services.classes.add(slug, name);
          for (let seed = 0; seed < CLIPS; seed++) {
            await services.clips.add(slug, newClip(CLASSES[seed % 2] ?? '', seed, [1, 1, 1, 3]));
          }
          let model: Model = { where: (await look(services, slug)).where, done: [], undone: [] };
          const ids = [...model.where.keys()].sort();

          for (const { action: does, dies, restarts } of steps) {
            const after = expected(model, ids, does);
            const { fileSystem, died } = dyingFileSystem(dies ?? Infinity);
            const acting =
              dies === null ? services : await createServices(dataDir, { fileSystem }).catch(() => null);
            const failed =
              acting === null ||
              (await act(acting, services, slug, ids, does).then(
                () => false,
                () => true,
              ));
            if (dies !== null && died()) deaths++;
            if (restarts || dies !== null) services = await createServices(dataDir);
            const seen = await look(services, slug);
            if (!failed) {
              expect(seen).toEqual(asSeen(after));
              model = after;
            } else if (!(dies !== null && died())) {
              // Refused: there was nothing to undo or redo.
              expect(after).toBe(model);
              expect(seen).toEqual(asSeen(model));
            } else {
              expect([asSeen(model), asSeen(after)]).toContainEqual(seen);
              if (seen.done === after.done.length && seen.undone === after.undone.length) model = after;
              else cutOff++;
            }
          }
        }),
        { numRuns: 60, seed: 20261125 },
      );
      // The process must have died in the middle of things, or nothing was tried.
      expect(deaths).toBeGreaterThan(100);
      expect(cutOff).toBeGreaterThan(50);
    },
  );
});
