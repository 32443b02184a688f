/** Relative luminance of a `#rrggbb` colour, 0 to 1 (WCAG 2.2). */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** Contrast of two `#rrggbb` colours, 1 to 21 (WCAG 2.2). */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/**
 * The ink to write with on a colour: white where its contrast suffices (4.5, or 3 for large bold type), else black.
 * One of the two always reaches 4.5.
 */
export function inkOn(hex: string, { large = false } = {}): '#000000' | '#ffffff' {
  return contrast(hex, '#ffffff') >= (large ? 3 : 4.5) ? '#ffffff' : '#000000';
}
