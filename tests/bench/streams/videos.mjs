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

/**
 * A person who only sits: each pause of a stream forwards and backwards, over and over, so that only where the next one
 * begins there is a cut.
 * @param {string} video @param {Truth} truth @param {number} seconds @param {string} to
 */
export async function sittingScene(video, truth, seconds, to) {
  const pauses = pausesOf(truth);
  const once = pauses.reduce((sum, { start, end }) => sum + 2 * (end - start), 0);
  const times = Math.ceil(seconds / once);
  const parts = [];
  for (const [index, { start, end }] of pauses.entries()) {
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
