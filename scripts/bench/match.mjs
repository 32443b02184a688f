// One match: the variants of a model against each other on one backend.
import { difference, scaled, summarise } from './statistics.mjs';

/** @typedef {import('../../tests/bench/engine/contract').Entrant} Entrant */
/** @typedef {import('./pages.mjs').BenchTab} BenchTab */
/** @typedef {import('./pytorch.mjs').Pytorch} Pytorch */
/** @typedef {import('./report.mjs').Row} Row */

/** Rounds in which every variant has its turn. */
const ROUNDS = 3;
/** A variant's turn, ms; one step or frame in any case. */
const TURN = { train: 1500, live: 700 };
/** Steps whose losses must be those of the other variants. */
const CHECKED_STEPS = 2;
/** A variant with longer steps than this, ms, has its checked steps counted and fewer turns. */
const SLOW = 2500;
/** After this long, ms, a slow variant has no more turns than it takes to have a figure. */
const PATIENCE = 270_000;
/** Where ours takes longer than this to the first step, ms, only it and stock compete. */
const VERY_SLOW = 12_000;
/** How far losses and answers may lie apart: kernels add up in different orders. */
const TOLERANCE = 0.005;
/** Steps and frames after which no tensor may be left, and the time for each kind, ms. */
const SOAK = { thorough: { times: 1000, budget: 240_000 }, short: { times: 1000, budget: 4000 } };

/** A competitor with what is known of it so far. @typedef {{ entrant: Entrant, tab: BenchTab, row: Row, train: number[][], live: number[][], slow: boolean }} Player */

/**
 * @param {(entrant: Entrant) => Promise<BenchTab>} open
 * @param {readonly Entrant[]} entrants ours first
 * @param {Pytorch | null} pytorch
 * @param {(line: string) => void} say
 * @returns {Promise<Row[]>}
 */
export async function compete(open, entrants, pytorch, say) {
  /** @type {Player[]} */
  const players = [];
  const deadline = Date.now() + PATIENCE;
  /** @type {Row[]} */
  const rows = [];
  for (const entrant of entrants) {
    const row = emptyRow(entrant);
    rows.push(row);
    const ours = rows[0]?.buildToFirstStep ?? 0;
    if (entrant.variant === 'fold-only' && ours > VERY_SLOW) {
      row.problem = 'left out, as it would take minutes on this device';
      continue;
    }
    say(`${entrant.size} ${entrant.backend}: ${entrant.variant} builds the model`);
    try {
      const tab = await open(entrant);
      const { device, buildToFirstStep, programs } = tab.opened;
      Object.assign(row, { device, programs, buildToFirstStep: row.scale === 1 ? buildToFirstStep : null });
      players.push({ entrant, tab, row, train: [], live: [], slow: false });
    } catch (error) {
      row.problem = sentence(error);
      if (entrant.variant === 'ours') return rows;
    }
  }
  await sameResults(players, deadline);
  const row = await playRounds(players, pytorch, deadline, say);
  if (row) rows.push(row);
  for (const player of players) {
    if (player.entrant.variant === 'ours') await soak(player, say);
    await player.tab.close();
  }
  return rows;
}

/** @param {Entrant} entrant @returns {Row} */
const emptyRow = ({ size, backend, variant, divisor }) => ({
  size,
  backend,
  variant,
  device: '',
  scale: divisor,
  buildToFirstStep: null,
  programs: null,
  train: null,
  live: null,
  step: null,
  frame: null,
  soak: null,
  problem: null,
});

/** What went wrong, without what Playwright puts before it. @param {unknown} error */
function sentence(error) {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line.replace(/^(page\.\w+: )?(\w*Error: )?/, '');
}

/**
 * From the same weights, the variants must give the same answers and losses: else they would not be doing the same work.
 * Doing so, they warm up. Dropout makes losses incomparable, and so does another batch.
 * @param {readonly Player[]} players @param {number} deadline
 */
async function sameResults(players, deadline) {
  /** @type {Map<Player, { answer: number[], losses: number[] }>} */
  const results = new Map();
  for (const player of players) {
    await player.tab.call('restart');
    const answer = player.entrant.predicts ? await player.tab.call('answer') : [];
    results.set(player, { answer, losses: [] });
  }
  for (let step = 0; step < CHECKED_STEPS && (step === 0 || Date.now() < deadline); step++) {
    for (const [{ entrant, tab, row, train }, { losses }] of results) {
      if (!entrant.trains) continue;
      const { loss, times, cost } = await tab.call('checkedStep');
      losses.push(loss);
      train.push(times);
      row.step = cost;
    }
  }
  const [expected] = results.values();
  for (const [player, { answer, losses }] of results) {
    const comparable = player.tab.opened.size.dropout === 0 && player.entrant.divisor === 1;
    const apart = Math.max(
      answer.length > 0 ? difference(answer, expected?.answer ?? []) : 0,
      losses.length > 0 && comparable ? difference(losses, expected?.losses ?? []) : 0,
    );
    if (apart > TOLERANCE) player.row.problem = `its results differ from ours by ${apart.toPrecision(2)}`;
    player.slow = Math.min(...player.train.flat()) > SLOW && player.train.length > 0;
    if (!player.slow) player.train.length = 0;
  }
}

/**
 * Everybody's turn, again and again, so that a busy moment of the machine strikes all.
 * @param {readonly Player[]} players @param {Pytorch | null} pytorch @param {number} deadline
 * @param {(line: string) => void} say
 * @returns {Promise<Row | null>} PyTorch's, where it took part
 */
async function playRounds(players, pytorch, deadline, say) {
  const [first] = players;
  if (!first) return null;
  /** @type {number[][]} */
  const torchTimes = [];
  for (let round = 1; round <= ROUNDS; round++) {
    say(`${first.entrant.size} ${first.entrant.backend}: round ${round} of ${ROUNDS}`);
    for (const player of players) await turn(player, round, deadline);
    if (pytorch) torchTimes.push(await pytorch.train(first.tab.opened.size, TURN.train, 1));
  }
  for (const { row, train, live } of players) {
    row.train = scaled(summarise(train), row.scale);
    row.live = summarise(live);
  }
  if (!pytorch) return null;
  const row = emptyRow(first.entrant);
  return {
    ...row,
    backend: 'pytorch',
    variant: 'pytorch',
    device: pytorch.device,
    train: summarise(torchTimes),
  };
}

/** @param {Player} player @param {number} round @param {number} deadline */
async function turn({ entrant, tab, row, train, live, slow }, round, deadline) {
  // What ours takes beside time is seen in its turn only, so it always has one.
  const late = entrant.variant !== 'ours' && Date.now() > deadline;
  if (entrant.trains && !(slow && (late || round > ROUNDS - CHECKED_STEPS))) {
    const { times, cost } = await tab.call('train', TURN.train, 1);
    train.push(times);
    row.step = cost;
  }
  if (entrant.predicts) {
    const { times, cost } = await tab.call('live', TURN.live, 1);
    live.push(times);
    row.frame = cost;
  }
}

/** @param {Player} player @param {(line: string) => void} say */
async function soak({ entrant, tab, row }, say) {
  say(`${entrant.size} ${entrant.backend}: looks for tensors that are left behind`);
  const { times, budget } =
    entrant.size === 'small' && entrant.backend === 'wasm' ? SOAK.thorough : SOAK.short;
  row.soak = await tab.call('soak', times, times, budget);
}
