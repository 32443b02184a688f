import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { GestureClass, PreprocessSpec, TrainConfig } from '../../../src-main/contract';
import type { KeptClip } from '../api';
import { mirrorsOf, NO_AUGMENTATION, randomChange } from '../../learning/augment';
import { labelsOf } from '../../learning/clips';
import type { ClipRows } from '../../learning/closed-form';
import { movementOf } from '../../learning/movement';
import { OTHER_MOVEMENTS } from '../../learning/other-movements';
import { isNone } from '../../learning/none-class';
import { AUGMENTATION } from '../../learning/defaults';
import type { Excerpt } from '../../learning/excerpts';
import { Random } from '../../learning/random';
import { hash, textHash } from '../kernels/hash';
import { hiddenStates } from '../model/forward';
import { knowsIdle } from '../model/idle';
import { stretchStates } from './idle';
import { batchTensor } from './predict';

/** Another one wherever the same clip, network and configuration come to give other states. */
export const STATES_VERSION = 3;
/** Changed copies of each clip, and stretches made of it. */
const COPIES = 7;
const STRETCHES = 2;
/** Times that windows of an excerpt are drawn, with its pictures varied otherwise. */
const DRAWS = 2;

export interface RowsTask {
  spec: PreprocessSpec;
  config: TrainConfig;
  classes: readonly GestureClass[];
  /** Whether other movements are made of clips, too; by default they are. */
  others?: boolean;
}

/** What a clip is to a model whose CNN and LSTM stay as they are, whatever other clips and classes there are. */
export interface ClipStates {
  rows: readonly {
    of: 'own' | 'mirrored' | 'idle' | 'other';
    values: Float32Array;
    plain: boolean;
    window: boolean;
  }[];
  /** How much moves in it; 0 of windows of an excerpt, which may hold several movements or none. */
  moved: number;
}

/**
 * The hidden states of a clip, of changed copies of it, of other movements that are made of it, and, where the model learns when no gesture is due, of windows of
 * stretches that are made of it. The same clip and seed give the same.
 */
export async function clipStates(model: LayersModel, clip: KeptClip, task: RowsTask): Promise<ClipStates> {
  const { spec, config, classes, others = true } = task;
  const random = new Random(hash(textHash(clip.id), config.seed));
  const [own = 0] = labelsOf([clip], classes);
  const mirrors = mirrorsOf(classes);
  const { augmentation: strengths = AUGMENTATION } = config;
  const copies = config.augment
    ? Array.from({ length: COPIES }, () => randomChange(own, mirrors, random, strengths))
    : [];
  const made = others ? OTHER_MOVEMENTS.map((augmentation) => ({ augmentation, label: OTHER })) : [];
  const all = [{ augmentation: NO_AUGMENTATION, label: own }, ...copies, ...made];
  const states = tf.tidy(() =>
    hiddenStates(
      model,
      batchTensor(
        all.map(() => clip),
        spec,
        (index) => all[index]?.augmentation ?? NO_AUGMENTATION,
      ),
    ),
  );
  const numbers = (await states.data()) as Float32Array;
  states.dispose();
  const units = numbers.length / all.length;
  const clips = all.map(({ label }, index) => ({
    label,
    values: numbers.slice(index * units, (index + 1) * units),
  }));
  const windows = knowsIdle(config, spec) ? await stretchStates(model, task, clip, STRETCHES, random) : [];
  return {
    moved: movementOf(spec, clip),
    rows: [...clips, ...windows].map(({ label, values }, index) => ({
      of: kindOf(label, own, classes),
      values,
      plain: index === 0,
      window: index >= clips.length,
    })),
  };
}

/** The same of windows of an excerpt of a recorded stretch, for a model that learns when no gesture is due. */
export async function excerptStates(
  model: LayersModel,
  excerpt: Excerpt,
  task: RowsTask,
  random: Random,
): Promise<ClipStates> {
  const [own = -1] = labelsOf([namedBy(excerpt)], task.classes);
  const windows = await stretchStates(model, task, excerpt, DRAWS, random);
  return {
    moved: 0,
    rows: windows.map(({ label, values }) => ({
      of: kindOf(label, own, task.classes),
      values,
      plain: false,
      window: true,
    })),
  };
}

/** What rows are made by of an excerpt, as of a clip: its class, none where no gesture is made in it. */
export const namedBy = ({ classId }: Pick<Excerpt, 'classId'>): { classId: string; session: string } => ({
  classId: classId ?? '',
  session: '',
});

/** In place of a class: none of them. */
const OTHER = -1;

function kindOf(label: number, own: number, classes: readonly unknown[]): ClipStates['rows'][number]['of'] {
  if (label === own) return 'own';
  if (label === OTHER) return 'other';
  return label === classes.length ? 'idle' : 'mirrored';
}

/** The same as rows to fit a last layer on. */
export function rowsOf(
  { rows, moved }: ClipStates,
  clip: { classId: string; session: string },
  classes: readonly GestureClass[],
): ClipRows {
  const [own = 0] = labelsOf([clip], classes);
  const label = { own, mirrored: mirrorsOf(classes)[own] ?? own, idle: classes.length };
  const gesture = classes[own];
  return {
    group: clip.session,
    rows: rows.flatMap(({ of, ...row }) => (of === 'other' ? [] : [{ ...row, label: label[of] }])),
    ...(gesture &&
      !isNone(gesture) && {
        moved,
        others: rows.flatMap(({ of, values }) => (of === 'other' ? [values] : [])),
      }),
  };
}
