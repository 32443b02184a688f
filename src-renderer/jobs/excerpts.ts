import type { CaptureSettings, GestureClass, Stretch } from '../../src-main/contract';
import { openFootage } from '../capture/footage';
import { planExcerpts, type Excerpt, type ExcerptPlan } from '../learning/excerpts';
import { Random } from '../learning/random';
import { stretchFrames } from '../learning/stretches';
import { errorOf, type Client } from '../rpc/connection';
import { fetchStretch } from '../rpc/stretch-video';

/** Excerpts of all stretches together: about 1 MB each, which all must reach the engine. */
const MOST = 64;

interface Wanted {
  classes: readonly GestureClass[];
  capture: CaptureSettings;
  seed: number;
}

/** What a project's stretches give to learn from. */
interface Learnable {
  excerpts: Excerpt[];
  /** Ids of the stretches that they are of. */
  stretches: string[];
  /** Why others gave nothing, as sentences. */
  problems: string[];
}

/** Excerpts of those stretches of a project that models may learn from. What cannot be read is left out, and said. */
export async function readExcerpts(
  client: Client,
  slug: string,
  { classes, capture, seed }: Wanted,
  signal: AbortSignal,
): Promise<Learnable> {
  const { stretches } = await client.stretches.list({ slug });
  const random = new Random(seed);
  const found = stretches
    .filter(({ learn }) => learn === true)
    .flatMap((stretch) => planExcerpts(stretch, classes, capture, random).map((plan) => ({ stretch, plan })));
  const chosen = random.shuffled(found).slice(0, MOST);
  const learnable: Learnable = { excerpts: [], stretches: [], problems: [] };
  for (const stretch of stretches) {
    const plans = chosen.filter((each) => each.stretch === stretch).map(({ plan }) => plan);
    if (plans.length === 0 || signal.aborted) continue;
    try {
      const bytes = await fetchStretch(client, slug, stretch, () => undefined, signal);
      learnable.excerpts.push(...(await cutOut(bytes, plans, capture)));
      learnable.stretches.push(stretch.id);
    } catch (error) {
      if (!signal.aborted) learnable.problems.push(problemOf(stretch, error));
    }
  }
  return learnable;
}

const problemOf = ({ name }: Stretch, error: unknown): string =>
  `The stretch “${name}” could not be read and was not learnt from: ${errorOf(error).message}`;

/** The pictures of these excerpts, as a camera with these settings would have given them. */
async function cutOut(
  bytes: Blob,
  plans: readonly ExcerptPlan[],
  capture: CaptureSettings,
): Promise<Excerpt[]> {
  const { width, height, frames, mirror } = capture;
  const count = stretchFrames(frames);
  const size = width * height * 3;
  const excerpts = plans.map(({ from, ...plan }) => ({
    from,
    excerpt: {
      ...plan,
      shape: [count, height, width, 3] as Excerpt['shape'],
      mirror,
      frames: new Uint8Array(count * size),
    },
  }));
  const footage = await openFootage(bytes);
  try {
    let next = 0;
    let last = new Uint8Array(size);
    const put = (picture: Uint8Array): void => {
      for (const { from, excerpt } of excerpts) {
        const at = next - from;
        if (at >= 0 && at < count) excerpt.frames.set(picture, at * size);
      }
      next += 1;
    };
    for await (const { rgb, dropped } of footage.frames(capture)) {
      for (let missed = 0; missed < dropped; missed += 1) put(last);
      put(rgb);
      last = rgb.slice();
    }
    const end = Math.max(...plans.map(({ from }) => from)) + count;
    while (next < end) put(last);
  } finally {
    footage.close();
  }
  return excerpts.map(({ excerpt }) => excerpt);
}
