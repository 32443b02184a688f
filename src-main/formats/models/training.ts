import type { z } from 'zod';
import { runSchema, SCHEMA_VERSION, type Evaluation, type Run } from '../../contract';

/** As much of a run as a model takes along, so that a Beckon elsewhere can make a run of it again. */
export const trainingSchema = runSchema.pick({
  config: true,
  classes: true,
  epochs: true,
  bestEpoch: true,
  stopped: true,
  metrics: true,
  layers: true,
  backend: true,
  temperature: true,
  seconds: true,
});
export type Training = z.infer<typeof trainingSchema>;

/** Sessions may be people's names, and clips tell when somebody sat there: neither goes along. */
export function trainingOf({ config, metrics, ...run }: Run): Training {
  return trainingSchema.parse({
    ...run,
    config: { ...config, testSessions: [] },
    metrics: {
      train: unnamed(metrics.train),
      validation: metrics.validation && unnamed(metrics.validation),
      test: metrics.test && unnamed(metrics.test),
    },
  });
}

const unnamed = ({ answers: _, sessions, ...rest }: Evaluation): Evaluation => ({
  ...rest,
  ...(sessions && { sessions: sessions.map((session, index) => ({ ...session, name: numbered(index) })) }),
});

const numbered = (index: number): string => `session ${index + 1}`;

/** What a description says of a model beside how it was trained. */
export interface Told extends Pick<
  Run,
  'name' | 'created' | 'appVersion' | 'preprocess' | 'idle' | 'framing' | 'unseen' | 'events'
> {
  training: Training;
  split: { by: 'session' | 'clip'; sessions: Record<'train' | 'validation' | 'test', number> };
}

/** The run that these make; which clips it learnt from is not known any more, and its report says so. */
export function runFrom({ training, split, ...told }: Told): Run {
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => numbered(index));
  const { train, validation, test } = split.sessions;
  return {
    ...told,
    ...training,
    schema: SCHEMA_VERSION,
    id: 'imported',
    split: {
      by: split.by,
      train: [],
      validation: [],
      test: [],
      sessions: { train: names(train), validation: names(validation), test: names(test) },
      warnings: ['It was imported without its run.json, so nobody can say which clips it learnt from.'],
    },
  };
}
