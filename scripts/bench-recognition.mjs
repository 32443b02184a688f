// `npm run bench:recognition [-- --only TEXT] [--seeds 1,2] [--all]`: how well models do on people they have not seen, by
// what goes in, how clips vary, what a model begins with and how it learns (tests/bench/recognition/experiments.mjs).
// Learns from one signer of shared/data/webcam-like and tries on the four others; with `--all`, the other way round.
// What was measured is kept in bench-recognition.json, so that a run that is stopped goes on where it was; the table goes
// to the screen.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EXPERIMENTS } from '../tests/bench/recognition/experiments.mjs';
import { beckonOn, say, testData } from './bench/command.mjs';
import { recognitionTable } from './bench/recognition-table.mjs';
import { root } from './ensure-build.mjs';

/** @typedef {import('./bench/recognition-table.mjs').Measured} Measured */

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '1,2' },
    all: { type: 'boolean', default: false },
  },
});
const clips = testData('webcam-like');
const KEPT = join(root, 'bench-recognition.json');
const data = mkdtempSync(join(tmpdir(), 'beckon-recognition-'));

const beckon = beckonOn(data);

/** A folder of all clips, but of every other class the first two of each person only. */
function unevenClips() {
  const folder = join(data, 'uneven');
  readdirSync(clips)
    .sort()
    .forEach((name, index) => {
      mkdirSync(join(folder, name), { recursive: true });
      for (const file of readdirSync(join(clips, name))) {
        const left = index % 2 === 0 || /_r00[12]\./.test(file);
        if (left) symlinkSync(join(clips, name, file), join(folder, name, file));
      }
    });
  return folder;
}

/** The mean over the classes of the share of each that was right. @param {number[][]} confusion */
function meanRecall(confusion) {
  const recalls = confusion.map((row, i) => (row[i] ?? 0) / row.reduce((sum, count) => sum + count, 0));
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** @type {Measured[]} */
const measured = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : [];
const seeds = values.seeds.split(',');
const mode = values.all ? [] : ['--few'];
const wanted = EXPERIMENTS.filter(({ group, name }) => `${group} ${name}`.includes(values.only));
try {
  const pattern = ['--session-pattern', '^(s\\d+)_'];
  await beckon('import', clips, '--project', 'wl', ...pattern);
  if (wanted.some(({ uneven }) => uneven)) {
    await beckon('import', unevenClips(), '--project', 'uneven', ...pattern);
  }
  for (const seed of seeds) {
    for (const { group, name, flags, uneven = false } of wanted) {
      const argv = [
        'crossval',
        uneven ? 'uneven' : 'wl',
        '--by',
        'session',
        ...mode,
        ...flags,
        '--seed',
        seed,
      ];
      const key = argv.join(' ');
      if (measured.some((one) => one.key === key)) continue;
      say(`${group}: ${name}, seed ${seed}`);
      const { sessions, mean, ece, confusion, baseline, nearestMean } = await beckon(...argv);
      const right = uneven ? meanRecall(confusion) : mean;
      const accuracies = sessions.map((/** @type {{ accuracy: number }} */ { accuracy }) => accuracy);
      const seconds = sessions.reduce(
        (/** @type {number} */ sum, /** @type {{ seconds: number }} */ one) => sum + one.seconds,
        0,
      );
      measured.push({
        key,
        few: !values.all,
        group,
        name,
        seed,
        mean: right,
        ece,
        // A person’s mean over the classes is not told.
        accuracies: uneven ? [] : accuracies,
        seconds: seconds / sessions.length,
        baseline,
        nearestMean,
      });
      writeFileSync(KEPT, `${JSON.stringify(measured, null, 1)}\n`);
      say(`  ${right.toFixed(3)} right, calibration error ${ece.toFixed(3)}`);
    }
  }
} finally {
  rmSync(data, { recursive: true, force: true });
}
process.stdout.write(recognitionTable(EXPERIMENTS, measured, !values.all, cpus()[0]?.model ?? 'unknown'));
