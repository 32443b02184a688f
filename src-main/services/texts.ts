import { BeckonError, MOST_TEXTS, type Project } from '../contract';

/** The project with other texts of single clips, by their ids; null takes one away. Throws INVALID where they are too many. */
export function withTexts(project: Project, changes: Readonly<Record<string, string | null>>): Project {
  const given = Object.entries({ ...project.texts, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  if (given.length > MOST_TEXTS) {
    throw new BeckonError(
      'INVALID',
      `${MOST_TEXTS} clips at most can have a text of their own. Give their class one.`,
    );
  }
  return { ...project, texts: Object.fromEntries(given) };
}
