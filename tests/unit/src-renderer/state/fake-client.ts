import type { ClipInfo, ClipRef, NewClip } from '../../../../src-main/contract';
import { keyOf } from '../../../../src-renderer/state/clip-groups';
import type { Client } from '../../../../src-renderer/state/connection';

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
  const take = (ref: ClipRef): ClipInfo => {
    const clip = clips.get(keyOf(ref));
    if (!clip) throw new Error(`There is no clip ${keyOf(ref)}.`);
    clips.delete(keyOf(ref));
    return clip;
  };
  const put = (clip: ClipInfo): ClipInfo => {
    clips.set(keyOf(clip), clip);
    return clip;
  };
  let next = 1;
  const main: FakeMain = { client: null as unknown as Client, clips, failing: null, settings: [] };
  const procedures = {
    settings: { set: (patch: unknown) => Promise.resolve(void main.settings.push(patch)) },
    clips: {
      list: () => Promise.resolve({ clips: [...clips.values()], unreadable: [] }),
      add: ({ clip: { classId, shape, meta } }: { clip: NewClip }) =>
        main.failing
          ? Promise.reject(main.failing)
          : Promise.resolve(put({ classId, id: `new-${next++}`, shape, bytes: 1, meta })),
      relabel: ({ clips: refs, to }: { clips: ClipRef[]; to: string }) =>
        Promise.resolve(refs.map((ref) => put({ ...take(ref), classId: to }))),
      remove: ({ clips: refs }: { clips: ClipRef[] }) =>
        Promise.resolve({
          trashIds: refs.map((ref) => {
            const id = `trash-${next++}`;
            trash.set(id, take(ref));
            return id;
          }),
        }),
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
