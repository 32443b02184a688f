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

/** Excerpts of a stretch that are to be learnt from. */
export interface PlannedExcerpts {
  stretch: Stretch;
  plans: ExcerptPlan[];
}

/**
 * What is to be learnt from those stretches of a project that models may learn from. Of each it is the same whatever others
 * there are, unless all together are too many.
 */
export async function plannedExcerpts(
  client: Client,
  slug: string,
  { classes, capture, seed }: Wanted,
): Promise<PlannedExcerpts[]> {
  const { stretches } = await client.stretches.list({ slug });
  const planned = stretches
    .filter(({ learn }) => learn === true)
    .map((stretch) => ({ stretch, plans: planExcerpts(stretch, classes, capture, new Random(seed)) }));
  const chosen = new Set(new Random(seed).shuffled(planned.flatMap(({ plans }) => plans)).slice(0, MOST));
  return planned
    .map(({ stretch, plans }) => ({ stretch, plans: plans.filter((plan) => chosen.has(plan)) }))
    .filter(({ plans }) => plans.length > 0);
}

/** The pictures of excerpts of a stretch, in their order. Rejects where its video cannot be read. */
export async function cutExcerpts(
  client: Client,
  slug: string,
  { stretch, plans }: PlannedExcerpts,
  capture: CaptureSettings,
  signal: AbortSignal,
): Promise<Excerpt[]> {
  const bytes = await fetchStretch(client, slug, stretch, () => undefined, signal);
  return cutOut(bytes, plans, capture, signal);
}

/** Excerpts of those stretches of a project that models may learn from. What cannot be read is left out, and said. */
export async function readExcerpts(
  client: Client,
  slug: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<Learnable> {
  const learnable: Learnable = { excerpts: [], stretches: [], problems: [] };
  for (const planned of await plannedExcerpts(client, slug, wanted)) {
    if (signal.aborted) break;
    const { stretch } = planned;
    try {
      learnable.excerpts.push(...(await cutExcerpts(client, slug, planned, wanted.capture, signal)));
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
  signal: AbortSignal,
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
    const end = Math.max(...plans.map(({ from }) => from)) + count;
    for await (const { rgb, dropped } of footage.frames(capture)) {
      signal.throwIfAborted();
      for (let missed = 0; missed < dropped; missed += 1) put(last);
      put(rgb);
      last = rgb.slice();
      if (next >= end) break;
    }
    while (next < end) put(last);
  } finally {
    footage.close();
  }
  return excerpts.map(({ excerpt }) => excerpt);
}
