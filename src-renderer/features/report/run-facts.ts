import type { Evaluation, Run } from '../../../src-main/contract';
import { AUGMENTATION, beginsWithMotion } from '../../learning/defaults';
import { membersOf } from '../../learning/ensemble';
import { deviceName } from '../../jobs/device-name';
import { count, duration, list, percent } from '../../../src-main/shared/words';
import { variedOf } from '../../learning/augmentation-words';
import { CHANNELS, CNN_RATES, WRAPS } from '../../learning/train-config';

/** What a run was made of, each with its value in words. */
export type Fact = readonly [name: string, value: string];

const labelOf = (options: readonly { value: string; label: string }[], value: string): string =>
  options.find((option) => option.value === value)?.label ?? value;

const yes = (on: boolean): string => (on ? 'Yes' : 'No');

/** Every fact of a run is there, also where it says no. */
export function factsOf(run: Run): Fact[] {
  const { config, split, preprocess } = run;
  return [
    ['Split', split.by === 'session' ? 'By session' : 'By clip'],
    ['Training', count(split.train.length, 'clip')],
    ['Validation', count(split.validation.length, 'clip')],
    ['Test', count(split.test.length, 'clip')],
    ['Channels', labelOf(CHANNELS, config.channels)],
    ['Picture', `${preprocess.width} × ${preprocess.height} pixels`],
    ['Window', `${preprocess.frames} frames at ${preprocess.fps} a second`],
    ['TimeDistributed wraps', labelOf(WRAPS, config.wrap)],
    ['Epochs asked for', String(config.epochs)],
    ['Batch size', String(config.batchSize)],
    ['Learning rate', String(config.learningRate)],
    ['Augmented', config.augment ? variedOf(config.augmentation ?? AUGMENTATION) : 'No'],
    ['The CNN', cnnOf(config.cnnRate ?? 1)],
    ['Weight decay', String(config.weightDecay ?? 0)],
    ['Label smoothing', String(config.labelSmoothing ?? 0)],
    ['Warm-up', count(config.warmUp ?? 0, 'epoch')],
    ['Patience', config.patience ? count(config.patience, 'epoch') : 'None'],
    ['Rare classes count for more', yes(config.classWeights ?? false)],
    ['Learnt from the validation clips too, in the end', yes(config.refit === true && !run.stopped)],
    ['Networks side by side', String(run.stopped ? 1 : membersOf(config))],
    ['Temperature of its confidence', run.temperature?.toFixed(2) ?? 'None'],
    ['Began with', beginningOf(run)],
    ['Seed', String(config.seed)],
    ['Trained on', `${deviceName(run.backend.device)} (${run.backend.name})`],
    ['Beckon', run.appVersion],
  ];
}

const cnnOf = (rate: number): string =>
  CNN_RATES.find(({ value }) => Number(value) === rate)?.label ?? `Steps × ${rate}`;

function beginningOf({ from, config }: Run): string {
  if (from) return from.part === 'cnn' ? `The CNN of ${from.name}` : from.name;
  if (config.start === 'frames') return 'Single frames, learnt first';
  return beginsWithMotion(config) ? 'Beckon’s own motion network' : 'Nothing';
}

/** What {@link factsOf} leaves to the layer table and the matrix. */
const shapeOf = ({ config, classes }: Run): Fact[] => [
  ['Classes', list(classes.map(({ name }) => name))],
  ['Filters', config.network ? 'Those of the CNN' : config.filters.join(', ')],
  ['Bottleneck', config.bottleneck === 0 ? 'None' : String(config.bottleneck)],
  ['LSTM units', String(config.lstmUnits)],
  ['Dropout', percent(config.dropout, 0)],
  ['Held out for validation', percent(config.validationShare, 0)],
  ['Sessions held out for the test', list(config.testSessions) || 'None'],
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
      ...(part === 'train'
        ? []
        : [row(`Calibration error on the ${on}`, (run) => of(run)?.calibration?.ece, percent, 'least')]),
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
  ];
}
