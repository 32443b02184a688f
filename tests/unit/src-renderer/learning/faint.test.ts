import { describe, expect, it } from 'vitest';
import { withoutFaint } from '../../../../src-renderer/learning/faint';

const framing = { spread: 0.2, movement: 1, least: [10, 2, 0] };
const answer = Float32Array.of(0.5, 0.25, 0.125, 0.125);

describe('withoutFaint', () => {
  it('gives up gestures for which too little moves, and no others', () => {
    const left = withoutFaint(answer, { strength: 1, framing });
    expect([...left]).toEqual([0, 0.25, 0.125, 0.625]);
    // A pose that is held has no movement of its own.
    expect([...withoutFaint(answer, { strength: 0, framing })]).toEqual([0, 0, 0.125, 0.875]);
  });

  it('asks for three tenths of what moves in the weakest clips', () => {
    expect(withoutFaint(answer, { strength: 2.9, framing })[0]).toBe(0);
    expect(withoutFaint(answer, { strength: 3.1, framing })[0]).toBe(0.5);
  });

  it('leaves an answer as it is where enough moves, or where it is not known how much is', () => {
    expect(withoutFaint(answer, { strength: 10, framing })).toEqual(answer);
    const { spread, movement } = framing;
    expect(withoutFaint(answer, { strength: 0, framing: { spread, movement } })).toEqual(answer);
  });

  it('changes nothing of what it was given', () => {
    const given = answer.slice();
    withoutFaint(given, { strength: 0, framing });
    expect(given).toEqual(answer);
  });
});
