/** A GIF of grey pictures, each shown for so many hundredths of a second; its pixels are not compressed. */
export function greyGif(
  greys: readonly number[],
  { side = 16, hundredths = 10 }: { side?: number; hundredths?: number } = {},
): Uint8Array<ArrayBuffer> {
  const word = (value: number): number[] => [value & 255, value >> 8];
  const bytes = [...new TextEncoder().encode('GIF89a'), ...word(side), ...word(side), 0xf6, 0, 0];
  for (let value = 0; value < 128; value++) bytes.push(value * 2, value * 2, value * 2);
  for (const grey of greys) {
    bytes.push(0x21, 0xf9, 4, 0, ...word(hundredths), 0, 0);
    bytes.push(0x2c, 0, 0, 0, 0, ...word(side), ...word(side), 0, 7);
    bytes.push(...blocks(Array.from({ length: side * side }, () => grey >> 1)), 0);
  }
  return new Uint8Array([...bytes, 0x3b]);
}

/** Seven-bit values as eight-bit codes, cleared so often that they never grow longer. */
function blocks(values: readonly number[]): number[] {
  const codes: number[] = [];
  for (let start = 0; start < values.length; start += 120)
    codes.push(128, ...values.slice(start, start + 120));
  codes.push(129);
  const out: number[] = [];
  for (let start = 0; start < codes.length; start += 255) {
    const block = codes.slice(start, start + 255);
    out.push(block.length, ...block);
  }
  return out;
}
