import { describe, expect, it } from 'vitest';
import { peopleAndPlaces, sessionName } from '../../../../src-renderer/learning/session-names';

describe('sessionName', () => {
  it('joins who and where, or takes what there is', () => {
    expect(sessionName('Ada', 'Kitchen', [])).toBe('Ada, Kitchen');
    expect(sessionName(' Ada ', '  ', [])).toBe('Ada');
    expect(sessionName('', 'Kitchen', [])).toBe('Kitchen');
    expect(sessionName('', '', ['Session 4'])).toBe('Session 5');
  });

  it('is new each time', () => {
    expect(sessionName('Ada', 'Kitchen', ['Ada, Kitchen', 'Ada, Kitchen 2'])).toBe('Ada, Kitchen 3');
  });

  it('fits where a session’s name is written', () => {
    expect(sessionName('a'.repeat(200), 'b'.repeat(200), []).length).toBeLessThanOrEqual(120);
  });
});

describe('peopleAndPlaces', () => {
  it('offers each that was given before once', () => {
    const names = ['Session 1', 'Ada, Kitchen', 'Ada, Kitchen 2', 'Ben, Kitchen', 'Ben, Desk, upstairs'];
    expect(peopleAndPlaces(names)).toEqual({ who: ['Ada', 'Ben'], where: ['Kitchen', 'Desk, upstairs'] });
  });
});
