import { COUNTERFEITS, type CounterfeitKind } from '../../../src-main/shared/counterfeit-kinds';
import type { TrainRequest } from '../api';
import { argMax } from '../../learning/arg-max';
import { mirrorsOf, NO_AUGMENTATION, type Augmentation } from '../../learning/augment';
import { labelsOf, type KeptClip } from '../../learning/clips';
import { closedForm, type ClipRows } from '../../learning/closed-form';
import { counterfeit } from '../../learning/counterfeits';
import { instantProblem, preprocessSpec, presetConfig } from '../../learning/defaults';
import { changeTo, framingOf, viewOfClip, WHOLE } from '../../learning/framing';
import { isNone } from '../../learning/none-class';
import { outputsFor } from '../../learning/ridge';
import { Random } from '../../learning/random';
import { isStill } from '../../learning/stretches';
import { withDefaults } from '../../learning/wished-config';
import { hash } from '../kernels/hash';
import { formerInstantNetwork } from './instant-network';
import { plainStates } from './predict';

/** By class, the ways in which its clips become movements that are no gesture. */
export type CounterfeitKinds = ReadonlyMap<string, readonly CounterfeitKind[]>;

/** Clips of each class that are tried, at most; of many classes fewer, so that it is soon over. */
const TRIED = 12;
const TRIED_IN_ALL = 240;
const FEWEST_TRIED = 4;
/** Of most gestures that go one way, these go the other way, as their mirror does. */
const TURNED_BACK: readonly CounterfeitKind[] = ['backwards', 'half'];
/** Counterfeits are made of classes of whose clips so many move. */
const MOVING = 0.7;
/** The share of counterfeits that must be told from all gestures, and of each gesture's clips from these. */
const TOLD = 0.7;
/** From this share of counterfeits on that another class takes for its own, they are a gesture of that class. */
const ALIKE = 0.6;
/** A class takes for its own what it answers to nearly as plainly as to most of its clips: this share of it at least. */
const PLAINLY = 0.6;
/**
 * What squares of weights count for in the last layers that are solved here. All of these limits were set with it and with the network of
 * before: with that of today fewer counterfeits are left, and models take more for a gesture that is none.
 */
const PENALTY = 0.01;

interface CheckTask {
  request: Pick<TrainRequest, 'classes' | 'capture' | 'config'>;
  clips: readonly KeptClip[];
  between: () => Promise<void>;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  /** Told of how many ways to make movements of clips have been looked at, and of how many. */
  onProgress: (done: number, total: number) => void;
}

/**
 * Of each class the ways in which clips of it become another movement, one that is no gesture that the model is to know: where a
 * gesture looks the same backwards, or is another class backwards, that is none. Told by the motion network, whatever network learns:
 * a last layer that is solved at once for the gestures must not take most of them for another one, and one that is solved for such counterfeits, too,
 * must tell them apart in clips of sessions that it was not solved by. What wanders about at random is no gesture anyway. The same clips and seed give the same.
 * @returns null where it is stopped
 */
