import type {
  ClipInfo,
  ClipRef,
  NewClip,
  StepKind,
  StepSummary,
  StepTaken,
} from '../../../../src-main/contract';
import { keyOf } from '../../../../src-renderer/learning/clip-groups';
import type { Client } from '../../../../src-renderer/rpc/connection';

/** A program behind the page that keeps clips in memory. `failing` makes the next saves fail with this error. */
export interface FakeMain {
  client: Client;
  clips: Map<string, ClipInfo>;
  failing: Error | null;
  /** Patches that settings were given. */
  settings: unknown[];
}

export function fakeMain(initial: ClipInfo[] = []): FakeMain {
  const clips = new Map(initial.map((clip) => [keyOf(clip), clip]));
  const trash = new Map<string, ClipInfo>();
  const pick = (ref: ClipRef): ClipInfo => {
    const clip = clips.get(keyOf(ref));
    if (!clip) throw new Error(`There is no clip ${keyOf(ref)}.`);
    clips.delete(keyOf(ref));
    return clip;
  };
  /** What was done, each step with the clips as they were before and after. */
  type Kept = { step: StepSummary; before: Map<string, ClipInfo>; after: Map<string, ClipInfo> };
  const done: Kept[] = [];
  const undone: Kept[] = [];
  const journal = <T>(kind: StepKind, to: string | null, refs: ClipRef[], work: () => T): Promise<T> => {
    const before = new Map(clips);
    let result: T;
    try {
      result = work();
    } catch (error) {
      return Promise.reject(error as Error);
    }
    const step = { id: `step-${next++}`, kind, time: '2026-01-01T00:00:00.000Z', clips: refs.length, to };
    done.push({ step, before, after: new Map(clips) });
    undone.length = 0;
    return Promise.resolve(result);
  };
  const step = (from: Kept[], onto: Kept[], id: string, to: 'before' | 'after'): Promise<StepTaken> => {
    const kept = from.at(-1);
    if (kept?.step.id !== id) return Promise.reject(new Error('Something else was done.'));
    onto.push(...from.splice(-1));
    const was = new Map(clips);
    clips.clear();
    for (const [key, clip] of kept[to]) clips.set(key, clip);
    return Promise.resolve({
      step: kept.step,
      gone: [...was.values()].filter((clip) => !clips.has(keyOf(clip))),
      came: [...clips.values()].filter((clip) => !was.has(keyOf(clip))),
    });
  };
  const put = (clip: ClipInfo): ClipInfo => {
    clips.set(keyOf(clip), clip);
    return clip;
  };
  let next = 1;
  const main: FakeMain = { client: null as unknown as Client, clips, failing: null, settings: [] };
  const procedures = {
    settings: { set: (patch: unknown) => Promise.resolve(void main.settings.push(patch)) },
    history: {
      state: () =>
        Promise.resolve({ done: done.map(({ step }) => step), undone: undone.map(({ step }) => step) }),
      added: ({ clips: refs }: { clips: ClipRef[] }) =>
        journal('add', null, refs, () => undefined).then(() => {
          const before = new Map(clips);
          for (const ref of refs) before.delete(keyOf(ref));
          const [noted] = done.slice(-1);
          if (noted) noted.before = before;
        }),
      undo: ({ step: id }: { step: string }) => step(done, undone, id, 'before'),
      redo: ({ step: id }: { step: string }) => step(undone, done, id, 'after'),
    },
    clips: {
      list: () => Promise.resolve({ clips: [...clips.values()], unreadable: [] }),
      add: ({ clip: { classId, shape, meta } }: { clip: NewClip }) =>
        main.failing
          ? Promise.reject(main.failing)
          : Promise.resolve(put({ classId, id: `new-${next++}`, shape, bytes: 1, meta })),
      relabel: ({ clips: refs, to }: { clips: ClipRef[]; to: string }) =>
        journal('relabel', to, refs, () => refs.map((ref) => put({ ...pick(ref), classId: to }))),
      remove: ({ clips: refs }: { clips: ClipRef[] }) =>
        journal('remove', null, refs, () => ({
          trashIds: refs.map((ref) => {
            const id = `trash-${next++}`;
            trash.set(id, pick(ref));
            return id;
          }),
        })),
      restore: ({ trashIds }: { trashIds: string[] }) =>
        Promise.resolve(
          trashIds.map((id) => {
            const clip = trash.get(id);
            if (!clip) throw new Error(`There is no ${id} in the trash.`);
            return put(clip);
          }),
        ),
    },
  };
  main.client = procedures as unknown as Client;
  return main;
}
