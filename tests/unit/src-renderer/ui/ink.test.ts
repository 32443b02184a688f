import { describe, expect, it } from 'vitest';
import { PALETTE } from '../../../../src-main/shared/palette';
import { contrast, inkOn } from '../../../../src-renderer/ui/ink';

describe('contrast', () => {
  it('is 21 between black and white and 1 between equals', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#2f7de1', '#2f7de1')).toBe(1);
  });
});

describe('inkOn', () => {
  it('reaches 4.5 on every colour of the palette, and on greys between', () => {
    const greys = Array.from({ length: 52 }, (_, i) => `#${(i * 5).toString(16).padStart(2, '0').repeat(3)}`);
    for (const colour of [...PALETTE.map(({ value }) => value), ...greys]) {
      expect(contrast(colour, inkOn(colour)), colour).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('reaches 3 for large type, and then prefers white', () => {
    for (const { value } of PALETTE) {
      expect(inkOn(value, { large: true })).toBe('#ffffff');
      expect(contrast(value, '#ffffff')).toBeGreaterThanOrEqual(3);
    }
  });
});
