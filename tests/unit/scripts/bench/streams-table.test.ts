import { describe, expect, it } from 'vitest';
import { streamsTable } from '../../../../scripts/bench/streams-table.mjs';
import { changeOfPose, pausesOf } from '../../../bench/streams/videos.mjs';

const score = (f1: number | null, { falsePerHour = 0, onShare = 0 } = {}) => ({
  f1,
  precision: f1,
  recall: 1,
  falsePerHour,
  delayP50: 0.75,
  delayP95: null,
  onShare,
  counts: { gestures: 4, events: 4, right: 4 },
});
const one = (stream: string, f1: number, change = {}) => ({
  stream,
  seed: '1',
  rate: null,
  scene: null,
  score: score(f1),
  ...change,
});
const about = { how: 'Preset quick.', machine: 'a machine', skipped: [] };

describe('the tables of the streams', () => {
  it('have a row a stream, and the means of the near and the far', () => {
    const measured = [
      one('s001', 0.9),
      one('s002', 0.7),
      one('s001', 0.8, { seed: '2' }),
      one('far-s002', 0.4),
    ];
    const said = streamsTable(measured, about);
    expect(said).toContain('Means over the seeds 1, 2. Machine: a machine.');
    expect(said).toContain('| s001 | 0.85 | 0.85 | 1.00 | 0 | 0.75 | – |');
    expect(said).toContain('| mean of the near | 0.80 |');
    expect(said).toContain('| mean of the far | 0.40 |');
    expect(said).not.toContain('pictures a second');
    expect(said).not.toContain('nothing is done');
  });

  it('set rates side by side, and leave them out of the means', () => {
    const measured = [one('s001', 0.9), one('s001', 0.5, { rate: 30 }), one('s001', 0.25, { rate: 5 })];
    const said = streamsTable(measured, about);
    expect(said).toContain('| stream | 5 | 30 |');
    expect(said).toContain('| s001 | 0.25 | 0.50 |');
    expect(said).toContain('| mean of the near | 0.90 |');
  });

  it('say how long anything was on where nothing is done, and what was left out', () => {
    const black = (onShare: number) =>
      one('s001', 0, { scene: 'black', score: score(null, { onShare, falsePerHour: 9 }) });
    const said = streamsTable([black(0.01), black(0.03)], { ...about, skipped: ['other rates.'] });
    expect(said).toContain('| black | 2.00 % | 3.00 % | 9.0 |');
    expect(said).toContain('Skipped: other rates.');
  });
});

it('pauses are what lies between gestures and other movements, well away from them', () => {
  const truth = {
    seconds: 30,
    events: [
      { class: 'Wave', start: 4, end: 6 },
      { class: 'Push', start: 7, end: 9 },
    ],
    unknown: [{ start: 20, end: 24 }],
  };
  expect(pausesOf(truth)).toEqual([
    { start: 0, end: 3.7 },
    { start: 10, end: 19.7 },
    { start: 25, end: 29.7 },
  ]);
});

it('hands change their pose once in a pause, or not at all', () => {
  /** Noise, and a hand in one of two places. */
  const picture = (at: number, place: number): Uint8Array =>
    Uint8Array.from({ length: 300 }, (_, i) => 60 + ((i * 7 + at * 13) % 5) + (i === place ? 80 : 0));
  const pause = (change: number): Uint8Array[] =>
    Array.from({ length: 24 }, (_, at) => picture(at, at < change ? 40 : 200));
  expect(changeOfPose(pause(8))).toBeCloseTo(0.8);
  expect(changeOfPose(pause(17))).toBeCloseTo(1.7);
  expect(changeOfPose(pause(24))).toBeNull();
});
