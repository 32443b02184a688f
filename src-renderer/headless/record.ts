import type { CapturedClip } from '../capture/api';
import { ClipRecorder } from '../capture/recorder';
import { OfflineSampleCamera } from '../capture/sample/offline-camera';
import { timeLeft } from '../jobs/time-left';
import { saveClip } from '../rpc/clips-io';
import type { JobOf, JobRunner } from './context';
import { personOptions, requireGestures } from './people';

type Job = JobOf<'record-sample'>;
/** What one person does of one gesture. */
type Take = Job['people'][number] & Job['gestures'][number];

/**
 * Records clips of several people with the sample camera, the way a webcam's are, but on a clock of its own: as fast as
 * the machine can draw, and the same clips each time.
 */
export const recordSample: JobRunner<'record-sample'> = async (job, { client, signal, report }) => {
  const { slug, capture, gestures, people } = job;
  requireGestures(gestures.map(({ gesture }) => gesture));
  const takes = people.flatMap((person) => gestures.map((gesture): Take => ({ ...person, ...gesture })));
  const total = takes.reduce((sum, { clips }) => sum + clips, 0);
  const left = timeLeft();
  const { version: appVersion } = await client.app.info();
  let done = 0;
  let saved: Promise<unknown> = Promise.resolve();
  for (const take of takes) {
    for await (const clip of recorded(take, capture)) {
      // One clip is saved while the next is recorded.
      await saved;
      await breath();
      signal.throwIfAborted();
      saved = saveClip(client, slug, take.classId, clip, {
        session: take.session,
        source: 'sample camera',
        mirror: capture.mirror,
        fps: capture.fps,
        recordedAt: new Date().toISOString(),
        appVersion,
      });
      saved.catch(() => undefined);
      done += 1;
      const message = `Recording ${take.gesture}, ${take.session}`;
      report({ message, done, total, secondsLeft: left(done, total) });
    }
  }
  await saved;
  return { kind: 'record-sample', clips: done };
};

/** Lets a wish to stop in. */
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Has a person come before a camera and perform, again and again without a pause. */
async function* recorded(take: Take, capture: Job['capture']): AsyncGenerator<CapturedClip> {
  const camera = new OfflineSampleCamera(
    capture,
    personOptions(take.seed, [take.gesture, String(take.clips)]),
  );
  const recorder = new ClipRecorder(camera.clock);
  try {
    for (let clips = take.clips; clips > 0; clips -= 1) {
      const { start, end } = camera.perform(take.gesture, capture.frames / capture.fps);
      const clip = recorder.recordOnce(start);
      camera.run(start, end);
      yield await clip;
    }
  } finally {
    recorder.close();
  }
}
