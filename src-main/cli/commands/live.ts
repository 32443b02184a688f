import { BeckonError, type HeadlessNews } from '../../contract';
import { count, duration, percent } from '../../shared/words';
import type { CommandContext, Outcome } from '../context';
import { again } from '../again';
import { failure } from '../failure';
import { withHeadless } from '../headless';
import { withVideo, type HeldVideo } from '../held-video';
import { withOutputs } from '../with-outputs';
import { askedBy, type TypedRule } from '../threshold';
import { findProject, findRun } from './projects';

export interface LiveOptions extends TypedRule {
  model?: string;
  video?: string;
  camera?: string;
  json?: boolean;
  jsonLines?: boolean;
  probabilities?: boolean;
  outputs?: boolean;
}

type Gesture = Extract<HeadlessNews, { kind: 'gesture' }>;

/**
 * `beckon live`: tells of the gestures in a video, or before a camera until Ctrl+C. A person reads one line a gesture,
 * when it is over; `--json-lines` prints one object when it starts and one when it ends; `--json` one of all at the end.
 * With `--outputs` gestures go to the project's outputs, for as long as it takes: what fails is started again.
 */
export async function live(
  context: CommandContext,
  name: string,
  { model, video, camera, json, jsonLines, probabilities = false, outputs = false, ...rule }: LiveOptions,
): Promise<Outcome> {
  if ((video === undefined) === (camera === undefined))
    throw failure('INVALID', 'Give either --video (a file) or --camera (a webcam’s name).');
  if (json && jsonLines) throw failure('INVALID', 'Give either --json or --json-lines, not both.');
  const asked = askedBy(rule);
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, model);
  const { run } = await context.services.models.read(project.slug, id);

  const classes = run.classes.map((each) => each.name);
  const events: Omit<Gesture, 'kind' | 'event'>[] = [];
  let seen = 0;
  const onNews = (news: HeadlessNews): void => {
    if (news.kind === 'gesture' && news.event === 'end') {
      seen += 1;
      // Over days there would be too many to keep for nothing.
      if (json) events.push(eventOf(news));
    }
    if (json) return;
    const line = jsonLines ? jsonLineOf(news, classes) : lineOf(news, classes);
    if (line !== null) context.print(line);
  };
  const watch = (source: { video: HeldVideo } | { camera: string }) =>
    withHeadless(context, { camera: 'camera' in source, onNews }, async (headless) => {
      const job = { kind: 'watch' as const, slug: project.slug, runId: id, source, probabilities, outputs };
      return (await headless.run({ ...job, ...asked })).seconds;
    });
  const watchAll = (): Promise<number> => {
    if (camera === undefined) return withVideo(context, video ?? '', (held) => watch({ video: held }));
    const once = () => watch({ camera }).catch((error: unknown) => stoppedEarly(context, error));
    return outputs ? again(context, once) : once();
  };
  const seconds = outputs ? await withOutputs(context, project, watchAll) : await watchAll();

  const summary = `${count(seen, 'gesture')} in ${duration(seconds)}.`;
  if (!json) context.note(summary);
  return { result: { model: id, seconds, events }, text: '' };
}

/** A person who ends the watching before it has begun has seen nothing, and nothing is wrong. */
function stoppedEarly({ signal }: CommandContext, error: unknown): number {
  if (signal.aborted && error instanceof BeckonError && error.code === 'CANCELLED') return 0;
  throw error;
}

const eventOf = ({ class: name, confidence, start, end }: Gesture) => ({
  class: name,
  confidence,
  start,
  end,
});

/** `{event, class, confidence, start, end}`, or `{time, probabilities, typicality, unseen}`, the second by class. */
export function jsonLineOf(news: HeadlessNews, classes: readonly string[]): string {
  if (news.kind === 'gesture') return JSON.stringify({ event: news.event, ...eventOf(news) });
  const { time, probabilities, typicality, unseen } = news;
  const byName = Object.fromEntries(classes.map((name, index) => [name, probabilities[index] ?? 0]));
  return JSON.stringify({ time, probabilities: byName, typicality, unseen });
}

/** `4.20 s to 5.60 s  Wave  93 %`, once it is over; null while it lasts. */
export function lineOf(news: HeadlessNews, classes: readonly string[]): string | null {
  if (news.kind === 'frame') {
    const shares = classes.map((name, index) => `${name} ${percent(news.probabilities[index] ?? 0, 0)}`);
    return `${news.time.toFixed(2)} s  ${shares.join('  ')}`;
  }
  if (news.end === null) return null;
  const { start, end, class: name, confidence } = news;
  return `${start.toFixed(2)} s to ${end.toFixed(2)} s  ${name}  ${percent(confidence, 0)}`;
}
