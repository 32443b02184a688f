import type { Project, Run } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { withHeadless } from '../headless';
import { clipsByLength, leastFrames } from '../../shared/clip-length';
import { stretchWords } from '../../shared/stretch-words';
import { count, percent } from '../../shared/words';
import { failure } from '../failure';
import { openSetSentence } from '../../shared/open-set';
import { refusedBy, refusedNames, refusedSentence, refusedShare } from '../../shared/refused';
import { unknownClasses } from '../unknown';
import { table } from '../output';
import { findProject, findRun } from './projects';
import { readableClips, requireSessions } from './sessions';
import { confusionTable } from './train';

export interface EvaluateOptions {
  model?: string;
  session?: string[];
  /** Names of classes that it does not know, to try it on. */
  unknown?: string;
}

/**
 * `beckon evaluate`: how a saved model does on the clips of some sessions; without any, on the sessions it was tested
 * on, and without those on all clips.
 */
export async function evaluate(
  context: CommandContext,
  name: string,
  options: EvaluateOptions,
): Promise<Outcome> {
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, options.model);
  const { run } = await context.services.models.read(project.slug, id);
  const clips = await readableClips(context, project);
  const wanted = requireSessions(project, clips, options.session ?? []);
  const tested = run.split.by === 'session' ? run.split.sessions.test : [];
  const sessions = wanted.length > 0 ? wanted : tested;
  context.note(
    sessions.length > 0
      ? `Evaluating on ${count(sessions.length, 'session')}: ${sessions.join(', ')}.`
      : 'Evaluating on all clips, including those it was trained on, so the score will flatter you.',
  );
  const { frames } = run.preprocess;
  const { tooShort, shorter } = clipsByLength(clips, frames);
  if (tooShort > 0)
    context.note(`${count(tooShort, 'clip')} with fewer than ${leastFrames(frames)} frames left out.`);
  if (shorter > 0)
    context.note(`${count(shorter, 'clip')} with fewer than ${frames} frames in the middle of stillness.`);
  const unknown = options.unknown === undefined ? undefined : unknownTo(run, project, options.unknown);
  const { evaluation, remarks, openSet } = await withHeadless(context, {}, (headless) =>
    headless.run({ kind: 'evaluate', slug: project.slug, runId: id, sessions, unknown }),
  );
  const { accuracy, baseline, perClass, confusion } = evaluation;
  const classes = perClass.map((row) => row.name);
  const nameOf = (id: string): string => perClass.find(({ classId }) => classId === id)?.name ?? id;
  const share = refusedShare(run);
  const refused = refusedBy(evaluation, share);
  return {
    result: {
      model: id,
      sessions,
      clips: evaluation.clips,
      accuracy,
      perClass,
      confusion,
      classes,
      baseline,
      range: evaluation.range ?? null,
      perSession: evaluation.sessions ?? [],
      remarks,
      stretches: run.stretches ?? null,
      refused: refused && { count: refused.clips.length, of: refused.of, share, clips: refused.clips },
      ...(unknown && { openSet: openSet ?? null }),
    },
    text: [
      table(
        ['class', 'clips', 'precision', 'recall', 'F1'],
        perClass.map((row) => [
          row.name,
          row.clips,
          percent(row.precision),
          percent(row.recall),
          percent(row.f1),
        ]),
      ),
      '',
      'Confusion (rows: the actual class; columns: the model’s answer):',
      confusionTable(classes, confusion),
      '',
      `Accuracy ${percent(accuracy)} on ${count(evaluation.clips, 'clip')}; by always guessing the same class ${percent(baseline)}.`,
      ...remarks,
      ...(refused ? [refusedSentence(refused, share)] : []),
      ...(refused && refused.clips.length > 0 ? [refusedNames(refused, nameOf)] : []),
      ...(openSet ? [openSetSentence(openSet)] : []),
      '',
      ...stretchLines(run, project.slug),
    ].join('\n'),
  };
}

/** The classes of these names, by id, that a model is to be tried on. Rejects where it knows one, or cannot tell. */
function unknownTo({ classes, unseen }: Run, project: Project, typed: string): string[] {
  const asked = unknownClasses(project, typed);
  const known = classes.find(({ id }) => asked.includes(id));
  if (known)
    throw failure(
      'INVALID',
      `The model knows “${known.name}”. Train one without it: \`beckon train ${project.slug} --unknown "${known.name}"\`.`,
    );
  if (!unseen)
    throw failure(
      'INVALID',
      'This model cannot tell what it has never seen. Train it again with more clips.',
    );
  return asked;
}

/** How well its events match the project's stretches, as far as that is known. */
export const stretchLines = ({ stretches }: Pick<Run, 'stretches'>, project: string): string[] =>
  stretches
    ? stretchWords(stretches)
    : [
        `In everyday use: not measured. Add stretches (\`beckon add-stretch\`, or Tune in the app), then \`beckon score ${project}\`.`,
      ];
