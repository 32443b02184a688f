import { DEFAULT_CAPTURE } from '../../../src-main/contract';
import type { EngineClip, InstantClip, InstantRequest } from '../../../src-renderer/engine/api';
import { createEngine } from '../../../src-renderer/engine/client';
import { presetConfig } from '../../../src-renderer/learning/defaults';
import { Random } from '../../../src-renderer/learning/random';
import { withDefaults } from '../../../src-renderer/learning/wished-config';
import type { InstantTimes } from './contract';

const CLASSES = ['one', 'two', 'three', 'four', 'five'].map((id) => ({
  id,
  name: id,
  colour: '#112233',
  key: null,
}));
const SESSIONS = 5;
const TURNS = 5;
const never = new AbortController().signal;
const { frames, width, height, fps, mirror } = DEFAULT_CAPTURE;

const clipOf = (index: number): InstantClip => ({
  classId: CLASSES[index % CLASSES.length]?.id ?? '',
  id: `clip-${index}`,
  session: `s${Math.floor(index / CLASSES.length) % SESSIONS}`,
});

/** Stripes that are no gesture, and take as long to look at as one. */
function pixelsOf({ id, ...clip }: InstantClip): EngineClip {
  const random = new Random(Number(id.slice(5)));
  const shape: EngineClip['shape'] = [frames, height, width, 3];
  const bytes = new Uint8Array(frames * height * width * 3);
  const [slope, step] = [1 + random.below(9), 1 + random.below(9)];
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * slope + (i >> 9) * step) & 255;
  return { ...clip, id, shape, fps, mirror, frames: bytes };
}

async function* read(clips: readonly InstantClip[]): AsyncGenerator<EngineClip> {
  for (const clip of clips) yield await Promise.resolve(pixelsOf(clip));
}

/** How long a model of so many clips takes, again and again with one clip that comes or goes, in ms. */
async function measure(count: number): Promise<InstantTimes> {
  const engine = createEngine();
  engine.choose({ training: ['wasm'], live: ['wasm'] });
  const config = withDefaults(presetConfig('instant', count));
  const solve = async (clips: readonly InstantClip[]): Promise<number> => {
    const request: InstantRequest = { config, classes: CLASSES, capture: DEFAULT_CAPTURE, clips };
    const begun = performance.now();
    await engine.solveInstantly(request, read, never);
    return performance.now() - begun;
  };
  const all = Array.from({ length: count + TURNS }, (_, index) => clipOf(index));
  const first = await solve(all.slice(0, count));
  const refits: number[] = [];
  const added: number[] = [];
  for (let turn = 1; turn <= TURNS; turn++) {
    const now = all.slice(turn, count + turn);
    added.push(await solve(now));
    refits.push(await solve(now));
  }
  engine.close();
  return { clips: count, first, refits, added };
}

window.instantBench = { measure };