export async function counterfeitsOf({
  request,
  clips,
  between,
  stopped,
  onProgress,
}: CheckTask): Promise<CounterfeitKinds | null> {
  const { classes, capture, config: own } = request;
  const config = withDefaults({ ...presetConfig('instant', clips.length), seed: own.seed }, capture.frames);
  if (instantProblem(config) !== null) return new Map();
  const spec = preprocessSpec(config, capture);
  const model = await formerInstantNetwork(config, spec, classes.length);
  const random = new Random(hash(0xc0f7, own.seed));
  const framing = framingOf(spec, clips, classes);
  // A gesture is the same one elsewhere.
  const where = (clip: KeptClip, flip: boolean): Augmentation =>
    changeTo(framing ? viewOfClip(spec, clip, framing) : WHOLE, { ...NO_AUGMENTATION, flip });
  const rowsOf = async (
    some: readonly KeptClip[],
    label: (clip: KeptClip, index: number) => number,
    flip = false,
  ): Promise<ClipRows[]> => {
    const seen = (clip: KeptClip): Augmentation => where(clip, flip);
    const states = await plainStates(model, some, spec, config.batchSize, between, seen);
    return some.map((clip, index) => ({
      group: clip.session,
      rows: [{ label: label(clip, index), values: states[index] as Float32Array, plain: true }],
    }));
  };
  // The clips as they are count as one way.
  const total = classes.length * (1 + COUNTERFEITS.length);
  try {
    onProgress(0, total);
    const most = Math.max(FEWEST_TRIED, Math.min(TRIED, Math.floor(TRIED_IN_ALL / classes.length)));
    const tried = classes.flatMap((item) =>
      random.shuffled(clips.filter((clip) => clip.classId === item.id)).slice(0, most),
    );
    const labels = labelsOf(tried, classes);
    // A clip of a class that has a mirror is learnt from as its mirror, too.
    const mirrors = mirrorsOf(classes);
    const twins = tried.flatMap((clip, index) => {
      const twin = mirrors[labels[index] ?? 0] ?? null;
      return twin === null ? [] : [{ clip, twin }];
    });
    const known = [
      ...(await rowsOf(tried, (_, index) => labels[index] ?? 0)),
      ...(await rowsOf(
        twins.map(({ clip }) => clip),
        (_, index) => twins[index]?.twin ?? 0,
        true,
      )),
    ];
    const isOther = otherGesture(known, classes.length);
    const ways = new Map<string, CounterfeitKind[]>();
    for (const [own, item] of classes.entries()) {
      if (isNone(item)) continue;
      const all = tried.filter((clip) => clip.classId === item.id);
      const moving = all.filter((clip) => !isStill(clip, spec));
      // Played backwards, a pose that is held is that pose.
      if (moving.length === 0 || moving.length < MOVING * all.length) continue;
      const kinds: CounterfeitKind[] = [];
      for (const [index, kind] of COUNTERFEITS.entries()) {
        if (stopped()) return null;
        onProgress(classes.length + own * COUNTERFEITS.length + index, total);
        if (mirrors[own] === own && TURNED_BACK.includes(kind)) continue;
        const made = await rowsOf(
          moving.map((clip) => counterfeit(clip, kind)),
          () => classes.length,
        );
        if (!isOther(made, own) && isTold([...known, ...made], classes.length)) kinds.push(kind);
      }
      ways.set(item.id, [...kinds, 'wandering']);
    }
    onProgress(total, total);
    return ways;
  } finally {
    model.dispose();
  }
}

/** Tells whether most of some movements that are made of a class's clips are a gesture of another class. */
function otherGesture(
  known: readonly ClipRows[],
  classes: number,
): (made: readonly ClipRows[], own: number) => boolean {
  const { head, tried, sharpness } = closedForm(known, { classes, idle: false, penalty: PENALTY });
  const plain = Array.from({ length: classes }, (_, label) => {
    const own = tried.flatMap((clip) => (clip.label === label ? [clip.outputs[label] ?? 0] : []));
    return PLAINLY * (own.sort((a, b) => a - b)[own.length >> 1] ?? Infinity);
  });
  return (made, own) => {
    const taken = made.flatMap(({ rows }) =>
      rows.flatMap(({ values }) => {
        const outputs = [...outputsFor(head, values, classes)].map((output) => output / sharpness);
        const named = argMax(outputs);
        return (outputs[named] ?? 0) >= (plain[named] ?? Infinity) ? [named] : [];
      }),
    );
    return Array.from({ length: classes }, (_, label) => label).some(
      (label) => label !== own && taken.filter((named) => named === label).length >= ALIKE * made.length,
    );
  };
}

/** Whether clips of every class are told from those that are labelled as none, and these from all of them. */
function isTold(clips: readonly ClipRows[], classes: number): boolean {
  const { tried } = closedForm(clips, { classes: classes + 1, idle: false, penalty: PENALTY });
  const answers = tried.map(({ label, outputs }) => ({ label, isNone: argMax([...outputs]) === classes }));
  return Array.from({ length: classes + 1 }, (_, label) => label).every((label) => {
    const own = answers.filter((answer) => answer.label === label);
    const right = own.filter((answer) => answer.isNone === (label === classes));
    // Nothing is known of a class that has no clips elsewhere.
    return own.length === 0 ? label < classes : right.length >= TOLD * own.length;
  });
}
