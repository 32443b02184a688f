import type { Evaluation, Run, TrainConfig } from '../../../src-main/contract';
import { settingWords } from '../../../src-main/shared/setting';
import { TRAIN_SETTINGS, trainSettings, type TrainKey } from '../../../src-main/shared/train-settings';
import { AUGMENTATION, beganWithMotion } from '../../learning/defaults';
import { ensembleSize } from '../../learning/ensemble';
import { deviceName } from '../../jobs/device-name';
import { calibrationError, figureOf, refitted, type Part } from '../../../src-main/shared/score-words';
import { count, duration, list, percent } from '../../../src-main/shared/words';
import { variedOf } from '../../learning/augmentation-words';
import { settingIn } from '../../learning/train-config';

/** What a run was made of, each with its value in words. */
export type Fact = readonly [name: string, value: string];

/** Settings that are told of at a place or in words of their own; all others are told as they are, after these. */
const IN_OWN_WORDS: ReadonlySet<TrainKey> = new Set([
  'epochs',
  'batchSize',
  'learningRate',
  'size',
  'seed',
  'channels',
  'wrap',
  'augment',
  'refit',
  'testSessions',
  'dropout',
  'weightDecay',
  'labelSmoothing',
  'warmUp',
  'patience',
  'validationShare',
  'members',
  'classWeights',
  'start',
  'cnnRate',
  'filters',
  'bottleneck',
  'lstmUnits',
  'backend',
]);

/** A setting under its name in the form, in plain words. */
function fact(config: TrainConfig, key: TrainKey): Fact {
  const setting = TRAIN_SETTINGS[key];
  return [setting.label, settingWords(setting, settingIn(config, key))];
}

const otherFacts = (config: TrainConfig): Fact[] =>
  trainSettings.flatMap(([key, { label, builds }]) => {
    if (IN_OWN_WORDS.has(key)) return [];
    return [builds && config.network ? ([label, 'As in the CNN'] as const) : fact(config, key)];
  });

/** Every fact of a run is there, also where it says no. */
export function factsOf(run: Run): Fact[] {
  const { config, split, preprocess } = run;
  return [
    ['Split', split.by === 'session' ? 'By session' : 'By clip'],
    ['Training', count(split.train.length, 'clip')],
    ['Validation', count(split.validation.length, 'clip')],
    ['Test', count(split.test.length, 'clip')],
    fact(config, 'channels'),
    ['Picture', `${preprocess.width} × ${preprocess.height} pixels`],
    ['Window', `${preprocess.frames} frames at ${preprocess.fps} a second`],
    fact(config, 'wrap'),
    ['Epochs requested', String(config.epochs)],
    fact(config, 'batchSize'),
    fact(config, 'learningRate'),
    ['Augmented', config.augment ? variedOf(config.augmentation ?? AUGMENTATION) : 'No'],
    ['The CNN', cnnOf(config.cnnRate ?? 1)],
    fact(config, 'weightDecay'),
    fact(config, 'labelSmoothing'),
    ['Warm-up', count(config.warmUp ?? 0, 'epoch')],
    ['Patience', config.patience ? count(config.patience, 'epoch') : 'None'],
    fact(config, 'classWeights'),
    ['Finally learnt from the validation clips too', config.refit === true && !run.stopped ? 'Yes' : 'No'],
    ['Networks in the ensemble', String(run.stopped ? 1 : ensembleSize(config))],
    ['Confidence temperature', run.temperature?.toFixed(2) ?? 'None'],
    ['Started from', beginningOf(run)],
    fact(config, 'seed'),
    ...otherFacts(config),
    ['Trained on', `${deviceName(run.backend.device)} (${run.backend.name})`],
    ['Beckon', run.appVersion],
  ];
}

const cnnOf = (rate: number): string =>
  TRAIN_SETTINGS.cnnRate.options.find(({ value }) => value === rate)?.label ?? `Steps × ${rate}`;

function beginningOf({ from, config }: Run): string {
  if (from) return from.part === 'cnn' ? `The CNN of ${from.name}` : from.name;
  if (config.start === 'frames') return 'Single frames, learnt first';
  return beganWithMotion(config) ? 'Beckon’s own motion network' : 'Scratch';
}

