import { stat } from 'node:fs/promises';
import { appVersion } from '../../hosts/version';
import type { TrainingWish } from '../../services/training-bundles';
import { count } from '../../shared/words';
import type { Project } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { outputFile } from '../output-file';
import { trainConfig } from '../settings';
import { listed, megabytes, watch } from './data';
import { findProject, findRun } from './projects';
import { requireTrainable } from './sessions';

interface TrainingExportOptions {
  model?: string;
  testSession?: string[];
  out: string;
}

/** `beckon export --format training`: writes what it takes to train a network elsewhere as one file, whole or not at all. */
export async function exportTraining(
  context: CommandContext,
  name: string,
  { model, testSession, out }: TrainingExportOptions,
): Promise<Outcome> {
  const { services, disk, progress, signal } = context;
  const project = await findProject(services, name);
  const wish = await wishOf(context, project, model, testSession);
  const bundle = await services.trainingBundles.export(project.slug, wish, appVersion);
  const file = await outputFile(out, bundle.name);
  const watched = watch(bundle.chunks, signal, (bytes) => progress(`Writing… ${megabytes(bytes)}`));
  await disk.write(file, watched, `write ${file}`);
  const { size } = await stat(file);
  const start = 'runId' in wish ? `model ${wish.runId}` : 'Beckon’s motion network';
  return {
    result: {
      project: project.slug,
      model: 'runId' in wish ? wish.runId : null,
      format: 'training',
      file,
      clips: bundle.clips,
      bytes: size,
      leftOut: bundle.leftOut,
      notes: bundle.notes,
    },
    text: [
      `${count(bundle.clips, 'clip')} of project “${project.name}” and what trains ${start} on them are in ${file} (${megabytes(size)}). Its README.md says how.`,
      ...bundle.notes,
      ...listed(bundle.leftOut, 'left out', 'clip'),
    ].join('\n'),
  };
}

async function wishOf(
  context: CommandContext,
  project: Project,
  model: string | undefined,
  testSession: string[] | undefined,
): Promise<TrainingWish> {
  if (model === undefined) {
    const { testSessions = [] } = trainConfig({ testSession });
    return { testSessions: await requireTrainable(context, project, testSessions) };
  }
  if (testSession !== undefined) {
    throw failure(
      'INVALID',
      'The model says itself which sessions are kept for its test. Leave out --test-session, or --model.',
    );
  }
  return { runId: (await findRun(context.services, project, model)).id };
}
