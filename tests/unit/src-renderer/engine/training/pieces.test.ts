import { describe, expect, it } from 'vitest';
import type { CounterfeitKind } from '../../../../../src-main/shared/counterfeit-kinds';
import { drawPieces, type Piece } from '../../../../../src-renderer/engine/training/pieces';
import { Random } from '../../../../../src-renderer/learning/random';
import { movingBars, smallConfig, unmarkedExcerpt } from '../../../../fixtures/engine/support';

const config = smallConfig({ idle: true });
const clips = movingBars(12, ['a']);
const draw = (
  kinds: ReadonlyMap<string, CounterfeitKind[]>,
  more: { excerpts?: ReturnType<typeof unmarkedExcerpt>[]; most?: number } = {},
): Piece[] => drawPieces({ config, clips, ...more }, kinds, 8, new Random(3));
const whole = (pieces: readonly Piece[]): Piece[] => pieces.filter((piece) => 'id' in piece);

describe('drawPieces', () => {
  it('draws each clip as often as any other', () => {
    const pieces = draw(new Map());
    const times = clips.map((clip) => pieces.filter((piece) => piece === clip).length);
    expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
    expect(pieces).toHaveLength(300);
    expect(draw(new Map(), { most: 5 })).toHaveLength(5);
  });

  it('adds movements that are no gesture, only of classes and in ways that it is told', () => {
    const pieces = draw(new Map([['left', ['backwards', 'half']]]));
    const made = pieces.flatMap((piece) => ('kind' in piece ? [piece] : []));
    expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(['backwards', 'half']));
    expect(made.every(({ of }) => of.classId === 'left')).toBe(true);
    expect(made.length).toBeGreaterThan(30);
    expect(made.length).toBeLessThan(90);
    expect(whole(pieces)).toHaveLength(300);
  });

  it('adds fewer where few clips tell what a gesture is like', () => {
    const count = (perClass: number): number =>
      drawPieces(
        { config, clips: movingBars(perClass, ['a']) },
        new Map([['left', ['backwards']]]),
        8,
        new Random(3),
      ).filter((piece) => 'kind' in piece).length;
    expect(count(3)).toBeLessThan(0.5 * count(12));
    expect(count(3)).toBeGreaterThan(0);
  });

  it('adds excerpts several times each, but no more of them than there are stretches of clips', () => {
    const [clip] = clips as [(typeof clips)[number]];
    const excerpts = Array.from({ length: 3 }, () => unmarkedExcerpt(clip));
    const times = (pieces: readonly Piece[]): number[] =>
      excerpts.map((excerpt) => pieces.filter((piece) => piece === excerpt).length);
    expect(times(draw(new Map(), { excerpts }))).toEqual([8, 8, 8]);
    expect(times(draw(new Map(), { excerpts, most: 6 }))).toEqual([2, 2, 2]);
  });
});
