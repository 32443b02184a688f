import type { PreprocessSpec, TrainConfig } from '../../src-main/contract';
import { MAX_UNSEEN_UNITS } from '../../src-main/shared/unseen-bounds';
import { beginsWithMotion, presetConfig } from './defaults';
import { apart, ensembleSize, merged, mergedConfig, mergeMembers, type Build, type Member } from './ensemble';
import { LAST_WEIGHTS, lastOf, OPEN, widened, type LstmWeights } from './lstm';
import type { Head } from './ridge';

/** How the network is built that stands beside those that have learnt: that of what is solved at once, and a unit that never changes. */
function witnessBuild(config: Build): Build {
  const { filters, bottleneck, lstmUnits } = presetConfig('instant', 0);
  return { ...config, filters, bottleneck, lstmUnits: lstmUnits + 1 };
}

/** What its logits count for beside those of all that have learnt, however many these are. */
const SAY = 1 / 4;

type Asked = Parameters<typeof beginsWithMotion>[0] & Parameters<typeof ensembleSize>[0];

/** The networks that a model is made of: those that have learnt, and after them the witness. */
function membersOf(config: Asked): Member[] {
  const count = ensembleSize(config);
  const own = Array.from({ length: count }, () => ({ build: config, say: (1 - SAY) / count }));
  return [...own, { build: witnessBuild(config), say: SAY }];
}

/** Whether one stands beside the members of this configuration: where they began with Beckon's own network, and never seen can be told of all. */
export function hasWitness(config: Asked, frames: number): boolean {
  const units = membersOf(config).reduce((sum, { build }) => sum + build.lstmUnits, 0);
  return beginsWithMotion(config) && config.instant !== true && frames > 1 && units <= MAX_UNSEEN_UNITS;
}

/** The configuration of the network that is kept of a training: of all its members and the witness together. */
export function keptConfig(config: TrainConfig, frames: number): TrainConfig {
  const own = mergedConfig(config);
  if (!hasWitness(config, frames)) return own;
  const members = membersOf(config);
  const sum = (of: (build: Build) => number): number =>
    members.reduce((all, { build }) => all + of(build), 0);
  return {
    ...own,
    filters: config.filters.map((_, block) => sum(({ filters }) => filters[block] ?? 0)),
    bottleneck: sum(({ bottleneck }) => bottleneck),
    lstmUnits: sum(({ lstmUnits }) => lstmUnits),
  };
}

/** What a unit holds that is always full, and its gates always open. */
const FULL = Math.tanh(1);

/**
 * The weights of the witness: a network that stays as it is, and the layer that was solved for it. What that adds to every answer comes from
 * a unit that never changes, so that it can be taken away again with the others.
 * @param steady CNN and LSTM of the network
 */
export function witnessNumbers(steady: readonly Float32Array[], { kernel, bias }: Head): Float32Array[] {
  const [own, recurrent, offset] = steady.slice(-3) as [Float32Array, Float32Array, Float32Array];
  const lstm = withFullUnit({ kernel: own, recurrent, bias: offset });
  const outer = Float32Array.of(...kernel, ...bias.map((value) => value / FULL));
  return [
    ...steady.slice(0, -3),
    lstm.kernel,
    lstm.recurrent,
    lstm.bias,
    outer,
    new Float32Array(bias.length),
  ];
}

function withFullUnit(own: LstmWeights): LstmWeights {
  const wide = widened(own, 1);
  const units = wide.bias.length / 4;
  // Input, forget, cell, output.
  [OPEN, -OPEN, OPEN, OPEN].forEach((value, gate) => (wide.bias[gate * units + units - 1] = value));
  return wide;
}

/**
 * The weights of the network that is kept: its members have learnt, the witness has not.
 * @param members of each, all its weights in order
 */
export const withWitness = (
  members: readonly (readonly Float32Array[])[],
  witness: readonly Float32Array[],
  config: TrainConfig,
  { spec, outputs }: { spec: PreprocessSpec; outputs: number },
): Float32Array[] =>
  merged(
    membersOf(config).map((one, member) => ({ ...one, numbers: members[member] ?? witness })),
    spec,
    outputs,
  );

/**
 * The weights of a kept model without its witness, as it goes on learning. Others are left as they are.
 * @param config with which it was trained
 */
export function withoutWitness(
  numbers: readonly Float32Array[],
  config: TrainConfig,
  { spec, outputs }: { spec: PreprocessSpec; outputs: number },
): readonly Float32Array[] {
  if (!beginsWithMotion(config) || config.instant || spec.frames <= 1) return numbers;
  const parts = apart(numbers, membersOf(config), spec, outputs);
  if (!parts) return withoutSilentUnits(numbers, mergedConfig(config).lstmUnits);
  const own = mergeMembers(parts.slice(0, -1), config, spec, outputs);
  // The witness adds nothing to the bias.
  return own.map((values, index) =>
    index < own.length - 1 ? values : values.map((value) => value / (1 - SAY)),
  );
}

/**
 * The same of a model that was kept until 30 November 2026: units of the witness stood in its LSTM only, and no answer hung on
 * them.
 */
function withoutSilentUnits(numbers: readonly Float32Array[], units: number): readonly Float32Array[] {
  if (numbers.length < LAST_WEIGHTS) return numbers;
  const [kernel, recurrent, bias, outer, offset] = lastOf(numbers);
  const all = bias.length / 4;
  const beyond = outer.subarray(units * offset.length);
  // One that answers by them, too, is another network.
  if (all <= units || !Number.isInteger(all) || outer.length !== all * offset.length || beyond.some(Boolean))
    return numbers;
  const narrowed = (values: Float32Array, rows: number): Float32Array =>
    Float32Array.from({ length: rows * 4 * units }, (_, index) => {
      const [row, column] = [Math.floor(index / (4 * units)), index % (4 * units)];
      return values[row * 4 * all + Math.floor(column / units) * all + (column % units)] as number;
    });
  return [
    ...numbers.slice(0, -LAST_WEIGHTS),
    narrowed(kernel, kernel.length / bias.length),
    narrowed(recurrent, units),
    narrowed(bias, 1),
    outer.slice(0, units * offset.length),
    offset,
  ];
}
