import type { Project } from '../contract';
import type { CommandContext } from './context';
import { failure } from './failure';
import { createLog } from './log';

/** Has the project's outputs on while something is done, and notes what goes wrong with them, a line a problem. */
export async function withOutputs<T>(
  { services: { outputs }, note }: Pick<CommandContext, 'services' | 'note'>,
  { slug, name, outputs: all = [] }: Project,
  work: () => Promise<T>,
): Promise<T> {
  if (all.length === 0)
    throw failure('NOT_FOUND', `Project “${name}” has no outputs. Set them up in the app, on Live.`);
  const log = createLog(note);
  const stop = new AbortController();
  const follow = async (): Promise<void> => {
    const before = new Map<string, string | null>();
    for await (const states of outputs.states(slug, stop.signal)) {
      for (const { id, problem } of states) {
        const output = all.find((each) => each.id === id)?.name ?? id;
        if (problem !== null && problem !== before.get(id)) log(`${output}: ${problem}`);
        else if (problem === null && (before.get(id) ?? null) !== null) log(`${output}: it works again.`);
        before.set(id, problem);
      }
    }
  };
  const following = follow();
  try {
    for (const { id } of all) await outputs.switch(slug, id, true);
    return await work();
  } finally {
    outputs.stop(slug);
    stop.abort();
    await following;
  }
}
