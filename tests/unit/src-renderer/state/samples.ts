import type { ClipInfo, GestureClass } from '../../../../src-main/contract';
import type { Names } from '../../../../src-renderer/state/clips.svelte';

/** A class as tests need it. */
export function gesture(id: string, name = id, key: GestureClass['key'] = null): GestureClass {
  return { id, name, colour: '#2f7de1', key };
}

/** A clip of 2 frames of 4×4 pixels, recorded in the given minute. */
export function clip(classId: string, id: string, { session = 'Session 1', minute = 0 } = {}): ClipInfo {
  return {
    classId,
    id,
    shape: [2, 4, 4, 3],
    bytes: 96,
    meta: {
      session,
      source: 'test',
      mirror: true,
      fps: 10,
      recordedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString(),
      appVersion: '0',
    },
  };
}

/** What things are called: as their ids, unless a test says otherwise. */
export const named = (classOf: Names['classOf'] = (id) => id): Names => ({
  classOf,
  projectOf: (slug) => slug,
});
