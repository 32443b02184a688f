import type { CapturedClip } from '../capture/api';
import { startFrameClock } from '../capture/frame-clock';
import { ClipRecorder } from '../capture/recorder';
import { openSampleCamera, type SampleFeed } from '../capture/sample/camera';
import { saveClip } from '../rpc/clips-io';
import { timeLeft } from '../jobs/time-left';
import { JobError, type JobContext, type JobOf, type JobRunner } from './context';
import { Crew } from './crew';

/** A picture of this size holds all that a clip of the usual 96×96 needs, and leaves room for many cameras. */
const SIZE = { width: 160, height: 120 };
/** Cameras begin this long after one another, in ms, so that their clips do not all end and are saved at once. */
const STAGGER = 80;

/** Seeds how somebody performs: the same person moves a little differently for each gesture. */
function manner(seed: number, gestures: readonly string[]): number {
  return gestures
    .join()
    .split('')
    .reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, seed);
}

/** Opens a sample camera that knows this gesture. The same seed gives the same person in all gestures. */
export function openSample(seed: number, gestures: readonly string[], rate?: number): SampleFeed {
  const performances = manner(seed, gestures);
  const feed = openSampleCamera({ seed, performances, ...SIZE, ...(rate !== undefined && { rate }) });
  const known = feed.sample.gestures.map(({ id }) => id);
  const unknown = gestures.find((gesture) => !known.includes(gesture));
  if (unknown === undefined) return feed;
  feed.close();
  throw new JobError('INVALID', `The sample camera has no gesture “${unknown}”. It has ${known.join(', ')}.`);
}

type Job = JobOf<'record-sample'>;
/** What one person does of one gesture. */
type Take = Job['people'][number] & Job['gestures'][number];

/**
 * Records clips of several people with sample cameras, the way a webcam's are: from their streams, in real time. So
 * many cameras run at once; one person after another comes before each. Where the machine cannot keep up, clips that
 * lack frames are taken again, with fewer cameras.
 */
export const recordSample: JobRunner<'record-sample'> = async (job, context) => {
  // The longest first, so that no camera is left alone with them at the end.
  const takes = job.people
    .toSorted((a, b) => b.clips - a.clips)
    .flatMap((person) => job.gestures.map((gesture): Take => ({ ...person, ...gesture })));
  const total = takes.reduce((sum, { clips }) => sum + clips, 0);
  const left = timeLeft();
  const done = { clips: 0, dropped: 0, late: 0 };
  const { version } = await context.client.app.info();
  const halt = new AbortController();
  const cameras = Math.min(job.cameras, takes.length);
  const crew = new Crew(cameras, total);
  const session = new RecordingSession(job, context, AbortSignal.any([context.signal, halt.signal]), version);
  const film = async (_: unknown, index: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, index * STAGGER));
    await session.film(takes, crew, ({ gesture, session: who }, clip) => {
      done.clips += 1;
      done.dropped += clip.dropped;
      done.late += clip.late;
      const message = `Recording ${gesture}, ${who}`;
      context.report({ message, done: done.clips, total, secondsLeft: left(done.clips, total) });
    });
  };
  try {
    await Promise.all(Array.from({ length: cameras }, film));
  } finally {
    // Where one camera fails, the others need not go on.
    halt.abort();
  }
  return { kind: 'record-sample', ...done };
};

type OnClip = (take: Take, clip: CapturedClip) => void;

/** Everything that all cameras of one job share. */
class RecordingSession {
  constructor(
    readonly job: Job,
    readonly context: JobContext,
    readonly signal: AbortSignal,
    readonly appVersion: string,
  ) {}

  /** Opens a camera and records takes from the queue until there are none left, or the crew sends it home. */
  async film(queue: Take[], crew: Crew, onClip: OnClip): Promise<void> {
    const { capture, gestures } = this.job;
    this.signal.throwIfAborted();
    // At the clips' own rate, so that nothing is drawn that no clip holds.
    const feed = openSample(
      0,
      gestures.map(({ gesture }) => gesture),
      capture.fps,
    );
    try {
      const clock = await startFrameClock(feed, capture);
      const recorder = new ClipRecorder(clock);
      const stop = (): void => {
        recorder.close();
        feed.close();
      };
      this.signal.addEventListener('abort', stop);
      try {
        let saved: Promise<unknown> = Promise.resolve();
        for (let take = queue.shift(); take; take = queue.shift()) {
          let { clips } = take;
          for await (const clip of this.#clips(take, feed, recorder)) {
            const verdict = crew.judge(clip);
            if (verdict !== 'good') {
              queue.unshift({ ...take, clips });
              if (verdict === 'leave') return await saved.then(() => undefined);
              break;
            }
            // One clip is saved while the next is recorded.
            await saved;
            saved = this.#save(take, clip);
            saved.catch(() => undefined);
            clips -= 1;
            onClip(take, clip);
          }
        }
        crew.finished();
        await saved;
      } finally {
        this.signal.removeEventListener('abort', stop);
        recorder.close();
        clock.close();
      }
    } finally {
      feed.close();
    }
  }

  /** Has a new person come before the camera and perform. */
  async *#clips(take: Take, { sample }: SampleFeed, recorder: ClipRecorder): AsyncGenerator<CapturedClip> {
    const { frames, fps } = this.job.capture;
    this.signal.throwIfAborted();
    // What is taken again from the middle of a take goes on with other performances than it began with.
    sample.newSession(take.seed, manner(take.seed, [take.gesture, String(take.clips)]));
    let next = sample.perform(take.gesture, frames / fps);
    for (let left = take.clips; left > 0; left--) {
      this.signal.throwIfAborted();
      const start = await next.started.catch((error: unknown) => {
        this.signal.throwIfAborted();
        throw error;
      });
      // Asked for now, the next performance follows without a pause.
      if (left > 1) next = sample.perform(take.gesture, frames / fps);
      yield await recorder.recordOnce(start);
    }
  }

  #save(take: Take, clip: CapturedClip): Promise<unknown> {
    const { slug, capture } = this.job;
    return saveClip(this.context.client, slug, take.classId, clip, {
      session: take.session,
      source: 'sample camera',
      mirror: capture.mirror,
      fps: capture.fps,
      recordedAt: new Date().toISOString(),
      appVersion: this.appVersion,
    });
  }
}
