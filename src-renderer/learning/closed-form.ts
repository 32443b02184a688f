import { argMax } from './arg-max';
import { Moments, outputsFor, type Head } from './ridge';

/** Numbers that stand for a clip, or for a window of a stretch of one, and what is due in it. */
interface StateRow {
  /** Index of its class; as many as there are classes: no gesture is due. */
  label: number;
  values: Float32Array;
  /** Whether it is the clip as it was recorded. */
  plain: boolean;
  /** Whether it is a window of a stretch, in which a gesture may only have begun. */
  window?: boolean;
}

/** All rows of a clip, and where it comes from: clips of one group are left out together where an answer is tried. */
export interface ClipRows {
  group: string;
  rows: readonly StateRow[];
  /** What other movements that are made of it are to the network, by `OTHER_MOVEMENTS`; none where it stands for no gesture. */
  others?: readonly Float32Array[];
  /** How much moves in it; absent where it stands for no gesture. */
  moved?: number | undefined;
}

/** How a clip was answered by a head that was fitted without its group. */
interface TriedClip {
  /** Its place among the clips. */
  clip: number;
  label: number;
  /** Of each class, before they are made to logits. */
  outputs: Float64Array;
  /**
   * Of two heads that were fitted without its group on one half each of the other clips, the share that named it rightly.
   * Null: not asked for, or a half has no clips of its class.
   */
  halves: number | null;
}

interface Solved {
  head: Head;
  /** The clips that there is an answer to: those whose class other groups have clips of, too. */
  tried: TriedClip[];
  /** By what outputs are multiplied to become logits. */
  sharpness: number;
}

interface Options {
  classes: number;
  /** Whether there is a last output that says that no gesture is due. */
  idle: boolean;
  /** Whether clips are tried on half of the others, too. */
  halves?: boolean;
  /** Rows of recorded stretches: learnt from, too, but by no head that a clip is tried with, as they may show its session. */
  beside?: readonly Pick<ClipRows, 'rows'>[];
  /** What squares of weights count for. */
  penalty?: number;
}

/** What squares of weights count for, beside the mean squared error: chosen on drawn people (`tests/bench/pretraining`). */
const PENALTY = 0.1;
/** Clips that are no session apart from others are left out in so many parts. */
const PARTS = 5;
/** By what outputs, 0 to 1, are multiplied at least and at most to become logits, and steps between the two. */
const SHARPNESS = { least: 2, most: 40, steps: 30 };

/**
 * The dense layer that fits the rows best, by the mean squared error with a penalty on the weights (ridge regression), in
 * one step. All classes count alike, however many clips they have. Its logits are as sharp as answers to clips left out
 * give reason for.
 */
export function closedForm(
  clips: readonly ClipRows[],
  { classes, idle, halves = false, beside = [], penalty = PENALTY }: Options,
): Solved {
  const features = clips[0]?.rows[0]?.values.length ?? 0;
  const weights = labelWeights(clips, classes);
  const nothing = (): Moments[] =>
    Array.from({ length: halves ? 2 : 1 }, () => new Moments(features, classes));
  const places = placesOf(clips);
  const parts = groupsOf(clips).map((members): Part => {
    const moments = nothing();
    const own = members.map((clip) => ({ clip, ...(places.get(clip) as Place) }));
    for (const { clip, half } of own)
      addDue(moments[halves ? half : 0] as Moments, clip.rows, weights, classes);
    return { members: own, moments };
  });
  const all = parts.reduce(
    (sums, { moments }) => sums.map((sum, half) => sum.plus(moments[half] as Moments, 1)),
    nothing(),
  );
  const learnt = [...clips, ...beside];
  const head = (beside.length > 0 ? momentsOf(learnt, classes, features) : together(all)).solve(penalty);
  const tried =
    parts.length > 1 ? parts.flatMap((part) => leftOut(part, parts, all, { classes, penalty })) : [];
  const sharpness = sharpest(tried);
  if (!idle) return { head: scaled(head, sharpness), tried, sharpness };
  const column = idleColumn(learnt, { classes, features, penalty });
  const own = mean(
    clips.flatMap(({ rows }) =>
      rows.flatMap(({ label, values, plain }) =>
        plain ? [outputsFor(head, values, classes)[label] ?? 0] : [],
      ),
    ),
  );
  // Half sure that nothing is due, it is as likely as the class of a clip usually is.
  const joint = joined(head, scaled(column, 2 * own), classes);
  return { head: scaled(joint, sharpness), tried, sharpness };
}

/** Where a clip stands among all, and in which half of those of its class. */
interface Place {
  place: number;
  half: 0 | 1;
}

/** Clips that are left out together, and their sums: one for all of them, or one for each half. */
interface Part {
  members: readonly ({ clip: ClipRows } & Place)[];
  moments: readonly Moments[];
}

function placesOf(clips: readonly ClipRows[]): ReadonlyMap<ClipRows, Place> {
  const turns = turnsOf(clips);
  return new Map(
    clips.map((clip, place) => [clip, { place, half: (turns.get(clip) ?? 0) % 2 === 0 ? 0 : 1 }]),
  );
}

/** Of each clip, how many of its class stand before it. */
function turnsOf(clips: readonly ClipRows[]): ReadonlyMap<ClipRows, number> {
  const seen = new Map<number, number>();
  return new Map(
    clips.map((clip) => {
      const turn = seen.get(labelOf(clip)) ?? 0;
      seen.set(labelOf(clip), turn + 1);
      return [clip, turn];
    }),
  );
}

const labelOf = ({ rows }: ClipRows): number => rows[0]?.label ?? 0;

