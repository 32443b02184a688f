import { BeckonError, type Project } from '../contract';
import { MAX_TEXTS } from '../shared/limits';

/** The project with other texts of single clips, by their ids; null takes one away. Throws INVALID where they are too many. */
export function withTexts(project: Project, changes: Readonly<Record<string, string | null>>): Project {
  const given = Object.entries({ ...project.texts, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  if (given.length > MAX_TEXTS) {
    throw new BeckonError(
      'INVALID',
      `At most ${MAX_TEXTS} clips can have a description of their own. Describe their class instead.`,
    );
  }
  return { ...project, texts: Object.fromEntries(given) };
}
