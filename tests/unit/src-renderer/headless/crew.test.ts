import { describe, expect, it } from 'vitest';
import { Crew } from '../../../../src-renderer/headless/crew';

const clip = (dropped: number, began: number) => ({ dropped, timestamps: [began, began + 100] });

describe('Crew', () => {
  it('keeps clips that lack next to nothing', () => {
    const crew = new Crew(12, 100);
    expect(crew.judge(clip(0, 0), 1600)).toBe('good');
    expect(crew.judge(clip(1, 0), 1600)).toBe('good');
  });

  it('sends one camera home, and waits for what that does', () => {
    const crew = new Crew(12, 100);
    expect(crew.judge(clip(5, 0), 1600)).toBe('leave');
    expect(crew.judge(clip(5, 50), 1650)).toBe('again');
    expect(crew.judge(clip(5, 1700), 3300)).toBe('leave');
  });

  it('never sends the last few home', () => {
    const crew = new Crew(4, 100);
    const verdicts = [0, 1, 2, 3].map((turn) => crew.judge(clip(5, turn * 2000), turn * 2000 + 1600));
    expect(verdicts).toEqual(['leave', 'again', 'again', 'again']);
  });

  it('counts those that have nothing left to record as gone', () => {
    const crew = new Crew(4, 100);
    crew.finished();
    expect(crew.judge(clip(5, 0), 1600)).toBe('again');
  });

  it('takes what comes, once it has refused as many as were asked for', () => {
    const crew = new Crew(3, 2);
    expect([1, 2, 3].map((turn) => crew.judge(clip(9, turn), turn))).toEqual(['again', 'again', 'good']);
  });
});
