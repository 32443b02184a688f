import type { HeadlessNews } from '../../src-main/contract';
import { foldName } from '../../src-main/shared/same-name';
import type { CameraFeed } from '../capture/api';
import { listCameras, openCamera } from '../capture/cameras';
import { EventLog, type GestureNews } from '../gestures/event-log';
import { ruleOf } from '../gestures/rule-of';
import { OutputFeed, type Wanted } from '../jobs/output-messages';
import { watchCamera, watchVideo } from '../jobs/watch';
import { errorOf } from '../rpc/connection';
import { JobError, note, type JobContext, type JobRunner } from './context';
import { openModel, openVideo, watchingProgress } from './held-video';

/** A camera that gives no picture for so long (ms) has failed: nobody is there to see it. */
const PATIENCE = 20_000;

/** Watches with a saved model as Live does, and tells of what it recognises. */
export const watch: JobRunner<'watch'> = async (job, context) => {
  const { engine, signal, report } = context;
  const tell = (news: HeadlessNews): unknown => context.tell(news);
  const held = await openModel(job, context);
  const { classes } = held.model.run;
  const log = new EventLog(ruleOf(held.model.run, { threshold: job.threshold ?? held.threshold }));
  const newsOf = ({ kind: event, gesture: { index, ...rest } }: GestureNews): HeadlessNews => ({
    kind: 'gesture',
    event,
    class: classes[index]?.name ?? '',
    ...rest,
  });
  const wanted = job.outputs ? await wantedBy(job.slug, context) : null;
  const feed = new OutputFeed();
  /** What is sent on is not waited for. */
  const send = (all: readonly GestureNews[], probabilities: readonly number[]): void => {
    if (!wanted) return;
    const gestures = all.map(({ kind, gesture: { index, confidence } }) => ({
      kind,
      index,
      at: 0,
      confidence,
    }));
    const messages = feed.messages(gestures, classes, probabilities, wanted, 0, () => new Date());
    if (messages.length === 0) return;
    context.client.outputs
      .send({ slug: job.slug, messages })
      .catch((error: unknown) => note(report)(errorOf(error).message));
  };
  const watching = {
    ...held,
    engine,
    signal,
    onAnswer: async (answer: { probabilities: number[] } | null, at: number): Promise<void> => {
      const gestures = log.push(answer && answer.probabilities, at);
      send(gestures, answer?.probabilities ?? []);
      const news = gestures.map(newsOf);
      if (answer && job.probabilities)
        news.unshift({ kind: 'frame', time: at / 1000, probabilities: answer.probabilities });
      await Promise.all(news.map(tell));
    },
  };

  let seconds: number;
  if ('video' in job.source) {
    const bytes = await openVideo(job.source.video, context);
    seconds = await watchVideo(bytes, { ...watching, onProgress: watchingProgress(report) });
  } else {
    const feed = await openNamed(job.source.camera);
    try {
      const message = `Watching “${feed.device.label}”. Ctrl+C ends it.`;
      report({ message, done: 0, total: 0, secondsLeft: null, keep: true });
      seconds = await watchCamera(feed, { ...watching, patience: PATIENCE });
    } finally {
      feed.close();
    }
  }
  const last = log.close(1000 * seconds);
  send(last, []);
  await Promise.all(last.map(newsOf).map(tell));
  return { kind: 'watch', seconds };
};

/** What the project's outputs are to be sent. */
async function wantedBy(slug: string, { client }: Pick<JobContext, 'client'>): Promise<Wanted> {
  const { outputs = [] } = await client.projects.open({ slug });
  return (classId, moment) => outputs.some(({ moments }) => moments[classId]?.includes(moment));
}

/** Opens the camera of this name, or the one whose name has this in it. */
async function openNamed(name: string): Promise<CameraFeed> {
  const devices = await listCameras();
  const wanted = foldName(name);
  const exact = devices.find(({ id, label }) => id === name || foldName(label) === wanted);
  const parts = devices.filter(({ label }) => foldName(label).includes(wanted));
  const found = exact ?? (parts.length === 1 ? parts[0] : undefined);
  if (found) return openCamera(found.id);
  const known = devices.map(({ label }) => `“${label}”`).join(', ');
  const several = parts.length > 1 ? 'more than one camera' : 'no camera';
  throw new JobError('NO_CAMERA', `There is ${several} called “${name}”. There are: ${known}.`);
}
