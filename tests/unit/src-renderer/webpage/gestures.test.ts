import { expect, it, vi } from 'vitest';
import type { LiveAnswer, LiveFrame } from '../../../../src-renderer/engine/api';
import { load } from '../../../../src-renderer/webpage/gestures';
import { DEFAULT_RULE } from '../../../../src-main/shared/rule-defaults';
import { newRun } from '../../../fixtures/services/fixtures';

/** What the model answers, picture by picture, and what it was given. */
const given: LiveFrame[] = [];
const said: Omit<LiveAnswer, 'timestamp'>[] = [];
vi.mock('../../../../src-renderer/webpage/device', () => ({ startDevice: () => Promise.resolve() }));
vi.mock('../../../../src-renderer/engine/stream/local-stream', () => ({
  openLocalStream: () =>
    Promise.resolve({
      push: (frame: LiveFrame) => {
        given.push(frame);
        return Promise.resolve({ ...said.shift(), timestamp: frame.timestamp });
      },
    }),
}));

function loaded(): ReturnType<typeof load> {
  const { preprocess, classes } = newRun('x');
  const about = {
    id: 'x',
    name: 'Model',
    classes,
    preprocess,
    events: { ...DEFAULT_RULE, threshold: 0.7, windows: 1, release: 0.5, unseen: 0.02 },
    threshold: 0.7,
  };
  return load({ format: 'beckon-gestures', version: 1, about, topology: {}, weights: '' });
}

it('says of nothing that it is none of the gestures while a gesture lasts', async () => {
  const model = await loaded();
  const [sure, over] = [
    [0.9, 0.05],
    [0.34, 0.33],
  ] as const;
  said.push(
    { probabilities: [...sure], typicality: 0 },
    { probabilities: [...sure], typicality: 1 },
    { probabilities: [...sure], typicality: 0 },
    { probabilities: [...over], typicality: 0 },
  );
  const picture = { data: new Uint8Array(3), width: 1, height: 1 };
  const told = [];
  while (said.length > 0) {
    const answer = await model.push(picture);
    told.push([answer?.unseen, answer?.events.map(({ kind }) => kind)]);
  }
  expect(told).toEqual([
    [true, []],
    [false, ['start']],
    [false, []],
    [true, ['end']],
  ]);
});

it('tells the model which pictures were made of others, as a slow camera gives too few', async () => {
  const model = await loaded();
  given.length = 0;
  said.push(...Array.from({ length: 5 }, () => ({ probabilities: [0.5, 0.5] })));
  for (const turn of [0, 1, 2])
    await model.push({ data: new Uint8Array(3), width: 1, height: 1 }, (2000 * turn) / model.fps);
  expect(given.map(({ filled }) => filled === true)).toEqual([false, true, false, true, false]);
});
