import type { Project } from '../contract';
import { named } from '../shared/same-name';
import { failure } from './failure';

/** What stands for every pair of classes. */
export const PAIRS = 'pairs';

/**
 * The sets of classes, by id, that models are kept from: those named, or with `pairs` every two of them in turn. Rejects where
 * a class is named that there is not, or fewer than two are left to tell apart.
 */
export function unknownSets({ name, classes }: Pick<Project, 'name' | 'classes'>, typed: string): string[][] {
  const sets =
    typed.trim() === PAIRS
      ? classes.flatMap((one, index) => classes.slice(index + 1).map((other) => [one.id, other.id]))
      : [typed.split(',').map((part) => classIdOf(part.trim()))];
  const kept =
    classes.length - Math.max(...sets.map((set) => new Set(set).size), 2 * Number(typed === PAIRS));
  if (kept < 2)
    throw failure('INVALID', '--unknown leaves fewer than two classes to learn. Name fewer, or add classes.');
  return sets;

  function classIdOf(wanted: string): string {
    const found = named(classes, wanted);
    if (found) return found.id;
    const known = classes.map((gesture) => gesture.name).join(', ');
    throw failure('NOT_FOUND', `Project “${name}” has no class “${wanted}”. Its classes are: ${known}.`);
  }
}

/** The classes, by id, that one model is kept from. */
export function unknownClasses(project: Pick<Project, 'name' | 'classes'>, typed: string): string[] {
  if (typed.trim() === PAIRS)
    throw failure(
      'INVALID',
      '--unknown pairs takes one model a pair, so it is for `beckon crossval`. Name classes here.',
    );
  return unknownSets(project, typed)[0] ?? [];
}
