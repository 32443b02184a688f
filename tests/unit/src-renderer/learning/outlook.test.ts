import { describe, expect, it } from 'vitest';
import { trainingOutlook } from '../../../../src-renderer/learning/outlook';

describe('what training is likely to bring', () => {
  it('is told in proportion to what it brought where both were measured', () => {
    expect(trainingOutlook({ right: 50, of: 60, sessions: 3 }, 'balanced')).toEqual([
      'Instant, with nothing trained, names 50 of 60 clips rightly where it has not seen their session.',
      'In Beckon’s own tests on people left out, the preset Balanced raised this from 84\u00a0% to 91\u00a0% (learnt from one person) ' +
        'and left it at 99\u00a0% (learnt from four). At that rate, expect 50 to 54 of 60 here.',
    ]);
  });

  it('is nothing with Quick, which did worse where both were measured', () => {
    expect(trainingOutlook({ right: 50, of: 60, sessions: 3 }, 'quick')[1]).toBe(
      'In Beckon’s own tests on people left out, Quick got 84\u00a0% where Instant got 84\u00a0% (learnt from one person), so it is not likely to bring more.',
    );
  });

  it('is next to nothing where Instant hardly errs', () => {
    for (const score of [
      { right: 60, of: 60, sessions: 3 },
      { right: 59, of: 60, sessions: 3 },
      { right: 392, of: 400, sessions: 3 },
    ])
      expect(trainingOutlook(score, 'best')[1]).toMatch(/^Training can hardly improve/);
    expect(trainingOutlook({ right: 391, of: 400, sessions: 3 }, null)[1]).toMatch(/391 to 395 of 400/);
  });

  it('never promises more than all clips, nor fewer than there are', () => {
    for (let right = 0; right <= 30; right++) {
      const found = /expect (?:about )?(\d+)(?: to (\d+))? of 30/.exec(
        trainingOutlook({ right, of: 30, sessions: 2 }, null).join(' '),
      );
      if (!found) continue;
      const [least, most = least] = found.slice(1).map((text) => (text ? Number(text) : undefined));
      expect(least).toBeGreaterThanOrEqual(right);
      expect(most).toBeLessThanOrEqual(30);
    }
  });

  it('says what cannot be known of one session, and of few clips', () => {
    const [said, , ...doubts] = trainingOutlook({ right: 9, of: 12, sessions: 1 }, 'balanced');
    expect(said).toMatch('where it has not seen them.');
    expect(doubts).toEqual([
      expect.stringMatching('A second session tells more than training.') as string,
      '12 clips are few, so this can be far off.',
    ]);
  });
});
