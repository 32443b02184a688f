import type { GestureClass } from '../../src-main/contract';
import type { CapturedFrame } from '../capture/api';
import { startFrameClock } from '../capture/frame-clock';
import { openSampleCamera } from '../capture/sample/camera';
import { afterPaint } from '../ui/after-paint';
import { Answers } from './answers';
import { timeLeft } from '../jobs/time-left';
import type { JobRunner, ResultOf } from './context';
import { personOptions, requireGestures } from './people';

/**
 * Classifies the sample camera live while it performs gestures one after another. What counts for a performance is
 * the class that wins on the last frame of it. Each answer is painted on the page, and the time that took is measured.
 */
export const liveSample: JobRunner<'live-sample'> = async (job, { client, engine, signal, report }) => {
  const { slug, runId, seed, performances } = job;
  const model = await client.models.read({ slug, runId });
  const { capture } = await client.projects.open({ slug });
  const { preprocess, classes } = model.run;
  const { frames, fps, mirror } = preprocess;
  const gestures = [...new Set(performances.map(({ gesture }) => gesture))];
  requireGestures(gestures);
  const feed = openSampleCamera(personOptions(seed, gestures));
  const stream = await engine.openStream(model).catch((error: unknown) => {
    feed.close();
    throw error;
  });
  const answers = new Answers();
  const painted: { at: number; latency: number }[] = [];
  const stop = (): void => answers.fail(signal.reason);
  signal.addEventListener('abort', stop);
  let waiting = 0;
  let skipped = 0;

  const classify = async (frame: CapturedFrame): Promise<void> => {
    // A machine that falls a whole window behind skips frames rather than growing a queue.
    const missed = skipped + frame.dropped;
    if (waiting >= frames) {
      skipped = missed + 1;
      return;
    }
    skipped = 0;
    waiting += 1;
    try {
      const answer = await stream.push({
        rgb: frame.rgb.slice(),
        width: capture.width,
        height: capture.height,
        mirror,
        timestamp: frame.timestamp,
        missed,
        filled: frame.filled,
      });
      if (!answer) return;
      answers.add(answer);
      show(classes, answer.probabilities);
      const at = await afterPaint();
      painted.push({ at, latency: at - answer.timestamp });
    } finally {
      waiting -= 1;
    }
  };

  try {
    const clock = await startFrameClock(feed, { ...capture, frames, fps, mirror });
    try {
      clock.onFrame((frame) => void classify(frame).catch((error: unknown) => answers.fail(error)));
      const seconds = frames / fps;
      const acts = performances.map(({ classId, gesture }) => ({
        classId,
        ...feed.sample.perform(gesture, seconds),
      }));
      const given: ResultOf<'live-sample'>['answers'] = [];
      const left = timeLeft();
      for (const { classId, started, ended } of acts) {
        const [start, end] = await Promise.race([Promise.all([started, ended]), aborted(signal)]);
        const answer = await answers.lastBetween(start, end);
        const confidence = answer ? Math.max(...answer.probabilities) : 0;
        const winner = answer ? classes[answer.probabilities.indexOf(confidence)] : undefined;
        given.push({ truth: classId, predicted: winner?.id ?? null, confidence });
        const [done, total] = [given.length, performances.length];
        report({ message: 'Watching live', done, total, secondsLeft: left(done, total) });
      }
      return { kind: 'live-sample', answers: given, ...speed(painted) };
    } finally {
      clock.close();
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stream.close();
    feed.close();
  }
};

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Median latency in ms and answers a second, over what was painted. */
export function speed(painted: readonly { at: number; latency: number }[]): {
  medianLatency: number;
  framesPerSecond: number;
} {
  const latencies = painted.map(({ latency }) => latency).sort((a, b) => a - b);
  const span = (painted.at(-1)?.at ?? 0) - (painted[0]?.at ?? 0);
  return {
    medianLatency: latencies[Math.floor(latencies.length / 2)] ?? 0,
    framesPerSecond: span > 0 ? ((painted.length - 1) * 1000) / span : 0,
  };
}

/** Shows the winning class and a bar for each, as the live screen does. */
function show(classes: readonly GestureClass[], probabilities: readonly number[]): void {
  const page = document.querySelector('#app');
  if (!page) return;
  const winner = classes[probabilities.indexOf(Math.max(...probabilities))];
  const title = document.createElement('h1');
  title.textContent = winner?.name ?? '';
  const bars = classes.map(({ name, colour }, index) => {
    const bar = document.createElement('div');
    bar.textContent = name;
    bar.style.background = colour;
    bar.style.width = `${100 * (probabilities[index] ?? 0)}%`;
    return bar;
  });
  page.replaceChildren(title, ...bars);
}
