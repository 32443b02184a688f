import { gestureLengths, type MovedVideo } from '../capture/gesture-extent';
import { fewOfEach, lookAtMovement } from '../jobs/gesture-lengths';
import { timeLeft } from '../jobs/time-left';
import type { JobRunner } from './context';

/** How long the gestures of each class last, by a few of the videos that the command line offers. */
export const lookAtGestures: JobRunner<'gesture-lengths'> = async (
  { items, fps },
  { client, signal, report },
) => {
  const videos = fewOfEach(items).map(({ id, className }) => ({
    className,
    bytes: async () => (await client.offeredFiles.read({ id })).files[0]?.bytes ?? new Blob(),
  }));
  const looked: MovedVideo[] = [];
  const total = videos.length;
  const left = timeLeft();
  let done = 0;
  await lookAtMovement(videos, {
    fps,
    signal,
    onLooked: ({ className }, moved) => {
      if (moved) looked.push({ className, moved });
      done += 1;
      report({ message: 'Looking at how long gestures last', done, total, secondsLeft: left(done, total) });
    },
  });
  return { kind: 'gesture-lengths', lengths: gestureLengths(looked, fps) };
};
