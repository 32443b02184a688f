import { describe, expect, it } from 'vitest';
import { byClass, newestFirst, sessionsOf, without } from '../../../../src-renderer/learning/clip-groups';
import { clip } from '../../../fixtures/renderer/samples';

const clips = [
  clip('wave', 'a', { minute: 1 }),
  clip('push', 'a', { minute: 3, session: 'Session 2' }),
  clip('wave', 'b', { minute: 2 }),
];

describe('clip groups', () => {
  it('sorts newest first, whatever the class', () => {
    expect(newestFirst(clips).map(({ classId, id }) => `${classId}/${id}`)).toEqual([
      'push/a',
      'wave/b',
      'wave/a',
    ]);
  });

  it('groups by class and keeps the order', () => {
    expect([...byClass(clips)].map(([id, group]) => [id, group.map((each) => each.id)])).toEqual([
      ['wave', ['a', 'b']],
      ['push', ['a']],
    ]);
  });

  it('tells clips of the same id in different classes apart', () => {
    expect(without(clips, [{ classId: 'wave', id: 'a' }])).toEqual([clips[1], clips[2]]);
  });

  it('counts the clips of each session, newest session first', () => {
    expect(sessionsOf(newestFirst(clips))).toEqual([
      { name: 'Session 2', clips: 1, latest: clips[1]?.meta.recordedAt },
      { name: 'Session 1', clips: 2, latest: clips[2]?.meta.recordedAt },
    ]);
  });
});
