import {
  BeckonError,
  SCHEMA_VERSION,
  type ClipInfo,
  type GestureClass,
  type Origin,
  type Project,
  type Run,
  type Split,
  type TrainConfig,
} from '../contract';
import type { LabelledClip, Part } from '../formats/datasets/shards';
import type { ExportModel } from '../formats/models/format';
import { readNetwork } from '../formats/models/network';
import { layerRows, motionNetwork, withOutputs, type TrainingPlan } from '../formats/models/training-start';
import { AUGMENTATION_SETTINGS } from '../shared/augmentation-settings';
import { clipKey } from '../shared/clip-key';
import { inputValues } from '../shared/input-values';
import { defaultsOf } from '../shared/setting';
import { TRAIN_SETTINGS } from '../shared/train-settings';

/** What is known of a plan before anybody looked at the clips' pictures. */
interface Ground {
  project: Project;
  clips: readonly ClipInfo[];
  appVersion: string;
  created: string;
}

/**
 * How Beckon trains with no settings touched, from its motion network. Throws a `BeckonError` UNSUPPORTED where clips are single
 * pictures, in which nothing moves.
 */
export async function planFromMotion(ground: Ground, testSessions: readonly string[]): Promise<TrainingPlan> {
  const { project, clips } = ground;
  const { mirror, frames, fps } = project.capture;
  if (frames === 1) {
    throw new BeckonError(
      'UNSUPPORTED',
      'This project is of single pictures, and a network that has learnt to see movement is of no use to it. Train a model of it, and name that one with --model.',
    );
  }
  const config: TrainConfig = {
    ...defaultsOf(TRAIN_SETTINGS),
    augmentation: defaultsOf(AUGMENTATION_SETTINGS),
    testSessions: [...testSessions],
    idle: false,
  };
  const preprocess = { ...inputValues(config), mirror, frames, fps };
  const network = await motionNetwork(preprocess, project.classes.length);
  const run = {
    ...common(ground, project.classes),
    config,
    preprocess,
    split: splitBySession(project.classes, clips, testSessions),
    layers: layerRows(network),
  };
  return { run, network, knowsClasses: false, notes: [WITHOUT_IDLE] };
}

/** How a model goes on learning: its network and settings as they are, and every clip for what it was for. */
export function planFromRun(ground: Ground, model: ExportModel): TrainingPlan {
  const { run } = model;
  const { classes, config, preprocess, framing, events } = run;
  const network = withOutputs(readNetwork(model, 'a training bundle'), classes.length);
  const split = knownSplit(run, ground.clips);
  const filters = network.frame.flatMap((layer, index) =>
    network.frame[index + 1]?.kind === 'pooling' && layer.kind === 'convolution'
      ? [layer.bias.values.length]
      : [],
  );
  const last = network.frame.at(-1);
  const known = new Map(ground.project.classes.map((each) => [each.id, each]));
  return {
    network,
    knowsClasses: true,
    notes: [
      ...(run.idle ? [WITHOUT_IDLE] : []),
      ...((config.members ?? 1) > 1
        ? [`The model is ${config.members} networks merged into a wide one, which learns on as one network.`]
        : []),
    ],
    run: {
      ...common(
        ground,
        classes.map((each) => known.get(each.id) ?? each),
      ),
      // A network that was merged from several is one wide one.
      config: {
        ...config,
        filters,
        bottleneck: last?.kind === 'convolution' ? last.bias.values.length : 0,
        lstmUnits: network.lstm?.units ?? network.dense[0]?.bias.values.length ?? config.lstmUnits,
        members: 1,
        instant: false,
        idle: false,
        epochs: config.instant ? TRAIN_SETTINGS.epochs.default : config.epochs,
        testSessions: split.sessions.test,
      },
      preprocess,
      split,
      layers: layerRows(network),
      from: originOf(run),
      ...(framing && { framing }),
      ...(events && { events }),
    },
  };
}

const WITHOUT_IDLE =
  'What comes back has no output that says that no gesture is due, as that is learnt from stretches which only the app puts together: in Live, it goes by its confidence alone.';

