import { describe, expect, it } from 'vitest';
import { unknownClasses, unknownSets } from '../../../../src-main/cli/unknown';

const project = (...names: string[]) => ({
  name: 'Kitchen',
  classes: names.map((name) => ({ id: name.toLowerCase(), name, colour: '#112233', key: null })),
});

describe('classes that models are kept from', () => {
  const four = project('Wave', 'Push', 'Stop', 'Circle');

  it('are those named, whatever their case', () => {
    expect(unknownSets(four, 'wave, Stop')).toEqual([['wave', 'stop']]);
    expect(unknownClasses(four, 'PUSH')).toEqual(['push']);
  });

  it('are every two in turn where pairs are asked for', () => {
    const sets = unknownSets(four, 'pairs');
    expect(sets).toHaveLength(6);
    expect(sets).toContainEqual(['push', 'circle']);
  });

  it('must be there, and leave two classes to tell apart', () => {
    expect(() => unknownSets(four, 'Wave,Swipe')).toThrow('no class “Swipe”. Its classes are: Wave, Push');
    expect(() => unknownSets(four, 'Wave,Push,Stop')).toThrow('fewer than two classes to learn');
    expect(() => unknownSets(project('Wave', 'Push', 'Stop'), 'pairs')).toThrow('fewer than two classes');
    expect(() => unknownSets(project('Wave'), 'pairs')).toThrow('fewer than two classes');
  });

  it('are named where one model is meant', () => {
    expect(() => unknownClasses(four, 'pairs')).toThrow('`beckon crossval`');
  });
});
