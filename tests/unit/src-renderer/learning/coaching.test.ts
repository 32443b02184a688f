import { describe, expect, it } from 'vitest';
import {
  coach,
  NO_COACHING,
  type Advice,
  type Coaching,
  type LeftOutAnswer,
} from '../../../../src-renderer/learning/coaching';

type Evidence = Parameters<typeof coach>[0];

interface Story {
  /** Of each clip of the class, what it was taken for, or `sure` of that, or with `halves` right. */
  [classId: string]: readonly (string | Partial<LeftOutAnswer>)[];
}

/** Clips and answers: a class's clips are named after it and their place, all of one session unless told otherwise. */
function evidence(story: Story, sessionOf: (id: string) => string = () => 's1'): Evidence {
  const answers = Object.entries(story).flatMap(([classId, own]) =>
    own.map((told, place): LeftOutAnswer => {
      const change = typeof told === 'string' ? { as: told } : told;
      const as = change.as ?? classId;
      const own = as === classId ? 0.9 : 0.3;
      const confidence = as === classId ? 0.9 : 0.5;
      return { classId, id: `${classId}${place}`, as, confidence, own, halves: null, ...change };
    }),
  );
  return {
    classes: Object.keys(story),
    clips: answers.map(({ classId, id }) => ({ classId, id, session: sessionOf(id) })),
    answers,
    isFine: () => false,
  };
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const wrong = (as: string): Partial<LeftOutAnswer> => ({ as, confidence: 0.95, own: 0.05 });
const adviceOf = (found: Coaching, classId: string): Advice | undefined => found.advice.get(classId);

describe('coach', () => {
  it('says nothing of clips that are as they should be, and nothing without answers', () => {
    const fine = evidence({ wave: times(6, 'wave'), push: times(6, 'push') });
    expect(coach(fine)).toEqual({ advice: new Map(), doubts: new Map() });
    expect(coach({ ...fine, answers: [] }).advice.size).toBe(0);
  });

  it('points out a clip that looks clearly like another class, and not one that is a near thing', () => {
    const found = coach(
      evidence({ wave: [...times(3, 'wave'), wrong('push')], push: [...times(4, 'push'), 'wave'] }),
    );
    expect(adviceOf(found, 'wave')).toEqual({
      kind: 'doubt',
      clip: { classId: 'wave', id: 'wave3' },
      as: 'push',
      confidence: 0.95,
    });
    expect([...found.doubts.keys()]).toEqual(['wave/wave3']);
    expect(adviceOf(found, 'push')).toBeUndefined();
  });

  it('goes on doubting a clip for as long as it is taken for the other class, however surely', () => {
    const story = (last: Partial<LeftOutAnswer>): Evidence =>
      evidence({ wave: [...times(3, 'wave'), last], push: times(4, 'push') });
    const first = coach(story(wrong('push')));
    const near = story({ as: 'push', confidence: 0.55, own: 0.45 });
    expect(coach(near).doubts.size).toBe(0);
    const second = coach(near, first);
    expect(second.doubts.size).toBe(1);
    expect(coach(story({ as: 'wave', confidence: 0.5, own: 0.5 }), second).doubts.size).toBe(0);
  });

  it('speaks of one clip until it is dealt with, and then of the next, the surest first', () => {
    const others = { push: times(8, 'push'), nod: times(8, 'nod') };
    const two = (sure: number): Evidence =>
      evidence({
        wave: [...times(8, 'wave'), wrong('push'), { ...wrong('nod'), confidence: sure, own: 1 - sure }],
        ...others,
      });
    const first = coach(two(0.92));
    expect(adviceOf(first, 'wave')).toMatchObject({ kind: 'doubt', as: 'push' });
    const second = coach(two(0.99), first);
    expect(adviceOf(second, 'wave')).toMatchObject({ as: 'push' });
    expect(adviceOf(coach(two(0.99)), 'wave')).toMatchObject({ as: 'nod' });
    const kept = coach({ ...two(0.99), isFine: (_, as) => as === 'push' }, second);
    expect(adviceOf(kept, 'wave')).toMatchObject({ as: 'nod' });
    expect(kept.doubts.size).toBe(1);
  });

  it('forgets clips that are gone or have moved', () => {
    const story = evidence({ wave: [...times(3, 'wave'), wrong('push')], push: times(4, 'push') });
    const before = coach(story);
    const clips = story.clips.filter(({ id }) => id !== 'wave3');
    expect(coach({ ...story, clips }, before).doubts.size).toBe(0);
    const moved = [...clips, { classId: 'push', id: 'wave3', session: 's1' }];
    expect(coach({ ...story, clips: moved }, before).doubts.size).toBe(0);
  });

  it('calls no clip wrong where most of the others are not told apart', () => {
    const story = (right: number): Evidence =>
      evidence({
        wave: [...times(right, 'wave'), ...times(5 - right, 'push'), wrong('push')],
        push: [...times(right, 'push'), ...times(5 - right, 'wave')],
      });
    expect(coach(story(3)).doubts.size).toBe(0);
    const clearly = coach(story(4));
    expect(clearly.doubts.size).toBe(1);
    expect(coach(story(3), clearly).doubts.size).toBe(1);
  });

  it('speaks of one of two classes at a time, as one in the wrong class makes others look wrong', () => {
    const found = coach(
      evidence({
        wave: [...times(8, 'wave'), { ...wrong('push'), own: 0.04 }],
        push: [...times(8, 'push'), { ...wrong('wave'), own: 0.02 }],
      }),
    );
    expect([...found.doubts.keys()]).toEqual(['push/push8']);
  });

  it('takes many clips that look like one other class for two classes that are alike', () => {
    const found = coach(
      evidence({ wave: [...times(2, 'wave'), wrong('push'), wrong('push')], push: times(4, 'push') }),
    );
    expect(found.doubts.size).toBe(0);
    const said = { kind: 'alike', confused: 2, of: 8, more: null };
    expect(adviceOf(found, 'wave')).toEqual({ ...said, other: 'push' });
    expect(adviceOf(found, 'push')).toEqual({ ...said, other: 'wave' });
  });

  it('does not change its mind about two classes with every clip', () => {
    const mixed = (wave: number, right: number): Evidence =>
      evidence({ wave: [...times(wave, 'push'), ...times(right, 'wave')], push: times(4, 'push') });
    const first = coach(mixed(2, 2));
    expect(coach(mixed(1, 5)).advice.size).toBe(0);
    const second = coach(mixed(1, 5), first);
    expect(adviceOf(second, 'wave')).toMatchObject({ kind: 'alike', confused: 1, of: 10 });
    expect(coach(mixed(1, 7), second).advice.size).toBe(0);
  });

  it('says whether more clips of two classes have helped to tell them apart', () => {
    const half = (as: string, halves: number) => ({ as, halves });
    const story = (wrongWith: number): Evidence =>
      evidence({
        wave: [...times(3, half('push', 0)), ...times(7, half('wave', wrongWith))],
        push: times(4, half('push', 1)),
      });
    expect(adviceOf(coach(story(1)), 'wave')).toMatchObject({ kind: 'alike', more: false });
    expect(adviceOf(coach(story(0.5)), 'wave')).toMatchObject({ kind: 'alike', more: true });
  });

  it('says when more clips have stopped helping, and only where that can be told', () => {
    const story = (count: number, halves: number | null, lost = 0): Evidence =>
      evidence({
        wave: [...times(lost, { halves: 0 }), ...times(count - lost, { halves })],
        push: times(5, 'push'),
      });
    const enough = { kind: 'enough', right: 12, of: 12, sessions: 1 };
    expect(adviceOf(coach(story(12, 1)), 'wave')).toEqual(enough);
    expect(adviceOf(coach(story(12, null)), 'wave')).toBeUndefined();
    expect(adviceOf(coach(story(9, 1)), 'wave')).toBeUndefined();
    expect(adviceOf(coach(story(12, 0.5)), 'wave')).toBeUndefined();
    expect(adviceOf(coach(story(12, 1, 1)), 'wave')).toBeUndefined();
    expect(adviceOf(coach(story(12, 1, 1), coach(story(12, 1))), 'wave')).toEqual(enough);
  });

  it('says what is missing: clips for a class to be known at all, another session where others have one', () => {
    const story = evidence({ wave: times(4, 'wave'), push: times(4, 'push') }, (id) =>
      id === 'wave0' ? 's2' : 's1',
    );
    const nod = ['a', 'b'].map((id) => ({ classId: 'nod', id, session: 's1' }));
    const found = coach({
      ...story,
      classes: ['wave', 'push', 'nod', 'new'],
      clips: [...story.clips, ...nod],
    });
    expect([...found.advice]).toEqual([
      ['push', { kind: 'session', clips: 4 }],
      ['nod', { kind: 'few', missing: 1 }],
    ]);
  });

  it('is nothing to begin with', () => {
    expect([NO_COACHING.advice.size, NO_COACHING.doubts.size]).toEqual([0, 0]);
  });
});
