import { z } from 'zod';
import {
  BeckonError,
  eventRuleSchema,
  framingSchema,
  nameSchema,
  runSchema,
  SCHEMA_VERSION,
  timeSchema,
  unseenSchema,
  type Run,
} from '../../contract';
import { MAX_CLASSES } from '../../shared/limits';
import { shorten } from '../../shared/shorten';
import { DESCRIPTION_FILE } from './description';
import { foreignWords, parseJson, type Importer, type Parts } from './import-format';
import { h5File, kerasFile, kerasParts } from './import-keras';
import { onnxFile } from './import-onnx';
import { safetensorsFile } from './import-safetensors';
import { tfjsFile } from './import-tfjs';
import { outputsOf, type Network } from './network';
import { networkFiles } from './network-files';
import { runFrom, trainingSchema } from './training';

const importers: readonly Importer[] = [safetensorsFile, onnxFile, kerasFile, kerasParts, h5File, tfjsFile];

/** All names of files that are looked at in an export. */
export const EXPORT_FILES: readonly string[] = [
  ...importers.map(({ file }) => file),
  'weights.bin',
  'config.json',
  'run.json',
  DESCRIPTION_FILE,
  'model.tflite',
];

/** Which of these files the bytes of a single one are, by what they begin with; null where they are a zip. */
export function fileKind(bytes: Uint8Array): string | null {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 2) === 'PK') return null;
  if (text(1, 4) === 'HDF') return h5File.file;
  if (text(4, 8) === 'TFL3') return 'model.tflite';
  if (text(8, 9) === '{') return safetensorsFile.file;
  if (text(0, 1) === '{') return tfjsFile.file;
  if (text(0, 1) === '<') return 'page.html';
  return onnxFile.file;
}

/**
 * The run that an export of Beckon is of, under an id that is yet to be chosen. Everything is checked, and written anew: no more
 * of the file goes into it than numbers and names. Rejects with a `BeckonError` that says why where it is none, or damaged.
 */
export async function readExport(
  parts: Parts,
): Promise<{ run: Run; topology: Uint8Array<ArrayBuffer>; weights: Uint8Array<ArrayBuffer> }> {
  const importer = importers.find(({ file }) => parts.has(file));
  if (!importer) throw new BeckonError('UNSUPPORTED', absent(parts));
  const { description, network: networkFor } = await importer.open(
    parts.get(importer.file) ?? new Uint8Array(),
    parts,
  );
  const run = runOf(parts, description);
  const { preprocess } = run;
  if (run.config.network) {
    throw new BeckonError(
      'UNSUPPORTED',
      `Its CNN is that of ${shorten(run.config.network.name, 60)}, whose layers Beckon cannot check. Take the whole project along as an archive instead.`,
    );
  }
  const network: Network = networkFor({ preprocess, outputs: outputsOf(run) });
  const states = network.dense.at(-1)?.kernel.shape[0];
  if (run.unseen && run.unseen.means[0]?.length !== states) throw foreignWords.damaged();
  const { wrap, dropout, seed } = run.config;
  return { run, ...networkFiles(network, { wrap, dropout, seed }) };
}

function absent(parts: Parts): string {
  if (parts.has('model.tflite')) {
    return 'A LiteRT file has its weights in an order that cannot be told for certain. Import the same model as TensorFlow.js, ONNX or Keras.';
  }
  if (parts.has('page.html'))
    return 'A web page cannot be imported. Import the same model as TensorFlow.js, ONNX or Keras.';
  return 'It is no model that Beckon has exported as TensorFlow.js, Keras, ONNX or safetensors.';
}

/** More than a picture's values are ever scaled by. */
const MOST_FACTOR = 1000;

/** The run, as its own file has it, else as far as the model's description tells it. */
function runOf(parts: Parts, embedded: string | null): Run {
  const file = parts.get('run.json');
  const beside = parts.get(DESCRIPTION_FILE);
  const description = beside ?? embedded;
  if (!file && description === null) {
    throw new BeckonError(
      'UNSUPPORTED',
      `It does not say what its answers mean: there is no ${DESCRIPTION_FILE} with it, as an export of Beckon has it.`,
    );
  }
  const run = file
    ? wholeRun(parseJson(file, 'run.json'))
    : toldRun(parseJson(description ?? '', DESCRIPTION_FILE));
  const { classes, preprocess } = run;
  const ids = new Set(classes.map(({ id }) => id));
  const factors = [preprocess.scale, preprocess.offset, preprocess.differenceGain];
  if (classes.length > MAX_CLASSES || ids.size !== classes.length || run.bestEpoch >= run.epochs.length) {
    throw foreignWords.damaged();
  }
  if (run.framing?.least && run.framing.least.length !== classes.length) throw foreignWords.damaged();
  if (factors.some((factor) => Math.abs(factor) > MOST_FACTOR)) throw damaged('run.json', 'preprocess');
  return run;
}

function wholeRun(value: unknown): Run {
  const schema = z.looseObject({ schema: z.number() }).safeParse(value).data?.schema ?? 0;
  if (schema > SCHEMA_VERSION) {
    throw new BeckonError(
      'NEWER_SCHEMA',
      'It was trained by a newer version of Beckon. Update Beckon to import it.',
    );
  }
  const run = runSchema.safeParse(value);
  if (!run.success) throw damaged('run.json', run.error.issues[0]?.path.join('.') ?? '');
  return run.data;
}

const count = z.int().nonnegative().max(100_000);

/** Exports of versions before do not say how much further clips lie that it was kept from. */
const ofAnyVersion = (unseen: unknown): unknown =>
  typeof unseen === 'object' && unseen !== null ? { widening: 1, ...unseen } : unseen;

const descriptionSchema = z.object({
  format: z.literal('beckon-model'),
  version: z.literal(1),
  name: nameSchema,
  created: timeSchema,
  appVersion: z.string(),
  idle: z.int().nonnegative().nullable(),
  preprocess: runSchema.shape.preprocess,
  framing: framingSchema.nullish(),
  unseen: z.preprocess(ofAnyVersion, unseenSchema.nullish()),
  events: eventRuleSchema,
  data: z.object({
    splitBy: z.enum(['session', 'clip']),
    sessions: z.object({ train: count, validation: count, test: count }),
  }),
  /** Exports of versions before have the framing here. */
  training: trainingSchema.extend({ framing: framingSchema.optional() }),
});

function toldRun(value: unknown): Run {
  const { version } = z.looseObject({ version: z.number() }).safeParse(value).data ?? {};
  if (version !== undefined && version > 1) {
    throw new BeckonError(
      'NEWER_SCHEMA',
      'It was exported by a newer version of Beckon. Update Beckon to import it.',
    );
  }
  const told = descriptionSchema.safeParse(value);
  if (!told.success) throw damaged(DESCRIPTION_FILE, told.error.issues[0]?.path.join('.') ?? '');
  const { format: _, version: __, idle, data, framing, unseen, training, ...rest } = told.data;
  const { framing: before, ...learnt } = training;
  const known = framing ?? before;
  return runFrom({
    ...rest,
    training: learnt,
    split: { by: data.splitBy, sessions: data.sessions },
    ...(idle === null ? {} : { idle: true as const }),
    ...(known && { framing: known }),
    ...(unseen && { unseen }),
  });
}

const damaged = (file: string, where: string): BeckonError =>
  new BeckonError('UNREADABLE', `Its ${file} is damaged: “${shorten(where, 60)}” in it is not valid.`);
