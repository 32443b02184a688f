import { expect, it, vi } from 'vitest';
import type { LiveAnswer } from '../../../../src-renderer/engine/api';
import { load } from '../../../../src-renderer/webpage/gestures';
import { DEFAULT_RULE } from '../../../../src-main/shared/rule-defaults';
import { newRun } from '../../../fixtures/services/fixtures';

/** What the model answers, picture by picture. */
const said: Omit<LiveAnswer, 'timestamp'>[] = [];
vi.mock('../../../../src-renderer/webpage/device', () => ({ startDevice: () => Promise.resolve() }));
vi.mock('../../../../src-renderer/engine/stream/local-stream', () => ({
  openLocalStream: () =>
    Promise.resolve({
      push: ({ timestamp }: { timestamp: number }) => Promise.resolve({ ...said.shift(), timestamp }),
    }),
}));

it('says of nothing that it is none of the gestures while a gesture lasts', async () => {
  const { preprocess, classes } = newRun('x');
  const about = {
    id: 'x',
    name: 'Model',
    classes,
    preprocess,
    events: { ...DEFAULT_RULE, threshold: 0.7, windows: 1, release: 0.5, unseen: 0.02 },
    threshold: 0.7,
  };
  const model = await load({ format: 'beckon-gestures', version: 1, about, topology: {}, weights: '' });
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
