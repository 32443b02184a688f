import type { EventRule, Framing, PreprocessSpec, Run, Unseen } from '../../contract';
import { PACES } from '../../shared/paces';
import { DEFAULT_RULE, isNoneName } from '../../shared/rule-defaults';
import { furthestFigure } from '../../shared/score-words';
import { labelsOf } from './model-json';
import { trainingOf, type Training } from './training';

/** Where the description lies beside a model. */
export const DESCRIPTION_FILE = 'beckon.json';

/** All that a program needs to feed a model and to understand its answers. It names no session, which may be people's names. */
interface Description {
  format: 'beckon-model';
  version: 1;
  name: string;
  /** When it was trained. */
  created: string;
  appVersion: string;
  /** A name for each output, in their order. */
  labels: string[];
  /** The output that says that no gesture is due; null where there is none. */
  idle: number | null;
  preprocess: PreprocessSpec;
  /**
   * Where it looks in a stream, and how much must move for a gesture to be named, in the very numbers of `run.json`: `Framing` in the
   * contract has what each is, `Framer` and `without_faint` in `beckon_input.py` what is done with them. Null: at the whole centre
   * square, and nothing must.
   */
  framing: Framing | null;
  /** In a stream it answers with the mean over windows so many times as long as a clip. */
  paces: readonly number[];
  /** How the answers of one window after another become gestures. */
  events: Omit<EventRule, 'classThresholds'> & {
    /** The least confidence in each output; absent: the threshold goes for all of them. */
    thresholds?: number[];
    /** Outputs that never start a gesture. */
    none: number[];
  };
  /**
   * By what enters the last layer, and by how much moves, what is like nothing that it knows: `typicality` and `MovementMeter` in
   * `beckon_input.py` show how. Null where that is not known.
   */
  unseen: Unseen | null;
  /** How well it does, and on which clips that was measured. */
  metrics: {
    on: 'train' | 'validation' | 'test';
    /** Whether it is this very network's score, or that of one that was trained before it on fewer clips. */
    network: 'kept' | 'first';
    clips: number;
    accuracy: number;
    /** What always answering the most frequent class would reach. */
    baseline: number;
    perClass: { label: string; clips: number; precision: number | null; recall: number | null }[];
  };
  /** What it was trained on. */
  data: {
    splitBy: 'session' | 'clip';
    clips: Record<'train' | 'validation' | 'test', number>;
    sessions: Record<'train' | 'validation' | 'test', number>;
  };
  /** What Beckon needs to take it in again as a run. */
  training: Training;
}

export function describe(run: Run): Description {
  const { classes, split } = run;
  const { part, network, evaluation } = furthestFigure(run);
  const labels = labelsOf(run);
  const idle = run.idle ? classes.length : null;
  const none = classes.flatMap(({ name }, index) => (isNoneName(name) ? [index] : []));
  const { train, validation, test, sessions } = split;
  const { classThresholds, ...rule }: EventRule = run.events ?? DEFAULT_RULE;
  const own = classes.map(({ id }) => classThresholds?.[id] ?? rule.threshold);
  return {
    format: 'beckon-model',
    version: 1,
    name: run.name,
    created: run.created,
    appVersion: run.appVersion,
    labels,
    idle,
    preprocess: run.preprocess,
    framing: run.framing ?? null,
    paces: run.idle ? PACES : [1],
    events: {
      ...rule,
      ...(classThresholds && { thresholds: idle === null ? own : [...own, rule.threshold] }),
      none: idle === null ? none : [...none, idle],
    },
    unseen: run.unseen ?? null,
    metrics: {
      on: part,
      network,
      clips: evaluation.clips,
      accuracy: evaluation.accuracy,
      baseline: evaluation.baseline,
      perClass: evaluation.perClass.map(({ name, clips, precision, recall }) => ({
        label: name,
        clips,
        precision,
        recall,
      })),
    },
    data: {
      splitBy: split.by,
      clips: { train: train.length, validation: validation.length, test: test.length },
      sessions: {
        train: sessions.train.length,
        validation: sessions.validation.length,
        test: sessions.test.length,
      },
    },
    training: trainingOf(run),
  };
}
