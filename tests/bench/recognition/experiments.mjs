// What `npm run bench:recognition` tries, one row of its table each: flags of `beckon crossval`, on top of the base.

/**
 * `uneven`: of every other class two clips a person are left.
 * @typedef {{ group: string, name: string, flags: string[], uneven?: boolean }} Experiment
 */

/**
 * Half the epochs and one pass over the clips, so that all experiments with two seeds fit into an evening: what is better
 * than what is the same, how good it is in the end is not. The presets are tried as they are.
 */
const BASE = ['--no-refit', '--epochs', '80'];

/** @param {string} group @param {Record<string, string>} rows name → flags @returns {Experiment[]} */
const group = (group, rows) =>
  Object.entries(rows).map(([name, flags]) => ({
    group,
    name,
    flags: [...BASE, ...flags.split(' ').filter(Boolean)],
  }));

/** @type {readonly Experiment[]} */
export const EXPERIMENTS = [
  ...group('What goes in, from nothing', {
    colour: '--start random --channels rgb',
    'colour, unvaried': '--start random --channels rgb --no-augment',
    grey: '--start random --channels grey',
    'grey, unvaried': '--start random --channels grey --no-augment',
    'grey and difference': '--start random',
    'grey and difference, unvaried': '--start random --no-augment',
  }),
  ...group('What it begins with (grey and difference, varied)', {
    'the motion network, all of it learning': '',
    'the motion network, its CNN fine-tuned (× 0.3)': '--cnn-rate 0.3',
    'the motion network, its CNN frozen': '--cnn-rate 0',
    'single frames first, all of it learning': '--start frames',
    'single frames first, then the CNN fine-tuned (× 0.3)': '--start frames --cnn-rate 0.3',
    'single frames first, then the CNN frozen': '--start frames --cnn-rate 0',
  }),
  ...group('How clips vary (from the motion network)', {
    'not at all': '--no-augment',
    'turned by up to 10°': '--vary rotation=10',
    'turned by up to 20°': '--vary rotation=20',
    'shift and size doubled': '--vary shift=0.2,scale=0.3',
    'speed and moment doubled': '--vary speed=0.32,advance=0.25',
    'other backgrounds, up to 70 %': '--vary backdrop=0.7',
    'colour ± 30 %, noise and blur': '--vary colour=0.3,noise=0.03,blur=0.5',
    'a part hidden': '--vary cutout=0.4',
    'neither light nor contrast': '--vary brightness=0,contrast=0',
  }),
  ...group('How it learns (from the motion network)', {
    'dropout 0': '--dropout 0',
    'dropout 0.4': '--dropout 0.4',
    'weight decay 0.01': '--weight-decay 0.01',
    'weight decay 0.1': '--weight-decay 0.1',
    'label smoothing 0.05': '--label-smoothing 0.05',
    'label smoothing 0.1': '--label-smoothing 0.1',
    'warm-up of 5 epochs': '--warm-up 5',
    'patience of 15 epochs': '--patience 15',
    'steps of 0.001': '--learning-rate 0.001',
    'steps of 0.006': '--learning-rate 0.006',
    'batches of 16': '--batch-size 16',
  }),
  ...group('Where every other class has two clips a person, the others five (mean over the classes)', {
    'rare classes count for more': '',
    'all clips count alike': '--no-class-weights',
  }).map((one) => ({ ...one, uneven: true })),
  ...Object.entries({
    quick: ['--preset', 'quick'],
    'balanced, but one network alone': ['--preset', 'balanced', '--members', '1'],
    balanced: ['--preset', 'balanced'],
    best: ['--preset', 'best'],
  }).map(([name, flags]) => ({ group: 'Presets, as they are', name, flags })),
];
