import type { EventScore } from '../../contract';
import { count, duration, percent } from '../../shared/words';
import type { CommandContext, Outcome } from '../context';
import { withHeadless } from '../headless';
import { withVideo } from '../held-video';
import { table } from '../output';
import { parseThreshold } from '../threshold';
import { byClass, readTruth } from '../truth';
import { findProject, findRun } from './projects';

export interface ScoreOptions {
  video: string;
  truth: string;
  model?: string;
  threshold?: string;
}

/** `beckon score`: how well what a model tells of a video matches what was done in it. */
export async function score(
  context: CommandContext,
  name: string,
  { video, truth: truthFile, model, threshold }: ScoreOptions,
): Promise<Outcome> {
  const asked = threshold === undefined ? {} : { threshold: parseThreshold(threshold) };
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, model);
  const { run } = await context.services.models.read(project.slug, id);
  const truth = byClass(await readTruth(truthFile), run.classes);
  const scored = await withVideo(context, video, (held) =>
    withHeadless(context, {}, async (headless) => {
      const job = { kind: 'score' as const, slug: project.slug, runId: id, video: held, truth, ...asked };
      return (await headless.run(job)).score;
    }),
  );
  const { gestures, events, right, perClass, told, ...rest } = scored;
  return {
    result: {
      model: id,
      ...rest,
      counts: { gestures, events, right, false: events - right, missed: gestures - right },
      perClass: perClass.map(({ name: of, classId: _, ...row }) => ({ name: of, ...row })),
      events: told,
    },
    text: summaryOf(scored),
  };
}

const seconds = (value: number | null): string => (value === null ? '–' : `${value.toFixed(2)} s`);

function summaryOf(scored: EventScore): string {
  const { gestures, events, right, f1, precision, recall, perClass, falseKinds, falsePerHour } = scored;
  const { unknown, doubled, confused, idle } = falseKinds;
  const wrong = events - right;
  const hourly = falsePerHour === null ? '' : `, ${falsePerHour.toFixed(0)} an hour`;
  const parts = [
    `${unknown} in movements that are no class`,
    `${doubled} again for a gesture told already`,
    `${confused} during another gesture`,
    `${idle} with no gesture near`,
  ];
  return [
    table(
      ['class', 'gestures', 'told', 'right', 'precision', 'recall', 'F1', 'delay'],
      perClass.map((row) => [
        row.name,
        row.gestures,
        row.events,
        row.right,
        percent(row.precision, 0),
        percent(row.recall, 0),
        percent(row.f1, 0),
        seconds(row.delayP50),
      ]),
    ),
    '',
    `F1 ${f1 === null ? '–' : f1.toFixed(2)}: ${right} of ${count(gestures, 'gesture')} told (recall ${percent(recall)}), ` +
      `precision ${percent(precision)}, at threshold ${percent(scored.threshold, 0)} in ${duration(scored.seconds)}.`,
    `${count(wrong, 'false event')}${hourly}${wrong > 0 ? `: ${parts.join(', ')}` : ''}.`,
    `Delay from a gesture’s start: median ${seconds(scored.delayP50)}, 95th percentile ${seconds(scored.delayP95)}. ` +
      `A gesture was on ${percent(scored.onShare)} of the time.`,
  ].join('\n');
}
