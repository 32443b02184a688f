import { describe, expect, it } from 'vitest';
import { foldName, named, sameName } from '../../../../src-main/shared/same-name';

describe('sameName', () => {
  it.each([
    ['Caf\u00e9 ', 'cafe\u0301'],
    ['ＷＡＶＥ', 'wave'],
    ['ﬁst', 'FIST'],
    ['ｶﾞ', 'ガ'],
    ['Straße', 'STRASSE'],
    ['ΟΔΟΣ', 'οδος'],
    ['İki', 'i̇KI'],
    ['Swipe\u00a0left', 'swipe left'],
  ])('calls %s and %s the same, either way round', (a, b) => {
    expect(sameName(a, b)).toBe(true);
    expect(foldName(foldName(a))).toBe(foldName(a));
  });

  it.each([
    ['Wave', 'Waves'],
    ['Cafe', 'Café'],
    ['', 'a'],
  ])('tells %s from %s', (a, b) => expect(sameName(a, b)).toBe(false));
});

describe('named', () => {
  it('prefers the very name', () => {
    const all = [{ name: 'café' }, { name: 'Café' }];
    expect(named(all, 'Café')).toBe(all[1]);
    expect(named(all, 'CAFE\u0301')).toBe(all[0]);
    expect(named(all, 'tea')).toBeUndefined();
  });
});