function addDue(moments: Moments, rows: ClipRows['rows'], weights: readonly number[], classes: number): void {
  for (const { label, values } of rows) {
    if (label >= classes) continue;
    const due = Array.from({ length: classes }, (_, one) => Number(one === label));
    moments.add(values, due, weights[label] ?? 0);
  }
}

function momentsOf(all: readonly Pick<ClipRows, 'rows'>[], classes: number, features: number): Moments {
  const weights = labelWeights(all, classes);
  const moments = new Moments(features, classes);
  for (const { rows } of all) addDue(moments, rows, weights, classes);
  return moments;
}

const together = ([first, ...others]: readonly Moments[]): Moments =>
  others.reduce((sum, other) => sum.plus(other, 1), (first as Moments).copy());

/** Sessions, where there are several; else clips in a few parts. */
function groupsOf(clips: readonly ClipRows[]): ClipRows[][] {
  const sessions = new Set(clips.map(({ group }) => group));
  const turns = turnsOf(clips);
  const groups = new Map<string, ClipRows[]>();
  for (const clip of clips) {
    const name = sessions.size > 1 ? clip.group : String((turns.get(clip) ?? 0) % PARTS);
    groups.set(name, [...(groups.get(name) ?? []), clip]);
  }
  return [...groups.values()];
}

/** What a row of each class counts for, so that all classes count for 1 together. */
function labelWeights(all: readonly Pick<ClipRows, 'rows'>[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const { rows } of all)
    for (const { label } of rows) if (label < classes) counts[label] = (counts[label] ?? 0) + 1;
  const there = counts.filter((count) => count > 0).length;
  return counts.map((count) => (count === 0 ? 0 : 1 / (count * there)));
}

/** How the clips of a part are answered by heads that were fitted without them: on all others, and on each half of these. */
function leftOut(
  { members, moments }: Part,
  parts: readonly Part[],
  all: readonly Moments[],
  { classes, penalty }: { classes: number; penalty: number },
): TriedClip[] {
  const rest = all.map((sum, half) => sum.copy().plus(moments[half] as Moments, -1));
  const others = parts.flatMap((part) => (part.moments === moments ? [] : part.members));
  // Nothing is known of a class that all clips of are left out.
  const known = new Set(others.map(({ clip }) => labelOf(clip)));
  const knownTo = rest.map(
    (_, half) => new Set(others.flatMap(({ clip, half: own }) => (own === half ? [labelOf(clip)] : []))),
  );
  if (known.size === 0) return [];
  const head = together(rest).solve(penalty);
  const halves = rest.length > 1 && knownTo.every(({ size }) => size > 0) ? rest : [];
  const halfHeads = halves.map((half) => half.solve(penalty));
  return members.flatMap(({ clip, place }) =>
    clip.rows.flatMap(({ label, values, plain }): TriedClip[] => {
      if (!plain || !known.has(label)) return [];
      const right = halfHeads.filter((each) => argMax(outputsFor(each, values, classes)) === label);
      const told = halfHeads.length > 0 && knownTo.every((labels) => labels.has(label));
      return [
        {
          clip: place,
          label,
          outputs: outputsFor(head, values, classes),
          halves: told ? right.length / halfHeads.length : null,
        },
      ];
    }),
  );
}

/** The factor for outputs with which the classes of clips left out are likeliest. */
function sharpest(tried: readonly { outputs: Float64Array; label: number }[]): number {
  const { least, most, steps } = SHARPNESS;
  const middle = Math.sqrt(least * most);
  if (tried.length === 0) return middle;
  const factors = Array.from({ length: steps + 1 }, (_, i) => least * (most / least) ** (i / steps));
  const losses = factors.map((factor) =>
    tried.reduce((sum, { outputs, label }) => {
      const greatest = Math.max(...outputs);
      const powers = outputs.reduce((all, value) => all + Math.exp(factor * (value - greatest)), 0);
      return sum + Math.log(powers) - factor * ((outputs[label] ?? 0) - greatest);
    }, 0),
  );
  return factors[losses.indexOf(Math.min(...losses))] ?? middle;
}

/** How sure outputs are of each class, where they are made so many times as great. */
export function confidencesOf(outputs: ArrayLike<number>, sharpness: number): number[] {
  const greatest = Math.max(...Array.from(outputs));
  const powers = Array.from(outputs, (value) => Math.exp(sharpness * (value - greatest)));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}

/** A head of one output: 1 where no gesture is due, 0 where one is. */
function idleColumn(
  all: readonly Pick<ClipRows, 'rows'>[],
  { classes, features, penalty }: { classes: number; features: number; penalty: number },
): Head {
  const rows = all.flatMap((each) => each.rows);
  const idle = rows.filter(({ label }) => label === classes).length;
  const moments = new Moments(features, 1);
  for (const { label, values } of rows) {
    const isIdle = label === classes;
    moments.add(values, [Number(isIdle)], 0.5 / (isIdle ? idle : rows.length - idle));
  }
  return moments.solve(penalty);
}

function joined(head: Head, column: Head, classes: number): Head {
  const features = column.kernel.length;
  const kernel = new Float32Array(features * (classes + 1));
  for (let i = 0; i < features; i++) {
    kernel.set(head.kernel.subarray(i * classes, (i + 1) * classes), i * (classes + 1));
    kernel[i * (classes + 1) + classes] = column.kernel[i] as number;
  }
  return { kernel, bias: Float32Array.of(...head.bias, ...column.bias) };
}

const scaled = ({ kernel, bias }: Head, factor: number): Head => ({
  kernel: kernel.map((value) => factor * value),
  bias: bias.map((value) => factor * value),
});

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
