import { resolve } from 'node:path';
import { scoreSentence } from '../../shared/score-words';
import type { CommandContext, Outcome } from '../context';
import { findProject } from './projects';

/** `beckon import-model`: makes a run of a model that Beckon has exported, whole or not at all. */
export async function importModel(
  { services }: CommandContext,
  file: string,
  { project: name }: { project: string },
): Promise<Outcome> {
  const project = await findProject(services, name);
  const run = await services.modelImports.import(project.slug, resolve(file));
  return {
    result: { project: project.slug, model: run.id, name: run.name },
    text: `${file} is model ${run.id}, “${run.name}”, of project “${project.name}” now. ${scoreSentence(run)}`,
  };
}
