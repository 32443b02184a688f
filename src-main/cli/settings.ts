import { Option } from 'commander';
import type { z } from 'zod';
import { augmentationSchema, trainWishSchema, type TrainWish } from '../contract';
import { AUGMENTATION_FLAG } from '../shared/augmentation-settings';
import type { Setting } from '../shared/setting';
import { TRAIN_SETTINGS, trainSettings, type TrainKey } from '../shared/train-settings';
import { failure } from './failure';

/** What the command line hands over, each under commander's name for its flag and as it was typed. */
export type TrainFlags = Readonly<Record<string, unknown>>;

interface Flag {
  key: TrainKey | 'augmentation';
  option: Option;
  /** What was typed as a value; what does not fit stays as it is, for the schema to refuse. */
  parse: (typed: unknown) => unknown;
  /** Commander tells of a `--no-…` that was not given as of one that is on: no wish is what is so anyway. */
  usual?: boolean;
}

const FLAGS: readonly Flag[] = [
  ...trainSettings.map(([key, setting]): Flag => ({
    key,
    option: new Option(setting.flag.usage, setting.flag.help),
    parse: (typed) => parsed(setting, typed),
    ...(setting.kind === 'switch' && { usual: setting.default }),
  })),
  {
    key: 'augmentation',
    option: new Option(AUGMENTATION_FLAG.usage, AUGMENTATION_FLAG.help),
    parse: (typed) => strengths(String(typed)),
  },
];

/** The options of every setting but the sessions kept for the test, which not every command takes. */
export const settingOptions: readonly Option[] = FLAGS.filter(({ key }) => key !== 'testSessions').map(
  ({ option }) => option,
);
export const testSessionOption = new Option(
  TRAIN_SETTINGS.testSessions.flag.usage,
  TRAIN_SETTINGS.testSessions.flag.help,
);

/** Turns typed flags into a configuration. Rejects the first that is out of place, with what it takes. */
export function trainConfig(flags: TrainFlags): TrainWish {
  const given = FLAGS.flatMap(({ key, option, parse, usual }) => {
    const typed = flags[option.attributeName()];
    return typed === undefined || typed === usual ? [] : [[key, parse(typed)] as const];
  });
  const result = trainWishSchema.safeParse(Object.fromEntries(given));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const option = FLAGS.find(({ key }) => key === issue?.path[0])?.option;
  const typed = option && flags[option.attributeName()];
  const wanted = issue ? taken(issue) : 'something else';
  throw failure(
    'INVALID',
    `${option?.long} does not take “${String(typed)}”; it takes ${wanted}.`,
    result.error,
  );
}

/** What would have been right, as the end of a sentence. */
function taken(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return `numbers ${issue.inclusive ? 'from' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `numbers up to ${issue.maximum}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `${String(issue.values[0])} only`
        : `one of ${issue.values.join(', ')}`;
    case 'unrecognized_keys':
      return `any of ${Object.keys(augmentationSchema.shape).join(', ')}`;
    case 'invalid_type':
      return issue.expected === 'int' ? 'whole numbers' : 'numbers';
    default:
      return 'something else';
  }
}

function parsed({ kind }: Setting, typed: unknown): unknown {
  if (typeof typed !== 'string') return typed;
  if (kind === 'list') return typed.split(',').map(number);
  return kind === 'number' || kind === 'whole' ? number(typed) : typed;
}

/** `shift=0.1,rotation=10` as an object. */
const strengths = (text: string): Record<string, unknown> =>
  Object.fromEntries(
    text.split(',').map((part) => {
      const [key = '', value = ''] = part.split('=', 2);
      return [key.trim(), number(value)];
    }),
  );

const number = (text: string): number | string =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
