/** 32 well-mixed bits of a place and a seed (the finaliser of MurmurHash3, Appleby 2011); the same on every backend. */
export function hash(index: number, seed: number): number {
  let x = Math.imul(index, 0x9e3779b9) ^ seed;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