const common = ({ project, appVersion, created }: Ground, classes: GestureClass[]) => ({
  schema: SCHEMA_VERSION,
  id: 'trained',
  name: project.name.slice(0, 50),
  created,
  appVersion,
  classes,
});

const originOf = ({ id, name, split, config, from }: Run): Origin => ({
  id,
  name,
  learnt: [
    ...new Set([...(from?.learnt ?? []), ...split.train, ...(config.refit === true ? split.validation : [])]),
  ].sort(),
});

/** The clips that a plan is of, with their labels and what each is for. */
export function labelled({ run }: TrainingPlan, clips: readonly ClipInfo[]): LabelledClip[] {
  const labels = new Map(run.classes.map(({ id }, index) => [id, index]));
  const parts = new Map(PARTS.flatMap((part) => run.split[part].map((key): [string, Part] => [key, part])));
  return clips.flatMap((info) => {
    const [label, part] = [labels.get(info.classId), parts.get(clipKey(info))];
    return label === undefined || part === undefined ? [] : [{ info, label, part }];
  });
}

export const PARTS = ['train', 'validation', 'test'] as const;

/** One session in so many is for validation. */
const SESSIONS_FOR_ONE = 5;

/**
 * Whole sessions for validation, one in five of those that are not for the test: the last by their names without which every class
 * can still be learnt. Where that is none, one clip in five of each class.
 */
function splitBySession(
  classes: readonly GestureClass[],
  clips: readonly ClipInfo[],
  testSessions: readonly string[],
): Split {
  const test = clips.filter(({ meta }) => testSessions.includes(meta.session));
  const rest = clips.filter(({ meta }) => !testSessions.includes(meta.session));
  const sessions = sessionsOf(rest);
  const wanted = Math.max(1, Math.round(sessions.length / SESSIONS_FOR_ONE));
  const held: string[] = [];
  for (const session of sessions.toReversed()) {
    if (held.length === wanted) break;
    const left = rest.filter(({ meta }) => meta.session !== session && !held.includes(meta.session));
    if (classes.every(({ id }) => left.some(({ classId }) => classId === id))) held.push(session);
  }
  if (held.length > 0) {
    const isHeld = ({ meta }: ClipInfo): boolean => held.includes(meta.session);
    return splitOf(
      'session',
      rest.filter((clip) => !isHeld(clip)),
      rest.filter(isHeld),
      test,
      [],
    );
  }
  const validation = classes.flatMap(({ id }) =>
    rest.filter(({ classId }) => classId === id).filter((_, index) => index % 5 === 4),
  );
  const warning =
    'No whole session could be spared to choose the best epoch by, so the score on its clips will flatter.';
  return splitOf(
    'clip',
    rest.filter((clip) => !validation.includes(clip)),
    validation,
    test,
    [warning],
  );
}

/** As the run had it; clips that are newer go where others of their session are, else they are learnt from. */
function knownSplit({ split, classes }: Run, clips: readonly ClipInfo[]): Split {
  const known = clips.filter(({ classId }) => classes.some(({ id }) => id === classId));
  const keys = new Map(PARTS.flatMap((part) => split[part].map((key): [string, Part] => [key, part])));
  const partOf = (clip: ClipInfo): Part =>
    keys.get(clipKey(clip)) ??
    PARTS.find((part) => part !== 'train' && split.sessions[part].includes(clip.meta.session)) ??
    'train';
  const [train, validation, test] = PARTS.map((part) => known.filter((clip) => partOf(clip) === part));
  return splitOf(split.by, train ?? [], validation ?? [], test ?? [], split.warnings);
}

const sessionsOf = (clips: readonly ClipInfo[]): string[] =>
  [...new Set(clips.map(({ meta }) => meta.session))].sort();

const splitOf = (
  by: Split['by'],
  train: readonly ClipInfo[],
  validation: readonly ClipInfo[],
  test: readonly ClipInfo[],
  warnings: string[],
): Split => ({
  by,
  train: train.map(clipKey).sort(),
  validation: validation.map(clipKey).sort(),
  test: test.map(clipKey).sort(),
  sessions: { train: sessionsOf(train), validation: sessionsOf(validation), test: sessionsOf(test) },
  warnings,
});
