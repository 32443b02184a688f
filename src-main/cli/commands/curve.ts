import type { CommandContext, Outcome } from '../context';
import { withHeadless } from '../headless';
import { percent } from '../../shared/words';
import { table } from '../output';
import { findProject, findRun } from './projects';

export interface CurveOptions {
  model?: string;
}

/** `beckon curve`: whether more clips would help, by training a model's settings on a quarter of its clips, half and so on. */
export async function curve(
  context: CommandContext,
  name: string,
  { model }: CurveOptions,
): Promise<Outcome> {
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, model);
  const { curve: found, sentences } = await withHeadless(context, {}, (headless) =>
    headless.run({ kind: 'curve', slug: project.slug, runId: id }),
  );
  const classes = found.points[0]?.perClass.map((row) => row.name) ?? [];
  return {
    result: { model: id, part: found.part, points: found.points, sentences },
    text: [
      `Recall of each class on the ${found.part} clips:`,
      table(
        ['clips', 'accuracy', ...classes],
        found.points.map(({ clips, accuracy, perClass }) => [
          clips,
          percent(accuracy),
          ...perClass.map(({ recall }) => percent(recall)),
        ]),
      ),
      '',
      ...sentences,
    ].join('\n'),
  };
}
