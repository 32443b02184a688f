import { checkPrecision, findExporter } from '../../formats/models';
import { buildExport } from '../../router/router';
import { PRECISIONS, type Precision } from '../../shared/precision';
import { lossWords } from '../../shared/precision-words';
import type { HeadlessResult } from '../../contract';
import type { CommandContext, Outcome } from '../context';
import { failure } from '../failure';
import { withHeadless } from '../headless';
import { outputFile } from '../output-file';
import { exportArchive } from './archive';
import { findProject, findRun } from './projects';
import { exportTraining } from './training';

export interface ExportOptions {
  model?: string;
  format: string;
  precision?: string;
  out: string;
  testSession?: string[];
}

type PrecisionResult = Extract<HeadlessResult, { kind: 'precision' }>;

/** The format that is the whole project, and no model of it. */
const ARCHIVE = 'archive';
/** The one that is clips, and what trains a network on them. */
const TRAINING = 'training';

/** `beckon export`: writes a trained model, or the whole project, as one file. */
export async function exportModel(
  context: CommandContext,
  name: string,
  options: ExportOptions,
): Promise<Outcome> {
  if (options.format === ARCHIVE) {
    if (precisionOf(options.precision) !== 'float32') {
      throw failure('INVALID', 'An archive keeps its models as they were trained.');
    }
    return exportArchive(context, name, options.out);
  }
  const precision = precisionOf(options.precision);
  if (options.format === TRAINING) {
    if (precision !== 'float32') throw failure('INVALID', 'Training needs weights as they were trained.');
    return exportTraining(context, name, options);
  }
  if (options.testSession !== undefined) {
    throw failure('INVALID', '--test-session is for --format training, which has clips in it.');
  }
  checkPrecision(findExporter(options.format), precision);
  const project = await findProject(context.services, name);
  const { id } = await findRun(context.services, project, options.model);
  const loss = precision === 'float32' ? null : await lossOf(context, project.slug, id, precision);
  if (precision !== 'float32') context.note(lossWords(precision, loss));
  const { file, bytes } = await exportTo(context, project.slug, id, options.format, options.out, precision);
  return {
    result: {
      project: project.slug,
      model: id,
      format: options.format,
      file,
      bytes,
      ...(precision === 'float32' ? {} : { precision, loss }),
    },
    text: `Model ${id} of project “${project.name}” is in ${file} (${Math.ceil(bytes / 1024)} kB).`,
  };
}

function precisionOf(wanted = 'float32'): Precision {
  const found = PRECISIONS.find(({ value }) => value === wanted);
  if (found) return found.value;
  const known = PRECISIONS.map(({ value }) => value).join(', ');
  throw failure('INVALID', `There are no weights of “${wanted}”. There are: ${known}.`);
}

/** What the weights' rounding costs, on clips of the project; null where it has none. */
async function lossOf(
  context: CommandContext,
  slug: string,
  runId: string,
  precision: Precision,
): Promise<PrecisionResult['loss']> {
  const { clips } = await context.services.clips.list(slug);
  if (clips.length === 0) return null;
  const { loss } = await withHeadless(context, {}, (headless) =>
    headless.run({ kind: 'precision', slug, runId, precision }),
  );
  return loss;
}

/** Builds the file and writes it, whole or not at all. Where `out` is a folder, the file gets its usual name in there. */
export async function exportTo(
  { services, disk }: Pick<CommandContext, 'services' | 'disk'>,
  slug: string,
  runId: string,
  format: string,
  out: string,
  precision?: Precision,
): Promise<{ file: string; bytes: number }> {
  const { name, bytes } = await buildExport(services, slug, runId, format, precision);
  const file = await outputFile(out, name);
  await disk.write(file, [bytes], `write ${file}`);
  return { file, bytes: bytes.byteLength };
}
