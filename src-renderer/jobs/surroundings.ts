import type { ClipInfo, ClipShape } from '../../src-main/contract';
import type { TrainRequest } from '../engine/api';
import { preprocessSpec } from '../learning/defaults';
import { keepingFor, needsOf } from '../learning/kept-clips';

/**
 * The shapes of what surrounds these clips, of those of which anything was kept; none where a training does not learn from it:
 * where it learns from whole clips alone, or has no room for more.
 */
export function learntSurroundings(
  { config, capture }: Pick<TrainRequest, 'config' | 'capture'>,
  clips: readonly Pick<ClipInfo, 'shape' | 'surroundings'>[],
): ClipShape[] {
  if (!config.idle || capture.frames === 1) return [];
  const around = clips.flatMap(({ shape: [, ...size], surroundings }): ClipShape[] =>
    surroundings ? [[surroundings.before + surroundings.after, ...size]] : [],
  );
  const needs = needsOf(preprocessSpec(config, capture), config);
  const shapes = clips.map(({ shape }) => shape);
  return keepingFor(shapes, needs, around).surroundings ? around : [];
}
