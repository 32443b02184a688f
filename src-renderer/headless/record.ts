import { startFrameClock } from '../capture/frame-clock';
import { ClipRecorder } from '../capture/recorder';
import { openSampleCamera, type SampleFeed } from '../capture/sample/camera';
import { saveClip } from '../state/clips-io';
import { JobError, timeLeft, type JobRunner } from './context';

/** A picture of this size holds all that a clip of the usual 96×96 needs, and leaves the machine room. */
const SIZE = { width: 320, height: 240 };

/** Opens a sample camera that knows this gesture. The same seed gives the same person in all gestures. */
export function openSample(seed: number, gestures: readonly string[]): SampleFeed {
  const performances = gestures
    .join()
    .split('')
    .reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, seed);
  const feed = openSampleCamera({ seed, performances, ...SIZE });
  const known = feed.sample.gestures.map(({ id }) => id);
  const unknown = gestures.find((gesture) => !known.includes(gesture));
  if (unknown === undefined) return feed;
  feed.close();
  throw new JobError('INVALID', `The sample camera has no gesture “${unknown}”. It has ${known.join(', ')}.`);
}

/**
 * Records clips of one gesture with the sample camera, the way a webcam's are: from its stream, in real time. Several
 * such jobs may run at once, each with a camera of its own.
 */
export const recordSample: JobRunner<'record-sample'> = async (job, { client, signal, report }) => {
  const { slug, classId, gesture, session, seed, clips, capture } = job;
  const { version } = await client.app.info();
  const feed = openSample(seed, [gesture]);
  try {
    const clock = await startFrameClock(feed, capture);
    const recorder = new ClipRecorder(clock);
    const stop = (): void => {
      recorder.close();
      feed.close();
    };
    signal.addEventListener('abort', stop);
    const left = timeLeft();
    const seconds = capture.frames / capture.fps;
    let dropped = 0;
    let saved: Promise<unknown> = Promise.resolve();
    try {
      let next = feed.sample.perform(gesture, seconds);
      for (let done = 1; done <= clips; done++) {
        signal.throwIfAborted();
        const start = await next.started.catch((error: unknown) => {
          signal.throwIfAborted();
          throw error;
        });
        // Asked for now, the next performance follows without a pause.
        if (done < clips) next = feed.sample.perform(gesture, seconds);
        const clip = await recorder.recordOnce(start);
        dropped += clip.dropped;
        await saved;
        saved = saveClip(client, slug, classId, clip, {
          session,
          source: 'sample camera',
          mirror: capture.mirror,
          fps: capture.fps,
          recordedAt: new Date().toISOString(),
          appVersion: version,
        });
        saved.catch(() => undefined);
        report({
          message: `Recording ${gesture}, ${session}`,
          done,
          total: clips,
          secondsLeft: left(done, clips),
        });
      }
      await saved;
      return { kind: 'record-sample', clips, dropped };
    } finally {
      signal.removeEventListener('abort', stop);
      recorder.close();
      clock.close();
    }
  } finally {
    feed.close();
  }
};