/** What {@link factsOf} leaves to the layer table and the matrix. */
const shapeOf = ({ config, classes }: Run): Fact[] => [
  ['Classes', list(classes.map(({ name }) => name))],
  ['Filters', config.network ? 'As in the CNN' : config.filters.join(', ')],
  ['Bottleneck', config.bottleneck === 0 ? 'None' : String(config.bottleneck)],
  fact(config, 'lstmUnits'),
  ['Dropout', percent(config.dropout, 0)],
  ['Held out for validation', percent(config.validationShare, 0)],
  ['Sessions held out for testing', list(config.testSessions) || 'None'],
];

/** Two values of the same thing. */
export interface Pair {
  name: string;
  values: readonly [string, string];
}

/** The facts in which two runs differ. */
export function differences(a: Run, b: Run): Pair[] {
  const others = new Map([...shapeOf(b), ...factsOf(b)]);
  return [...shapeOf(a), ...factsOf(a)].flatMap(([name, value]) => {
    const other = others.get(name) ?? '';
    return other === value ? [] : [{ name, values: [value, other] as const }];
  });
}

export interface Score extends Pair {
  /** The better one; null where they are the same, one is missing, or neither is. */
  better: 0 | 1 | null;
}

const PARTS = [
  ['test', 'test clips'],
  ['validation', 'validation clips'],
  ['train', 'training clips'],
] as const;

function errorOf(run: Run, part: Part): number | null {
  const figure = figureOf(run, part);
  return figure && calibrationError(figure);
}

/** The scores of two runs, on the parts of which one at least has clips. */
export function scoresOf(a: Run, b: Run): Score[] {
  const runs = [a, b] as const;
  const row = (
    name: string,
    read: (run: Run) => number | null | undefined,
    words: (value: number) => string,
    best: 'most' | 'least' | null,
  ): Score => {
    const numbers = runs.map((run) => read(run) ?? null);
    const [first = null, second = null] = numbers;
    const said = (value: number | null): string => (value === null ? '–' : words(value));
    const apart = first !== null && second !== null && said(first) !== said(second);
    return {
      name,
      values: [said(first), said(second)],
      better: best === null || !apart ? null : first > second === (best === 'most') ? 0 : 1,
    };
  };
  const parts = PARTS.flatMap(([part, on]) => {
    const of = ({ metrics }: Run): Evaluation | null => metrics[part];
    if (!runs.some((run) => of(run))) return [];
    return [
      row(`Accuracy on the ${on}`, (run) => of(run)?.accuracy, percent, 'most'),
      row(
        `Loss on the ${on}`,
        (run) => of(run)?.loss,
        (value) => value.toFixed(3),
        'least',
      ),
      // That on validation clips, which the confidence was fitted to, was not measured.
      ...(part === 'test'
        ? [row(`Calibration error on the ${on}`, (run) => errorOf(run, part), percent, 'least')]
        : []),
    ];
  });
  const parameters = ({ layers }: Run): number => layers.reduce((sum, layer) => sum + layer.parameters, 0);
  return [
    ...parts,
    row('Epochs', (run) => run.epochs.length, String, null),
    row('Time to train', (run) => run.seconds, duration, 'least'),
    row('Parameters', parameters, (value) => value.toLocaleString('en-GB'), null),
  ];
}

/** What to keep in mind when two runs are compared, as sentences. */
export function caveats(a: Run, b: Run): string[] {
  const same = (part: 'validation' | 'test'): boolean =>
    a.split[part].toSorted().join() === b.split[part].toSorted().join();
  const flattered = [a, b].flatMap(({ name, split }) =>
    split.warnings.filter((text) => text.includes('had learnt from')).map((text) => `${name}: ${text}`),
  );
  return [
    ...(same('validation') && same('test')
      ? []
      : ['They were scored on different clips, so a small difference says little.']),
    ...flattered,
    ...[a, b]
      .filter(refitted)
      .map(
        ({ name }) =>
          `${name}: the scores on training and validation clips are from the first pass, whose network was not kept.`,
      ),
  ];
}
