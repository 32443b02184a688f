import { describe, expect, it } from 'vitest';
import { about, count, duration, list, percent, when, writeDatesIn } from '../../../../src-main/shared/words';

describe('words', () => {
  it.each([
    [0, '0 clips'],
    [1, '1 clip'],
    [1200, '1,200 clips'],
  ])('counts %d', (n, text) => expect(count(n, 'clip')).toBe(text));

  it('takes another plural', () => expect(count(2, 'class', 'classes')).toBe('2 classes'));

  it.each([
    [0.9346, '93.5\u00a0%'],
    [1, '100.0\u00a0%'],
    [null, '–'],
  ])('writes the share %s', (share, text) => expect(percent(share)).toBe(text));

  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [3600, '1 h'],
    [3900, '1 h 5 min'],
    [6000, '1 h 40 min'],
  ])('writes %d seconds', (seconds, text) => expect(duration(seconds)).toBe(text));

  it.each([
    [4, 'less than 10 s'],
    [44, 'about 40 s'],
    [230, 'about 4 min'],
    [4300, 'about 1 h 10 min'],
  ])('writes about %d seconds', (seconds, text) => expect(about(seconds)).toBe(text));

  it('writes dates in the language chosen, else in that of the system', () => {
    const time = '2026-12-24T15:30:00';
    expect(when(time, { language: 'de' })).toMatch(/24\.12\.2026, 15:30/);
    expect(when(time, { language: 'de', seconds: true })).toMatch(/15:30:00/);
    const system = when(time);
    writeDatesIn('fr');
    expect(when(time)).toMatch(/24 déc\. 2026,? (à )?15:30/);
    writeDatesIn(null);
    expect(when(time)).toBe(system);
  });

  it.each([
    [[], ''],
    [['a'], 'a'],
    [['a', 'b'], 'a and b'],
    [['a', 'b', 'c'], 'a, b and c'],
  ])('lists %j', (items, text) => expect(list(items)).toBe(text));
});
