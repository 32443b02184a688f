import { describe, expect, it } from 'vitest';
import { colourSchema, type GestureClass } from '../../../../src-main/contract';
import { PALETTE } from '../../../../src-main/shared/palette';
import { nextColour, nextKey } from '../../../../src-main/store/class-defaults';

const palette = PALETTE.map(({ value }) => value);

const channels = (colour: string): number[] =>
  [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255);

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const classOf = (colour: string, key: GestureClass['key'] = null): GestureClass => ({
  id: 'x',
  name: 'X',
  colour,
  key,
});

describe('the palette', () => {
  it.each([...palette])('%s stands out from white and from near-black', (colour) => {
    expect(colourSchema.safeParse(colour).success).toBe(true);
    expect(contrast(colour, '#ffffff')).toBeGreaterThanOrEqual(3);
    expect(contrast(colour, '#16181d')).toBeGreaterThanOrEqual(3);
  });

  it('has more colours than number keys, all different', () => {
    expect(new Set(palette).size).toBe(palette.length);
    expect(palette.length).toBeGreaterThan(9);
  });

  it('gives out each colour before any a second time', () => {
    const classes: GestureClass[] = [];
    for (let n = 0; n < palette.length * 2; n++) classes.push(classOf(nextColour(classes)));
    const colours = classes.map(({ colour }) => colour);
    expect(colours).toEqual([...palette, ...palette]);
  });
});

it('keys are given out in order, those that became free first, and then no more', () => {
  expect(nextKey([])).toBe('1');
  expect(nextKey([classOf('#000000', '1'), classOf('#000000', '3')])).toBe('2');
  const nine = (['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const).map((key) => classOf('#000000', key));
  expect(nextKey(nine)).toBeNull();
});
