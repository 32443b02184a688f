import { basename } from 'node:path';
import { marksOf } from '../truth';
import type { Stretch } from '../../contract';
import { MAX_NAME } from '../../shared/limits';
import { count, duration } from '../../shared/words';
import type { CommandContext, Outcome } from '../context';
import { withHeadless } from '../headless';
import { withVideo } from '../held-video';
import { table } from '../output';
import { findProject } from './projects';

/** `beckon stretches`: the videos of what was done when that a project keeps. */
export async function listStretches({ services, note }: CommandContext, name: string): Promise<Outcome> {
  const { slug } = await findProject(services, name);
  const { stretches, unreadable } = await services.stretches.list(slug);
  for (const { file, reason } of unreadable) note(`${file} is left out: ${reason}`);
  const text =
    stretches.length === 0
      ? 'There are no stretches yet. `beckon add-stretch` adds one.'
      : table(
          ['id', 'name', 'length', 'gestures', 'other movements', 'there to'],
          stretches.map((each) => [
            each.id,
            each.name,
            duration(each.seconds),
            each.events.length,
            each.unknown.length,
            each.learn === true ? 'learn' : 'judge',
          ]),
        );
  return { result: { stretches, unreadable }, text };
}

export interface AddStretchOptions {
  video: string;
  truth?: string;
  name?: string;
  /** Whether models may learn from it. */
  learn?: true;
}

/** `beckon add-stretch`: keeps a video, and what was done in it, with a project. */
export async function addStretch(
  context: CommandContext,
  projectName: string,
  { video, truth, name = basename(video).replace(/\.[^.]*$/, ''), learn }: AddStretchOptions,
): Promise<Outcome> {
  const { services } = context;
  const project = await findProject(services, projectName);
  const marks = truth === undefined ? { events: [], unknown: [] } : await marksOf(truth, project.classes);
  // Held twice: what reads a video on the page ends its transfer.
  const { seconds } = await withVideo(context, video, (held) =>
    withHeadless(context, {}, (headless) => headless.run({ kind: 'length', video: held })),
  );
  const added = await withVideo(context, video, async (held) => {
    const path = await services.transfers.path(held.id);
    const stretch = { name: name.slice(0, MAX_NAME), source: held.name, seconds, ...marks };
    return services.stretches.add(project.slug, path, { ...stretch, ...(learn && { learn }) });
  });
  return { result: { stretch: added }, text: addedWords(added, project.name) };
}

const addedWords = ({ name, seconds, events, id }: Stretch, project: string): string =>
  `“${name}”, ${duration(seconds)} with ${count(events.length, 'gesture')}, is kept with project “${project}” as ${id}.`;
