import { count, duration, percent } from '../../src-main/shared/words';
import { crossvalidate } from '../jobs/crossval';
import type { JobRunner } from './context';
import { teller } from './train';

/** How models do on sessions that they have not learnt from; each is told of once it is done. */
export const crossval: JobRunner<'crossval'> = async (
  { slug, preset, config, few, unknown, eachOnce },
  { client, engine, signal, report },
) => {
  const project = await client.projects.open({ slug });
  const { clips } = await client.clips.list({ slug });
  const found = await crossvalidate({
    client,
    engine,
    project,
    clips,
    preset,
    config,
    few,
    unknown,
    eachOnce,
    signal,
    onProgress: teller(clips.length, report),
    onFold: ({ session, seconds, evaluation: { accuracy, clips }, unknown: left = [] }) =>
      report({
        message: `${few ? 'Only' : 'Without'} ${[session, ...left].join(', ')}: ${percent(accuracy)} right on ${count(clips, 'clip')}, ${duration(seconds)}.`,
        done: 0,
        total: 0,
        secondsLeft: null,
        keep: true,
      }),
  });
  return { kind: 'crossval', ...found };
};
