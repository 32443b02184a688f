import type { PreprocessSpec, TrainConfig } from '../../src-main/contract';
import { TRAIN_SETTINGS } from '../../src-main/shared/train-settings';
import { channelCount } from './preprocess';

type Networks = Pick<TrainConfig, 'members' | 'network' | 'refit'>;
/** How a network of Beckon's own is built. */
export type Build = Pick<TrainConfig, 'filters' | 'kernel' | 'bottleneck' | 'lstmUnits'>;

/** Members of the ensemble that a run trains: in its second pass, each learns from all clips by itself. */
export const ensembleSize = ({ members = 1, network, refit }: Networks): number =>
  network || refit !== true ? 1 : members;

/** The configuration of the one wide network into which the members of an ensemble are merged. */
export function mergedConfig<T extends Networks & Build>(config: T): T {
  const count = ensembleSize(config);
  if (count === 1) return config;
  return {
    ...config,
    filters: config.filters.map((filters) => count * filters),
    bottleneck: count * config.bottleneck,
    lstmUnits: count * config.lstmUnits,
    members: 1,
  };
}

/** The most filters of a layer, and units, that a model may have. */
const WIDTH_LIMITS = { filters: TRAIN_SETTINGS.filters.max, units: TRAIN_SETTINGS.lstmUnits.max };

/** Why the ensemble of a run cannot be merged into one network, as a sentence; null: it can. */
export function mergeProblem(config: Networks & Build): string | null {
  const { filters, bottleneck, lstmUnits } = mergedConfig(config);
  if (Math.max(...filters, bottleneck) <= WIDTH_LIMITS.filters && lstmUnits <= WIDTH_LIMITS.units)
    return null;
  return `${ensembleSize(config)} such networks together would be too wide. Choose fewer of them, or narrower ones.`;
}

/**
 * Rows or columns of a weight: `groups` times `own` of them in each member. In the wide one, a group has those of the
 * first member, then those of the second, and so on; `shared`: all members have the same ones.
 */
interface Axis {
  groups: number;
  /** Of each member. */
  own: readonly number[];
  shared: boolean;
}

/** Rows and columns of every weight of a model of Beckon's own, in order. @param builds of its members; they differ in widths alone */
function layout(
  builds: readonly Build[],
  spec: PreprocessSpec,
  classes: number,
): [rows: Axis, columns: Axis][] {
  const [first] = builds;
  if (!first) return [];
  const each = (own: readonly number[], groups = 1): Axis => ({ groups, own, shared: false });
  const together = (own: number): Axis => ({ groups: 1, own: builds.map(() => own), shared: true });
  const oneRow = together(1);
  const axes: [Axis, Axis][] = [];
  let before: readonly number[] | null = null;
  const layer = (area: number, columns: readonly number[]): void => {
    axes.push([before ? each(before, area) : together(area * channelCount(spec)), each(columns)]);
    axes.push([oneRow, each(columns)]);
    before = columns;
  };
  const { kernel = TRAIN_SETTINGS.kernel.absent } = first;
  first.filters.forEach((_, block) => {
    layer(
      kernel ** 2,
      builds.map(({ filters }) => filters[block] ?? 0),
    );
  });
  const bottlenecks = builds.map(({ bottleneck }) => bottleneck);
  if (first.bottleneck > 0) layer(1, bottlenecks);
  const places = [spec.width, spec.height].reduce(
    (product, side) => product * Math.floor(side / 2 ** first.filters.length),
    1,
  );
  const units = builds.map(({ lstmUnits }) => lstmUnits);
  const features = before ? each(before, places) : together(places * channelCount(spec));
  if (spec.frames > 1) {
    const gates = each(units, 4);
    axes.push([features, gates], [each(units), gates], [oneRow, gates]);
  } else {
    axes.push([features, each(units)], [oneRow, each(units)]);
  }
  return [...axes, [each(units), together(classes)], [oneRow, together(classes)]];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** How many a member has, or all together. */
const sizeIn = ({ groups, own }: Axis, member: number): number => groups * (own[member] ?? 0);
const sizeOf = (axis: Axis): number => (axis.shared ? sizeIn(axis, 0) : axis.groups * sum(axis.own));

/** Where in the wide network the row or column `index` of a member stands. */
function placeOf({ own, shared }: Axis, index: number, member: number): number {
  const each = own[member] ?? 1;
  if (shared) return index;
  return Math.floor(index / each) * sum(own) + sum(own.slice(0, member)) + (index % each);
}

/** Where each weight of a member stands in the wide network's. */
function* placesOf([rows, columns]: readonly [rows: Axis, columns: Axis], member: number): Generator<number> {
  const [width, wide] = [sizeIn(columns, member), sizeOf(columns)];
  for (let i = 0; i < sizeIn(rows, member) * width; i++)
    yield placeOf(rows, Math.floor(i / width), member) * wide + placeOf(columns, i % width, member);
}

/** One of the networks that make a wide one. */
export interface Member {
  build: Build;
  /** What its logits count for; all together make 1. */
  say: number;
}

/** The same with all its weights in order. */
interface Part extends Member {
  numbers: readonly Float32Array[];
}

/**
 * The weights of one wide network that computes all these: its logits are theirs together, each as far as it has a say. It is
 * as wide as all of them.
 */
export function merged(parts: readonly Part[], spec: PreprocessSpec, classes: number): Float32Array[] {
  const [only] = parts;
  if (only && parts.length === 1) return [...only.numbers];
  const axes = layout(
    parts.map(({ build }) => build),
    spec,
    classes,
  );
  return axes.map(([rows, columns], weight) => {
    const values = new Float32Array(sizeOf(rows) * sizeOf(columns));
    parts.forEach(({ numbers, say }, member) => {
      const own = numbers[weight];
      // What goes to all classes comes from every member.
      const share = columns.shared ? say : 1;
      let i = 0;
      for (const at of placesOf([rows, columns], member))
        values[at] = (values[at] as number) + share * (own?.[i++] ?? 0);
    });
    return values;
  });
}

/** The weights of one wide network of members that are all built alike and have an equal say. @param config that of one member */
export const mergeMembers = (
  members: readonly (readonly Float32Array[])[],
  config: Build,
  spec: PreprocessSpec,
  classes: number,
): Float32Array[] =>
  merged(
    members.map((numbers) => ({ numbers, build: config, say: 1 / members.length })),
    spec,
    classes,
  );

/**
 * All weights of each of the members that {@link merged} made a wide network of; null: it is not built like that. Which of them the
 * bias of the last layer came from is not to be told any more: each has all of it.
 */
export function apart(
  wide: readonly Float32Array[],
  members: readonly Member[],
  spec: PreprocessSpec,
  classes: number,
): Float32Array[][] | null {
  const axes = layout(
    members.map(({ build }) => build),
    spec,
    classes,
  );
  const fits = ([rows, columns]: [Axis, Axis], weight: number): boolean =>
    wide[weight]?.length === sizeOf(rows) * sizeOf(columns);
  if (axes.length !== wide.length || !axes.every(fits)) return null;
  return members.map(({ say }, member) =>
    axes.map(([rows, columns], weight) => {
      const all = wide[weight] as Float32Array;
      const share = columns.shared && !rows.shared ? say : 1;
      return Float32Array.from(placesOf([rows, columns], member), (at) => (all[at] as number) / share);
    }),
  );
}
