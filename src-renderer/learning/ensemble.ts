import type { PreprocessSpec, TrainConfig } from '../../src-main/contract';
import { TRAIN_SETTINGS } from '../../src-main/shared/train-settings';
import { channelCount } from './preprocess';

type Networks = Pick<TrainConfig, 'members' | 'network' | 'refit'>;
type Build = Pick<TrainConfig, 'filters' | 'kernel' | 'bottleneck' | 'lstmUnits'>;

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
  own: number;
  shared: boolean;
}

const apart = (own: number, groups = 1): Axis => ({ groups, own, shared: false });
const together = (own: number): Axis => ({ groups: 1, own, shared: true });
const ONE_ROW = together(1);

/** Rows and columns of every weight of a model of Beckon's own, in order. */
function layout(config: Build, spec: PreprocessSpec, classes: number): [rows: Axis, columns: Axis][] {
  const axes: [Axis, Axis][] = [];
  let before = channelCount(spec);
  const layer = (area: number, columns: number): void => {
    const first = axes.length === 0;
    axes.push([first ? together(area * before) : apart(before, area), apart(columns)]);
    axes.push([ONE_ROW, apart(columns)]);
    before = columns;
  };
  const { kernel = TRAIN_SETTINGS.kernel.absent } = config;
  for (const filters of config.filters) layer(kernel ** 2, filters);
  if (config.bottleneck > 0) layer(1, config.bottleneck);
  const places = [spec.width, spec.height].reduce(
    (product, side) => product * Math.floor(side / 2 ** config.filters.length),
    1,
  );
  const units = config.lstmUnits;
  if (spec.frames > 1) {
    const gates = apart(units, 4);
    axes.push([apart(before, places), gates], [apart(units), gates], [ONE_ROW, gates]);
  } else {
    axes.push([apart(before, places), apart(units)], [ONE_ROW, apart(units)]);
  }
  return [...axes, [apart(units), together(classes)], [ONE_ROW, together(classes)]];
}

const sizeOf = ({ groups, own, shared }: Axis, members: number): number =>
  groups * own * (shared ? 1 : members);

/** Where in the wide network the row or column `index` of a member stands. */
export function placeOf(
  { own, shared }: Pick<Axis, 'own' | 'shared'>,
  index: number,
  member: number,
  members: number,
): number {
  return shared ? index : (Math.floor(index / own) * members + member) * own + (index % own);
}

/**
 * The weights of one wide network, built as {@link mergedConfig} says, that computes all members of an ensemble: its logits
 * are the mean of theirs.
 * @param members of each, all its weights in order
 * @param config that of one member
 */
export function mergeMembers(
  members: readonly (readonly Float32Array[])[],
  config: Build,
  spec: PreprocessSpec,
  classes: number,
): Float32Array[] {
  const count = members.length;
  const [only] = members;
  if (only && count === 1) return [...only];
  return layout(config, spec, classes).map(([rows, columns], weight) => {
    const width = sizeOf(columns, 1);
    const wide = sizeOf(columns, count);
    const values = new Float32Array(sizeOf(rows, count) * wide);
    members.forEach((own, member) => {
      // What goes to all classes comes from every member.
      const share = columns.shared ? 1 / count : 1;
      own[weight]?.forEach((value, i) => {
        const row = placeOf(rows, Math.floor(i / width), member, count);
        const at = row * wide + placeOf(columns, i % width, member, count);
        values[at] = (values[at] as number) + share * value;
      });
    });
    return values;
  });
}
