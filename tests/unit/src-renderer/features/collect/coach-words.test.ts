import { describe, expect, it } from 'vitest';
import { adviceReason, adviceWords } from '../../../../../src-renderer/features/collect/coach-words';
import type { Advice } from '../../../../../src-renderer/learning/coaching';

const say = (advice: Advice): string => adviceWords(advice, 'Wave', (id) => id);
const alike = { kind: 'alike', other: 'Push', confused: 3, of: 24 } as const;
const enough = { kind: 'enough', right: 12, of: 12 } as const;

describe('adviceWords', () => {
  it('says the one thing about a class', () => {
    expect(say({ ...alike, more: true })).toBe(
      'Wave and Push are hard to tell apart: 3 of 24 mixed up. More clips help.',
    );
    expect(say({ ...alike, more: false })).toContain('have not helped: make them differ more.');
    expect(say({ kind: 'few', missing: 1 })).toBe('1 more clip, and it is recognised at once.');
    expect(say({ kind: 'few', missing: 2 })).toBe('2 more clips, and it is recognised at once.');
    expect(say({ kind: 'session', clips: 5 })).toContain('All 5 clips are of one session.');
    expect(say({ ...enough, sessions: 2 })).toContain('More would add little.');
    expect(say({ ...enough, sessions: 1 })).toContain('A second session would tell more than further clips.');
  });

  it('gives its reason', () => {
    const doubt = { kind: 'doubt', clip: { classId: 'w', id: 'a' }, as: 'Push', confidence: 0.934 } as const;
    expect(adviceReason(doubt)).toBe('A model made without it is 93\u00a0% sure of that.');
    const all: Advice[] = [
      { ...alike, more: null },
      { kind: 'few', missing: 1 },
      { kind: 'session', clips: 5 },
    ];
    expect(new Set(all.map(adviceReason)).size).toBe(3);
  });
});
