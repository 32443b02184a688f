import type { History } from '../../base/history.svelte';
import type { Projects } from '../projects/project.svelte';

/** Has the open project remember that nothing is wrong with a clip in which something was found; Undo takes that back. */
export async function markFine(
  { projects, history }: { projects: Pick<Projects, 'setFine'>; history: Pick<History, 'alone' | 'did'> },
  findingKey: string,
): Promise<void> {
  await history.alone(async () => {
    await projects.setFine(findingKey, true);
    history.did({
      label: 'Marked 1 clip as fine',
      undo: () => projects.setFine(findingKey, false),
      redo: () => projects.setFine(findingKey, true),
    });
  });
}
