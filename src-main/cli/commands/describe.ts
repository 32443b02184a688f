import { captionSourceSchema, textSchema, type CaptionScore, type Project } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless } from '../headless';
import { named } from '../../shared/same-name';
import { count, duration, percent } from '../../shared/words';
import { table } from '../output';
import { findProject, findRun } from './projects';

export interface DescribeOptions {
  model?: string;
  from: string;
  /** Each `class=text`. */
  text?: string[];
}

const PARTS: Record<CaptionScore['on'], string> = {
  test: 'test clips',
  validation: 'validation clips',
  train: 'clips it learnt from',
};

/** `beckon describe`: learns to put a project's clips into words, and saves that beside a model. */
export async function describe(
  context: CommandContext,
  name: string,
  { model, from, text = [] }: DescribeOptions,
): Promise<Outcome> {
  const source = captionSourceSchema.safeParse(from);
  if (!source.success) {
    throw failure('INVALID', `--from does not take “${from}”; it takes clip or frame.`, source.error);
  }
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, model);
  const texts = text.map((typed) => parseText(project, typed));
  for (const { classId, text: said } of texts) {
    await context.services.classes.update(project.slug, classId, { text: said });
  }
  const { captions } = await withHeadless(context, {}, (headless) =>
    headless.run({ kind: 'describe', slug: project.slug, runId: id, from: source.data }),
  );
  const { score, seconds, words, clips } = captions;
  if (score.seen) {
    context.note('The model has learnt from the clips it is scored on, so the score will flatter you.');
  }
  return {
    result: {
      model: id,
      from: source.data,
      on: score.on,
      clips: score.clips,
      exact: score.exact,
      tokens: score.tokens,
      baseline: score.baseline,
      examples: score.examples,
      words: words.length,
      seconds,
    },
    text: [
      table(
        ['clip', 'what it is', 'what was said'],
        score.examples.map((example) => [example.clip, example.text, example.said]),
      ),
      '',
      `Of ${count(score.clips, 'clip')} (${PARTS[score.on]}), ${percent(score.exact)} were described word for word, ` +
        `and ${percent(score.tokens)} of the words were right; by always saying the same ${percent(score.baseline)}.`,
      `Learnt from ${count(clips, 'clip')} and ${count(words.length, 'word')} in ${duration(seconds)}, for model ${id}.`,
    ].join('\n'),
  };
}

/** `Wave=a hand waves`: the class by its name or id, and its text. Rejects what is neither. */
export function parseText(project: Project, typed: string): { classId: string; text: string } {
  const at = typed.indexOf('=');
  if (at < 0) {
    throw failure(
      'INVALID',
      `--text does not take “${typed}”; it takes class=text, e.g. "Wave=a hand waves".`,
    );
  }
  const name = typed.slice(0, at).trim();
  const found = named(project.classes, name) ?? project.classes.find(({ id }) => id === name);
  if (!found) {
    const known = project.classes.map((each) => `“${each.name}”`).join(', ');
    throw failure('NOT_FOUND', `“${project.name}” has no class “${name}”. It has: ${known}.`);
  }
  const text = textSchema.safeParse(typed.slice(at + 1));
  if (!text.success) {
    throw failure(
      'INVALID',
      `“${name}”: ${text.error.issues[0]?.message ?? 'This text is not valid.'}`,
      text.error,
    );
  }
  return { classId: found.id, text: text.data };
}
