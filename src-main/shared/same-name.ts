/**
 * A name as it is compared: to a person it is the same whatever its case, however its accents are composed (é as one
 * character or two), and whether its letters are of full width.
 */
export const foldName = (name: string): string =>
  // Upper case first: ß and SS are one, as are both forms of the Greek small sigma.
  name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replaceAll('ς', 'σ').trim();

/** True where a person would call these the same name. */
export const sameName = (a: string, b: string): boolean => foldName(a) === foldName(b);

/** What has this name: the very name where there is such a one, else the first that a person would call so. */
export const named = <T extends { name: string }>(all: readonly T[], name: string): T | undefined =>
  all.find((one) => one.name === name) ?? all.find((one) => sameName(one.name, name));
