/** 32 well-mixed bits of a place and a seed (the finaliser of MurmurHash3, Appleby 2011); the same on every backend. */
export function hash(index: number, seed: number): number {
  let x = Math.imul(index, 0x9e3779b9) ^ seed;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** A whole number of 32 bits that stands for a text. */
export const textHash = (text: string, seed = 0): number => {
  let sum = seed;
  for (const character of text) sum = hash(character.codePointAt(0) ?? 0, sum);
  return sum;
};

/** 16 letters that stand for a text, for names that are to differ where texts do. */
export const digest = (text: string): string =>
  [1, 2].map((seed) => textHash(text, seed).toString(16).padStart(8, '0')).join('');
