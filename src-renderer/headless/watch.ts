import type { HeadlessNews, Project } from '../../src-main/contract';
import { foldName } from '../../src-main/shared/same-name';
import type { CameraFeed } from '../capture/api';
import type { LiveAnswer } from '../engine/api';
import { listCameras, openCamera } from '../capture/cameras';
import { Arming } from '../gestures/arming';
import { EventLog, type GestureNews } from '../gestures/event-log';
import { ruleOf } from '../gestures/rule-of';
import { OutputFeed, type Wanted } from '../jobs/output-messages';
import { watchCamera, watchVideo } from '../jobs/watch';
import { errorOf } from '../rpc/connection';
import { JobError, note, type JobContext, type JobRunner } from './context';
import { openModel, openVideo, watchingProgress } from './held-video';

/** A camera that gives no picture for so long (ms) has failed: nobody is there to see it. */
const PATIENCE = 20_000;
const KEY_IN_APP =
  'The project’s outputs wait for a key that is held in the app, so nothing is sent. Choose “Always” or a gesture there.';
const NO_WAKE = 'The project’s outputs wait for a gesture that this model does not know, so nothing is sent.';

/** Watches with a saved model as Live does, and tells of what it recognises. */
export const watch: JobRunner<'watch'> = async (job, context) => {
  const { engine, signal, report } = context;
  const tell = (news: HeadlessNews): unknown => context.tell(news);
  const held = await openModel(job, context);
  const { classes } = held.model.run;
  const log = new EventLog(ruleOf(held.model.run, held.asked));
  const newsOf = ({ kind: event, gesture: { index, ...rest } }: GestureNews): HeadlessNews => ({
    kind: 'gesture',
    event,
    class: classes[index]?.name ?? '',
    ...rest,
  });
  const sent = job.outputs ? await outputsOf(job.slug, context) : null;
  const arming = new Arming(sent?.arming ?? null, classes);
  if (sent?.arming?.way === 'key') note(report)(KEY_IN_APP);
  if (arming.hopeless) note(report)(NO_WAKE);
  const feed = new OutputFeed();
  /** What is sent on is not waited for. */
  const send = (all: readonly GestureNews[], probabilities: readonly number[], at: number): void => {
    if (!sent) return;
    const gestures = all.map(({ kind, gesture: { index, confidence } }) => ({ kind, index, at, confidence }));
    const passed = arming.pass(gestures, at);
    const wanted: Wanted = (classId, moment) =>
      (moment !== 'value' || arming.awake(at)) && sent.wanted(classId, moment);
    const messages = feed.messages(passed, classes, probabilities, wanted, 0, () => new Date());
    if (messages.length === 0) return;
    context.client.outputs
      .send({ slug: job.slug, messages })
      .catch((error: unknown) => note(report)(errorOf(error).message));
  };
  const watching = {
    ...held,
    engine,
    signal,
    onAnswer: async (answer: LiveAnswer | null, at: number): Promise<void> => {
      const gestures = log.push(answer && answer.probabilities, at, answer ?? undefined);
      send(gestures, answer?.probabilities ?? [], at);
      const news = gestures.map(newsOf);
      if (answer && job.probabilities)
        news.unshift({
          kind: 'frame',
          time: at / 1000,
          probabilities: answer.probabilities,
          typicality: answer.typicality ?? null,
          unseen: log.rule.state?.unseen === true && !log.rule.state.idle,
        });
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
  send(last, [], 1000 * seconds);
  await Promise.all(last.map(newsOf).map(tell));
  return { kind: 'watch', seconds };
};

/** What the project's outputs are to be sent, and what they wait for. */
async function outputsOf(
  slug: string,
  { client }: Pick<JobContext, 'client'>,
): Promise<{ wanted: Wanted; arming: Project['arming'] }> {
  const { outputs = [], arming } = await client.projects.open({ slug });
  return {
    wanted: (classId, moment) => outputs.some(({ moments }) => moments[classId]?.includes(moment)),
    arming,
  };
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
