import type { EventRule, EventScore, GestureClass } from '../../contract';
import { judgedWords } from '../../shared/stretch-words';
import { atOnceWords } from '../../shared/rule-words';
import { count, duration, percent } from '../../shared/words';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless } from '../headless';
import { withVideo } from '../held-video';
import { table } from '../output';
import { askedBy, type TypedRule } from '../threshold';
import { byClass, readTruth } from '../truth';
import { findProject, findRun } from './projects';

export interface ScoreOptions extends TypedRule {
  /** Both or neither; with neither, the project's stretches. */
  video?: string;
  truth?: string;
  model?: string;
  /** First finds the rule that fits the project's stretches. */
  fit?: true;
}

/** `beckon score`: how well what a model tells of a video matches what was done in it. */
export async function score(
  context: CommandContext,
  name: string,
  { video, truth: truthFile, model, fit, ...rule }: ScoreOptions,
): Promise<Outcome> {
  const asked = askedBy(rule);
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, model);
  const { run } = await context.services.models.read(project.slug, id);
  if (fit && (video ?? truthFile ?? rule.threshold ?? rule.unseen) !== undefined) {
    throw failure(
      'INVALID',
      '--fit is for the project’s stretches: leave out --video, --truth, --threshold and --unseen.',
    );
  }
  if (video === undefined && truthFile === undefined) {
    const job = {
      kind: 'score-stretches' as const,
      slug: project.slug,
      runId: id,
      fit: fit === true,
      ...asked,
    };
    const {
      rule: found,
      score: all,
      ...judged
    } = await withHeadless(context, {}, (headless) => headless.run(job));
    const { told: _, ...figures } = figuresOf(all);
    const { stretches, fitted, leftOut } = judged;
    const text = `${summaryOf(all)}\nOf ${count(stretches, 'stretch', 'stretches')} of the project.`;
    return {
      result: { model: id, stretches, fitted, leftOut, rule: found, ...figures },
      text: [text, ...judgedWords(judged), ...ruleWords(found, run.classes)].join('\n'),
    };
  }
  if (video === undefined || truthFile === undefined) {
    throw failure('INVALID', 'Name both, --video and --truth, or neither, to score the project’s stretches.');
  }
  const truth = byClass(await readTruth(truthFile), run.classes);
  const scored = await withVideo(context, video, (held) =>
    withHeadless(context, {}, async (headless) => {
      const job = { kind: 'score' as const, slug: project.slug, runId: id, video: held, truth, ...asked };
      return (await headless.run(job)).score;
    }),
  );
  const { told, ...figures } = figuresOf(scored);
  return { result: { model: id, ...figures, events: told }, text: summaryOf(scored) };
}

/** The rule that was found and kept, in words. */
export function ruleWords(
  rule: EventRule | null,
  classes: readonly Pick<GestureClass, 'id' | 'name'>[],
): string[] {
  if (!rule) return [];
  const { threshold, windows, release, cooldown, unseen = 0, classThresholds = {} } = rule;
  const own = classes.flatMap(({ id, name }) => {
    const least = classThresholds[id];
    return least === undefined ? [] : [`${name} ${percent(least, 0)}`];
  });
  return [
    `The rule kept with the model: threshold ${percent(threshold, 0)}${own.length > 0 ? ` (${own.join(', ')})` : ''}, ` +
      `${count(windows, 'window')} in a row${atOnceWords(rule)}, released below ${percent(release, 0)} of the threshold, cooldown ${cooldown} s${unseen > 0 ? `, ${percent(unseen, 0)} of known gestures refused` : ''}.`,
  ];
}

function figuresOf({ gestures, events, right, perClass, ...rest }: EventScore) {
  return {
    ...rest,
    counts: { gestures, events, right, false: events - right, missed: gestures - right },
    perClass: perClass.map(({ name, classId: _, ...row }) => ({ name, ...row })),
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
