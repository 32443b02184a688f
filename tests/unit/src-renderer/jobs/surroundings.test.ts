import { expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type ClipShape } from '../../../../src-main/contract';
import { learntSurroundings } from '../../../../src-renderer/jobs/surroundings';
import { defaultTrainConfig } from '../../../../src-renderer/learning/defaults';

const shape: ClipShape = [16, 96, 96, 3];
const bare = { shape };
const surrounded = { shape, surroundings: { before: 5, after: 3 } };
const capture = DEFAULT_CAPTURE;
const config = { ...defaultTrainConfig(), idle: true };

it('what surrounds clips is learnt from by models that learn when no gesture is due', () => {
  expect(learntSurroundings({ config, capture }, [bare, surrounded])).toEqual([[8, 96, 96, 3]]);
  expect(learntSurroundings({ config, capture }, [bare])).toEqual([]);
  expect(learntSurroundings({ config: { ...config, idle: false }, capture }, [surrounded])).toEqual([]);
  expect(learntSurroundings({ config, capture: { ...capture, frames: 1 } }, [surrounded])).toEqual([]);
});

it('what surrounds clips is not read where there is no room for it', () => {
  const many = (count: number): (typeof surrounded)[] => Array.from({ length: count }, () => surrounded);
  expect(learntSurroundings({ config, capture }, many(2000))).toHaveLength(2000);
  expect(learntSurroundings({ config, capture }, many(10_000))).toEqual([]);
});
