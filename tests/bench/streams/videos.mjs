// Makes the videos that `npm run bench:streams` tries models on beside the streams themselves. All with ffmpeg.
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** @typedef {{ start: number, end: number }} Span */
/** @typedef {{ seconds: number, events: (Span & { class: string })[], unknown: Span[] }} Truth */

/** Pictures a second that a stream is tried at. */
export const RATES = [5, 15, 30, 60];

export const hasFfmpeg = () => spawnSync('ffmpeg', ['-version']).status === 0;

/** @param {string[]} args */
const ffmpeg = (...args) => run('ffmpeg', ['-v', 'error', '-y', ...args]);

const ENCODED = ['-an', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p'];

/**
 * The same video with another number of pictures a second.
 * @param {string} video @param {number} rate @param {string} to
 */
export const atRate = (video, rate, to) => ffmpeg('-i', video, '-vf', `fps=${rate}`, ...ENCODED, to);

/** So long after a gesture, and before one, nothing counts as a pause, and a shorter pause is none. In seconds. */
const AFTER = 1;
const BEFORE = 0.3;
const LEAST = 1;

/**
 * When nothing is done in a stream but sitting and fidgeting.
 * @param {Truth} truth
 * @returns {Span[]}
 */
export function pausesOf({ seconds, events, unknown }) {
  const done = [...events, ...unknown].sort((one, other) => one.start - other.start);
  /** @type {Span[]} */
  const pauses = [];
  let from = 0;
  for (const { start, end } of [...done, { start: seconds, end: seconds }]) {
    if (start - BEFORE - from >= LEAST) pauses.push({ start: from, end: start - BEFORE });
    from = Math.max(from, end + AFTER);
  }
  return pauses;
}

/** By what a change of pose is seen: small pictures, so many a second, and of them a few before it and after it. */
const SEEN = { rate: 10, width: 20, height: 15, few: 6 };
/** So many grey levels a cell changes at least where hands come or leave, and so long before and after its middle nobody rests, in seconds. */
const PLAIN = 16;
const CHANGING = 0.45;
const LEAST_REST = 0.5;

/**
 * When, in a pause, hands leave the pose of the last gesture for that of the next one.
 * @param {readonly Uint8Array[]} pictures so many a second as `SEEN` says
 * @returns {number | null} in seconds from its beginning; null: not at all
 */
export function changeOfPose(pictures) {
  const { few } = SEEN;
  const changes = pictures.map((_, at) => {
    if (at === 0) return 0;
    const one = meanOf(pictures.slice(Math.max(0, at - few), at));
    const other = meanOf(pictures.slice(at, at + few));
    return Math.max(...one.map((value, place) => Math.abs(value - (other[place] ?? 0))));
  });
  const greatest = Math.max(...changes);
  return greatest > PLAIN ? changes.indexOf(greatest) / SEEN.rate : null;
}

/** @param {readonly Uint8Array[]} pictures @returns {number[]} */
const meanOf = (pictures) =>
  Array.from(pictures[0] ?? [], (_, at) =>
    pictures.reduce((sum, picture) => sum + (picture[at] ?? 0) / pictures.length, 0),
  );

/**
 * When nothing is done but resting and fidgeting: pauses without the change from one gesture's pose to another's.
 * @param {string} video @param {Truth} truth
 * @returns {Promise<Span[]>}
 */
export async function restsOf(video, truth) {
  const { rate, width, height } = SEEN;
  const shown = `fps=${rate},scale=${width}:${height}:flags=area,format=gray`;
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', video, '-vf', shown, '-f', 'rawvideo', '-'], {
    encoding: 'buffer',
    maxBuffer: 2 ** 28,
  });
  const size = width * height;
  return pausesOf(truth).flatMap(({ start, end }) => {
    const count = Math.floor((end - start) * rate);
    const from = Math.round(start * rate);
    const pictures = Array.from({ length: count }, (_, index) =>
      stdout.subarray((from + index) * size, (from + index + 1) * size),
    );
    const change = changeOfPose(pictures);
    const rests =
      change === null
        ? [{ start, end }]
        : [
            { start, end: start + change - CHANGING },
            { start: start + change + CHANGING, end },
          ];
    return rests.filter((rest) => rest.end - rest.start >= LEAST_REST);
  });
}

/**
 * Each of these parts of a stream forwards and backwards, over and over, so that only where the next one begins there is a cut.
 * @param {string} video @param {readonly Span[]} spans @param {number} seconds @param {string} to
 */
export async function overAndOver(video, spans, seconds, to) {
  if (spans.length === 0) throw new Error(`There is nothing to show of ${video}.`);
  const once = spans.reduce((sum, { start, end }) => sum + 2 * (end - start), 0);
  const times = Math.ceil(seconds / once);
  const parts = [];
  for (const [index, { start, end }] of spans.entries()) {
    const part = `${to}.${index}.mp4`;
    const there = `[0:v]trim=${start}:${end},setpts=PTS-STARTPTS,split[a][b];[b]reverse[c];[a][c]concat=n=2[v]`;
    await ffmpeg('-i', video, '-filter_complex', there, '-map', '[v]', ...ENCODED, part);
    for (let time = 0; time < times; time++) parts.push(`file '${part}'`);
  }
  const list = `${to}.txt`;
  writeFileSync(list, parts.join('\n'));
  await ffmpeg('-f', 'concat', '-safe', '0', '-i', list, '-t', String(seconds), '-c', 'copy', to);
}

const SIZE = 's=160x120:r=30';

/** Pictures in which there is nobody, by name: what ffmpeg draws them with. */
export const SCENES = {
  black: ['-f', 'lavfi', '-i', `color=c=black:${SIZE}`],
  noise: ['-f', 'lavfi', '-i', `nullsrc=${SIZE},geq=random(1)*255:128:128`],
  'a moving blob': [
    ...['-f', 'lavfi', '-i', `color=c=gray:${SIZE}`, '-f', 'lavfi', '-i', 'color=c=wheat:s=36x36:r=30'],
    ...['-filter_complex', "overlay=x='62+50*sin(1.7*t)':y='42+34*cos(1.1*t)',gblur=sigma=4"],
  ],
};

/** @param {readonly string[]} drawing one of {@link SCENES} @param {number} seconds @param {string} to */
export const scene = (drawing, seconds, to) => ffmpeg(...drawing, '-t', String(seconds), ...ENCODED, to);

/** @param {string} folder A truth in which nothing was done. @returns {string} its file */
export function nothingDone(folder) {
  const file = join(folder, 'nothing.json');
  writeFileSync(file, JSON.stringify({ events: [], unknown: [] }));
  return file;
}
