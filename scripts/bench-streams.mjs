// `npm run bench:streams [-- --only s001] [--preset quick] [--seeds 1,2] [--train="FLAGS"] [--score="FLAGS"] [--part P]
// [--data DIR]`: how well models do in continuous streams (shared/data/streams) of people they have not learnt from
// (shared/data/webcam-like), by events. Also the same streams at other rates, and videos in which nothing is done.
// `--only` picks streams by a part of their names; `--part` one of streams, rates, scenes. With `--data`, models stay in
// that folder, and those that were trained in it with the same flags are used again. The tables go to the screen, all
// that was measured to bench-streams.json.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  atRate,
  hasFfmpeg,
  nothingDone,
  overAndOver,
  pausesOf,
  RATES,
  restsOf,
  scene,
  SCENES,
} from '../tests/bench/streams/videos.mjs';
import { beckonOn, say, testData } from './bench/command.mjs';
import { streamsTable } from './bench/streams-table.mjs';
import { root } from './ensure-build.mjs';

/** @typedef {import('./bench/streams-table.mjs').Measured} Measured */
/** @typedef {import('./bench/streams-table.mjs').Scored} Scored */

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    preset: { type: 'string', default: 'balanced' },
    seeds: { type: 'string', default: '1' },
    train: { type: 'string', default: '' },
    score: { type: 'string', default: '' },
    part: { type: 'string', default: '' },
    data: { type: 'string' },
  },
});
const [clips, streams] = [testData('webcam-like'), testData('streams')];
const names = readdirSync(streams)
  .filter((file) => file.endsWith('.mp4'))
  .map((file) => file.replace(/\.mp4$/, ''))
  // The near ones first.
  .sort(
    (one, other) =>
      Number(one.startsWith('far-')) - Number(other.startsWith('far-')) || (one < other ? -1 : 1),
  )
  .filter((name) => name.includes(values.only));
if (names.length === 0) {
  say(`No stream in ${streams} has “${values.only}” in its name.`);
  process.exit(1);
}

const temporary = mkdtempSync(join(tmpdir(), 'beckon-streams-'));
const data = values.data ?? join(temporary, 'data');
const words = (/** @type {string} */ flags) => flags.split(' ').filter(Boolean);

const beckon = beckonOn(data);

/** Which model was trained with which flags. */
const KEPT = join(data, 'bench-streams-models.json');
/** @type {Record<string, string>} */
const kept = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};

/** The model that has not seen this person. @param {string} person @param {string} seed @returns {Promise<string>} */
async function modelWithout(person, seed) {
  const flags = ['--preset', values.preset, '--test-session', person, '--seed', seed, ...words(values.train)];
  const key = flags.join(' ');
  const known = kept[key];
  if (known !== undefined) return known;
  say(`Training without ${person}, seed ${seed}`);
  const { model, testAccuracy } = await beckon('train', 'streams', ...flags);
  say(`  clips of ${person}: ${Number(testAccuracy).toFixed(3)} right`);
  kept[key] = model;
  writeFileSync(KEPT, JSON.stringify(kept, null, 1));
  return model;
}

/** @param {string} model @param {string} video @param {string} truth @returns {Promise<Scored>} */
async function scored(model, video, truth) {
  return beckon(
    'score',
    'streams',
    '--model',
    model,
    '--video',
    video,
    '--truth',
    truth,
    ...words(values.score),
  );
}

const SITTING = 'a person who rests and fidgets, 10 minutes';
/** In all. */
const SITTING_SECONDS = 600;
/** Harder: some 240 times the pose in which one gesture ends turns into that in which another begins, or back. */
const POSES = '… and changes from pose to pose';
const EMPTY_SECONDS = 60;

/** Makes each video when it is first asked for. @type {Map<string, Promise<string>>} */
const made = new Map();
/** @param {string} name @param {(to: string) => Promise<unknown>} make @returns {Promise<string>} */
function video(name, make) {
  const file = join(temporary, `${name.replace(/\W+/g, '-')}.mp4`);
  const known = made.get(name) ?? make(file).then(() => file);
  made.set(name, known);
  return known;
}

const does = (/** @type {string} */ part) => values.part === '' || values.part === part;
const canEncode = hasFfmpeg();
const skipped = canEncode ? [] : ['other rates and videos in which nothing is done, for there is no ffmpeg.'];

/** @type {Measured[]} */
const measured = [];
/** @param {Omit<Measured, 'score'>} of @param {Scored} score */
function keep(of, score) {
  measured.push({ ...of, score });
  writeFileSync(join(root, 'bench-streams.json'), `${JSON.stringify({ ...values, measured }, null, 1)}\n`);
  const what = of.scene ?? `${of.stream}${of.rate === null ? '' : ` at ${of.rate} pictures a second`}`;
  const { right, events, gestures } = score.counts;
  say(`  ${what}: F1 ${score.f1?.toFixed(2) ?? '–'}, ${right} of ${gestures}, ${events - right} false`);
}

try {
  mkdirSync(data, { recursive: true });
  const { projects } = await beckon('projects');
  if (!projects.some((/** @type {{ name: string }} */ { name }) => name === 'streams'))
    await beckon('import', clips, '--project', 'streams', '--session-pattern', '^(s\\d+)_');
  const nothing = nothingDone(temporary);
  for (const seed of values.seeds.split(',')) {
    for (const stream of names) {
      const model = await modelWithout(stream.replace(/^far-/, ''), seed);
      const [own, truth] = [join(streams, `${stream}.mp4`), join(streams, `${stream}.json`)];
      const plain = { stream, seed, rate: null, scene: null };
      if (does('streams')) keep(plain, await scored(model, own, truth));
      if (!canEncode || stream.startsWith('far-')) continue;
      for (const rate of does('rates') ? RATES : []) {
        const file = await video(`${stream} ${rate}`, (to) => atRate(own, rate, to));
        keep({ ...plain, rate }, await scored(model, file, truth));
      }
      if (!does('scenes')) continue;
      const done = JSON.parse(readFileSync(truth, 'utf8'));
      // Each rest by itself: a cut from one pose to another is no sitting.
      const rests = await restsOf(own, done);
      for (const [index, rest] of rests.entries()) {
        const seconds = SITTING_SECONDS / rests.length;
        const file = await video(`${stream} rest ${index}`, (to) => overAndOver(own, [rest], seconds, to));
        keep({ ...plain, scene: SITTING }, await scored(model, file, nothing));
      }
      const posing = await video(`${stream} poses`, (to) =>
        overAndOver(own, pausesOf(done), SITTING_SECONDS, to),
      );
      keep({ ...plain, scene: POSES }, await scored(model, posing, nothing));
      for (const [name, drawing] of Object.entries(SCENES)) {
        const file = await video(name, (to) => scene(drawing, EMPTY_SECONDS, to));
        keep({ ...plain, scene: name }, await scored(model, file, nothing));
      }
    }
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
const how = `Preset ${values.preset}${[values.train, values.score].map((flags) => flags && `, ${flags}`).join('')}.`;
process.stdout.write(streamsTable(measured, { how, machine: cpus()[0]?.model ?? 'unknown', skipped }));
