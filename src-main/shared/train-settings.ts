import type { Option, Setting } from './setting';

/**
 * Where the form shows a setting: at once, under "Advanced settings", beside what a model begins with, or nowhere: then it
 * is for the command line.
 */
type Place = 'main' | 'finer' | 'begin' | 'command';

export type TrainSetting = Setting & {
  /** On the command line, as commander reads it: `--epochs <n>`; a switch that is on by default, `--no-…`. */
  flag: { usage: string; help: string };
  place: Place;
  /** It says how a network of Beckon's own is built, so it is settled where training goes on from another model. */
  builds?: true;
};

/** What the steps of a CNN that is fine-tuned are multiplied by. */
export const GENTLE_CNN = 0.3;

/**
 * Every setting of training, one row each. Made from it: the schema (`contract/run.ts`), the flags (`cli/program.ts`,
 * `cli/settings.ts`), the form (`features/train`), its checks (`learning/train-config.ts`), the default configuration
 * (`learning/defaults.ts`) and the report's facts. A new plain setting is one row here, the place in the engine that
 * uses it, and a test.
 *
 * Shares right in the reasons are those of `tests/bench/results`, on people not seen, unless they say otherwise; less than 0.02 is chance.
 */
export const TRAIN_SETTINGS = {
  epochs: {
    kind: 'whole',
    label: 'Epochs',
    min: 1,
    max: 1000,
    flag: { usage: '--epochs <n>', help: 'times through the training clips' },
    default: 70,
    reason:
      'Of five people each left out in turn, 150 clips of 6 classes: 0.913 right after 40 epochs, 0.947 after 70 (one seed, a model of the same make in PyTorch).',
    place: 'main',
  },
  batchSize: {
    kind: 'whole',
    label: 'Batch size',
    min: 1,
    max: 256,
    flag: { usage: '--batch-size <n>', help: 'clips in a batch' },
    default: 8,
    reason:
      'Batches of 16 did the same within chance (0.842 beside 0.838), and 8 make more steps of few clips.',
    place: 'main',
  },
  learningRate: {
    kind: 'number',
    label: 'Learning rate',
    min: 0,
    aboveMin: true,
    max: 1,
    flag: { usage: '--learning-rate <n>', help: 'step size of Adam' },
    default: 0.003,
    reason: '0.838 right; 0.771 with steps of 0.001, and no more than chance with 0.006 (0.842).',
    place: 'main',
  },
  /** Side of the square picture that enters the network. */
  size: {
    kind: 'whole',
    label: 'Picture size',
    unit: 'pixels',
    min: 8,
    max: 256,
    flag: { usage: '--size <pixels>', help: 'side of the picture that enters the network' },
    default: 32,
    reason: 'That of the motion network, which a model begins with. Not measured beside others.',
    place: 'main',
    builds: true,
  },
  seed: {
    kind: 'whole',
    label: 'Seed',
    hint: 'The same seed and clips give the same model.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    flag: { usage: '--seed <n>', help: 'the seed of everything random' },
    default: 1,
    reason: 'Any number does; a fixed one makes training repeatable.',
    place: 'main',
  },
  channels: {
    kind: 'choice',
    label: 'Channels',
    options: [
      { value: 'grey-diff', label: 'Grey and motion' },
      { value: 'grey', label: 'Grey' },
      { value: 'rgb', label: 'Colour (RGB)' },
    ],
    flag: { usage: '--channels <kind>', help: 'grey-diff, grey or rgb' },
    default: 'grey-diff',
    reason: 'Begun from nothing, 0.631 right; 0.412 with grey and 0.272 with colour.',
    place: 'main',
    builds: true,
  },
  /** `whole`: one TimeDistributed around the CNN. `layers`: one TimeDistributed around each of its layers. */
  wrap: {
    kind: 'choice',
    label: 'TimeDistributed wraps',
    options: [
      { value: 'whole', label: 'The whole CNN at once' },
      { value: 'layers', label: 'Each layer of the CNN' },
    ],
    flag: {
      usage: '--wrap <kind>',
      help: 'TimeDistributed around the whole CNN (whole) or each layer (layers)',
    },
    default: 'whole',
    reason: 'Both compute the same numbers; this makes the shorter layer table.',
    place: 'main',
    builds: true,
  },
  /** Whether clips are varied at random while a model learns from them. */
  augment: {
    kind: 'switch',
    label: 'Augment',
    flag: { usage: '--no-augment', help: 'train on the clips as they are, unvaried' },
    default: true,
    reason: '0.838 right; 0.751 without.',
    place: 'main',
  },
  /** The motion network stays as it is, and the last layer is solved in one step in place of epochs. */
  instant: {
    kind: 'switch',
    label: 'Solve the last layer at once',
    flag: {
      usage: '--instant',
      help: 'keep the motion network as it is, and solve the last layer in one step',
    },
    default: false,
    reason:
      'Of five people each left out in turn, 150 clips of 6 classes, 0.993 right in seconds; learning takes minutes.',
    absent: false,
    place: 'command',
  },
  /**
   * After the best epoch is known and the scores are taken, a second pass from the start learns from the validation clips
   * too, and its weights are kept.
   */
  refit: {
    kind: 'switch',
    label: 'Finally learn from the validation clips too',
    flag: {
      usage: '--no-refit',
      help: 'keep the model that was validated, without a second pass over all clips',
    },
    default: true,
    reason: 'The second pass, over twice as many epochs, brings two to three points.',
    absent: false,
    place: 'main',
  },
  /**
   * It learns from movements made of the clips that are no gesture, and in the end from stretches made of them, in which a gesture is begun,
   * over or absent, when none is due.
   * Says nothing where a window is one frame, or with a pretrained backbone.
   */
  idle: {
    kind: 'switch',
    label: 'Learn when to say “No gesture”',
    flag: { usage: '--no-idle', help: 'always name the likeliest gesture, even in pauses' },
    default: true,
    reason:
      'In a continuous stream by a person never seen, event F1 rose from 0.27 to 0.72; whole clips were as good.',
    absent: false,
    place: 'main',
  },
  /** Says nothing where a model does not learn when to say “No gesture”. */
  follow: {
    kind: 'switch',
    label: 'Look where the movement is',
    hint: 'Live moves in on a movement wherever it is made, or, where the place matters, on a person further away than in the clips.',
    flag: { usage: '--no-follow', help: 'always look at the whole centre square in live use' },
    default: true,
    reason:
      'In streams of two people 1.8 times as far away, event F1 rose from 0.71 to 0.90, in those of five people nearby from 0.75 to 0.80.',
    absent: false,
    place: 'finer',
  },
  /** Sessions that stand in neither training nor validation. Empty: there is no test set. */
  testSessions: {
    kind: 'names',
    label: 'Hold out for testing',
    hint: 'The model never learns from these sessions, so its score on them is honest.',
    flag: { usage: '--test-session <session...>', help: 'sessions to keep for the test' },
    default: [],
    reason: 'With few clips all of them are needed to learn from; who has more can spare a session.',
    place: 'main',
  },
  dropout: {
    kind: 'number',
    label: 'Dropout',
    hint: 'Share of the features left out at random.',
    min: 0,
    max: 0.9,
    flag: { usage: '--dropout <share>', help: 'share of the features left out at random' },
    default: 0.2,
    reason: '0.838 right; 0.808 with none and 0.818 with 0.4.',
    place: 'finer',
  },
  /** Share of the weights that a step of rate 1 takes off them. */
  weightDecay: {
    kind: 'number',
    label: 'Weight decay',
    hint: 'Keeps weights small; 0 to 0.1 is usual.',
    min: 0,
    max: 1,
    flag: { usage: '--weight-decay <share>', help: 'how much weights shrink with each step' },
    default: 0,
    reason: 'It brought nothing: 0.825 right with 0.01, 0.833 with 0.1, 0.838 with none.',
    absent: 0,
    place: 'finer',
  },
  /** Share of each label that is spread over all classes (Szegedy et al. 2016). */
  labelSmoothing: {
    kind: 'number',
    label: 'Label smoothing',
    hint: 'Keeps the model from being overconfident; 0 to 0.1 is usual.',
    min: 0,
    max: 0.5,
    flag: { usage: '--label-smoothing <share>', help: 'share of each label that is spread over all classes' },
    default: 0,
    reason: 'It brought nothing: 0.825 right with 0.05, 0.833 with 0.1, 0.838 with none.',
    absent: 0,
    place: 'finer',
  },
  /** Epochs over which the learning rate rises from zero. */
  warmUp: {
    kind: 'whole',
    label: 'Warm-up',
    unit: 'epochs',
    hint: 'Epochs over which the learning rate rises from zero.',
    min: 0,
    max: 1000,
    flag: { usage: '--warm-up <epochs>', help: 'epochs over which the step size rises from zero' },
    default: 0,
    reason: 'Five epochs of it did the same within chance (0.841 beside 0.838).',
    absent: 0,
    place: 'finer',
  },
  /** Training ends after so many epochs that do no better on the validation clips; 0: never early. */
  patience: {
    kind: 'whole',
    label: 'Patience',
    unit: 'epochs',
    hint: 'Stop after this many epochs without improvement; 0: never.',
    min: 0,
    max: 1000,
    flag: {
      usage: '--patience <epochs>',
      help: 'stop after this many epochs without improvement (0: never)',
    },
    default: 0,
    reason: '15 epochs saved a third of the time and made it no better (0.830 beside 0.838).',
    absent: 0,
    place: 'finer',
  },
  /** Share of the training sessions (or clips) held out to choose the best epoch. */
  validationShare: {
    kind: 'number',
    label: 'Validation share',
    hint: 'Share of the sessions used to choose the best epoch.',
    min: 0,
    max: 0.5,
    flag: {
      usage: '--validation-share <share>',
      help: 'share of the sessions used to choose the best epoch',
    },
    default: 0.2,
    reason: 'A fifth is usual. Not measured beside others.',
    place: 'finer',
  },
  /**
   * Networks in the ensemble. Each learns by itself in the second pass; then all are merged into one that is that
   * many times as wide. The scores on training and validation clips, and the temperature, are those of the one before.
   * Says nothing without a second pass, or with a pretrained backbone.
   */
  members: {
    kind: 'whole',
    label: 'Networks in the ensemble',
    hint: 'How many networks finally learn from all clips, separately, and answer together.',
    min: 1,
    max: 5,
    flag: {
      usage: '--members <n>',
      help: 'how many networks learn from all clips, separately, and answer together',
    },
    default: 1,
    reason:
      'One takes a third of the time of three; where three are worth it (0.91 beside 0.87 from 30 clips), the presets ask for them.',
    absent: 1,
    place: 'finer',
  },
  /** Side of the square of pixels that each value of a convolution is made of. Beckon's own kernels compute 3 only. */
  kernel: {
    kind: 'whole',
    label: 'Kernel size',
    unit: 'pixels',
    hint: 'Side of the square each convolution looks at; 3 is fastest.',
    min: 1,
    max: 7,
    flag: { usage: '--kernel <pixels>', help: 'side of the square that each convolution looks at' },
    default: 3,
    reason:
      'That of the motion network, and what Beckon’s own kernels are made for. Not measured beside others.',
    absent: 3,
    place: 'finer',
    builds: true,
  },
  /** A clip of a class that has few counts for more. */
  classWeights: {
    kind: 'switch',
    label: 'Rare classes count for more',
    hint: 'So that a class with few clips is not drowned out by one with many.',
    flag: {
      usage: '--no-class-weights',
      help: 'let all clips count alike, and those of rare classes no more than others',
    },
    default: true,
    reason: 'Where every other class has few clips, 0.663 right; 0.647 without, and better with both seeds.',
    absent: false,
    place: 'finer',
  },
  /** What a model begins with, where it is built alike; what does not come from there is random. */
  start: {
    kind: 'choice',
    label: 'Starts from',
    options: [
      {
        value: 'motion',
        label: 'Beckon’s own motion network',
        hint: 'Already trained to see movement, on drawn hands, so you need fewer clips.',
      },
      {
        value: 'frames',
        label: 'Single frames first, then movement',
        hint: 'The CNN first learns to tell your classes apart by single frames; then the LSTM learns from its output.',
      },
      {
        value: 'cnn',
        label: 'The CNN of another model',
        hint: 'Its CNN is reused and the rest starts afresh, so the classes can be entirely different.',
      },
      { value: 'random', label: 'Scratch', hint: 'Everything is learnt from your clips alone.' },
    ],
    flag: {
      usage: '--start <how>',
      help: 'start from Beckon’s own motion network where it fits (motion), from a CNN that learns single frames first (frames), from that of another model (cnn), or from scratch (random)',
    },
    default: 'motion',
    reason: '0.838 right; 0.658 with single frames first and 0.631 from nothing.',
    absent: 'random',
    place: 'begin',
  },
  /** What the CNN's steps are multiplied by; 0: it keeps the weights that it begins with. */
  cnnRate: {
    kind: 'number',
    label: 'Its CNN',
    options: [
      { value: 1, label: 'Learns along with the rest' },
      { value: GENTLE_CNN, label: 'Is fine-tuned, in smaller steps' },
      { value: 0, label: 'Stays frozen' },
    ],
    min: 0,
    max: 1,
    flag: {
      usage: '--cnn-rate <share>',
      help: 'the CNN’s steps beside the others’: 1, less to fine-tune it, 0 to freeze it',
    },
    default: 1,
    reason:
      'All of the motion network learning, 0.838 right; 0.827 with its CNN fine-tuned and 0.831 frozen.',
    absent: 1,
    place: 'begin',
  },
  /** Filters of each block of convolution (same, ReLU) and 2×2 pooling. */
  filters: {
    kind: 'list',
    label: 'Filters',
    min: 1,
    max: 512,
    fewest: 1,
    most: 6,
    flag: { usage: '--filters <list>', help: 'filters of each convolution, e.g. 8,16,32' },
    default: [8, 16, 32],
    reason: 'Twice as many did worse from few clips: 0.823 right beside 0.863 (one seed).',
    place: 'command',
    builds: true,
  },
  /** Channels of the 1×1 convolution after the blocks; 0 leaves it out. */
  bottleneck: {
    kind: 'whole',
    label: 'Bottleneck',
    min: 0,
    max: 512,
    flag: { usage: '--bottleneck <n>', help: 'channels after the convolutions; 0: leave out' },
    default: 0,
    reason: 'The motion network has none. Not measured beside others.',
    place: 'command',
    builds: true,
  },
  lstmUnits: {
    kind: 'whole',
    label: 'LSTM units',
    min: 1,
    max: 1024,
    flag: { usage: '--lstm-units <n>', help: 'units of the LSTM' },
    default: 96,
    reason:
      'Those of the motion network; begun with the one before, of 48, fewer gestures in other rooms are right.',
    place: 'command',
    builds: true,
  },
  /** What to compute on; `auto`: what was measured to be fastest. */
  backend: {
    kind: 'choice',
    label: 'Runs on',
    options: [
      { value: 'auto', label: 'The fastest here' },
      { value: 'webgl', label: 'Graphics card (WebGL 2)' },
      { value: 'wasm', label: 'CPU (WebAssembly)' },
      { value: 'webgpu', label: 'Graphics card (WebGPU)' },
    ],
    flag: {
      usage: '--backend <name>',
      help: 'what to compute on: webgl, wasm, webgpu or auto (the fastest here)',
    },
    default: 'auto',
    reason: 'Which is fastest differs from machine to machine, so it is measured on each.',
    place: 'command',
  },
} as const satisfies Readonly<Record<string, TrainSetting>>;

export type TrainKey = keyof typeof TRAIN_SETTINGS;

/** All rows of the table, in order, each with its key. */
export const trainSettings: readonly (readonly [key: TrainKey, setting: TrainSetting])[] = Object.entries(
  TRAIN_SETTINGS,
) as [TrainKey, TrainSetting][];

/** Settings that were chosen together. */
export const PRESETS = [
  {
    value: 'instant',
    label: 'Instant',
    hint: 'Fastest: Beckon’s motion network stays as it is, and only the last layer is fitted to your clips.',
  },
  { value: 'quick', label: 'Quick', hint: 'For a first look: can the gestures be told apart at all?' },
  {
    value: 'balanced',
    label: 'Balanced',
    hint: 'For everyday use. Trains longer, and finally on every clip; with few clips, three networks that answer together.',
  },
  {
    value: 'best',
    label: 'Best',
    hint: 'Three networks that learn separately and answer together, however many clips there are.',
  },
] as const satisfies readonly Option[];
