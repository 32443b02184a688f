import {
  BeckonError,
  captionsSchema,
  SCHEMA_VERSION,
  type CaptionFiles,
  type Captions,
  type FoundCaptions,
} from '../contract';
import { isMissing } from '../store/disk';
import { checkId, type ProjectFiles } from '../store/project-files';
import { encodeHeader, parseHeader } from '../store/safetensors';

export const CAPTIONS_FILE = 'captions.safetensors';
/** The note in the file's header that says all but the numbers. */
const NOTE = 'captions';

/**
 * What puts a run's clips into words is one safetensors file beside its model, so that the numbers and what is said of
 * them are replaced together: the weights by name, float32, and in `__metadata__` the rest as JSON.
 */
export class RunCaptions {
  constructor(private readonly files: ProjectFiles) {}

  /** Those that cannot be read stay where they are, and `problem` says why. */
  async find(slug: string, runId: string): Promise<FoundCaptions> {
    await this.files.read(slug);
    const bytes = await this.files.disk.attempt('read what the model learnt to describe', (fs) =>
      fs.readFile(this.#path(slug, runId, CAPTIONS_FILE)).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    );
    if (!bytes) return { files: null, problem: null };
    try {
      return { files: decodeCaptions(new Uint8Array(bytes)), problem: null };
    } catch (error) {
      if (!(error instanceof BeckonError)) throw error;
      return { files: null, problem: error.message };
    }
  }

  /** Puts them in the place of those before, whole or not at all. */
  save(slug: string, runId: string, { captions, weights }: CaptionFiles): Promise<Captions> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const doing = 'save what the model learnt to describe';
      if (!(await this.files.disk.exists(this.#path(slug, runId, 'run.json'), doing))) {
        throw new BeckonError('NOT_FOUND', `There is no model “${runId}”.`);
      }
      const chunks = await encodeCaptions({ captions, weights });
      await this.files.disk.write(this.#path(slug, runId, CAPTIONS_FILE), chunks, doing);
      return captions;
    });
  }

  #path(slug: string, runId: string, name: string): string {
    checkId(runId, 'model');
    return this.files.path(slug, 'models', runId, name);
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

/** The file's bytes, as chunks to write one after another. Rejects where the weights do not fit their tensors. */
export async function encodeCaptions({ captions, weights }: CaptionFiles): Promise<Uint8Array[]> {
  const size = captions.tensors.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (weights.size !== 4 * size) {
    throw new BeckonError('INVALID', `These weights take ${4 * size} bytes, and ${weights.size} were given.`);
  }
  const tensors = captions.tensors.map(({ name, shape }) => ({ name, shape, dtype: 'F32' }));
  const header = encodeHeader(tensors, { [NOTE]: JSON.stringify(captions) });
  return [header, new Uint8Array(await weights.arrayBuffer())];
}

/** Throws a `BeckonError` with the reason where these bytes cannot be used. */
export function decodeCaptions(bytes: Uint8Array<ArrayBuffer>): CaptionFiles {
  const { tensors, metadata } = header(bytes);
  const value = parse(metadata.get(NOTE) ?? '');
  const schema = (value as { schema?: unknown } | null | undefined)?.schema;
  if (typeof schema === 'number' && schema > SCHEMA_VERSION) {
    throw new BeckonError(
      'NEWER_SCHEMA',
      'What this model learnt to describe was saved by a newer version of Beckon. Update Beckon to use it.',
    );
  }
  const parsed = captionsSchema.safeParse(value);
  if (!parsed.success)
    throw damaged(`Its “${parsed.error.issues[0]?.path.join('.').slice(0, 60) ?? ''}” is not valid.`);
  const parts = parsed.data.tensors.map(({ name, shape }) => {
    const found = tensors.get(name);
    if (found?.dtype !== 'F32' || found.shape.join() !== shape.join()) {
      throw damaged(`Its “${name}” is missing or of another size.`);
    }
    return bytes.subarray(found.start, found.end);
  });
  return { captions: parsed.data, weights: new Blob(parts) };
}

function header(bytes: Uint8Array): ReturnType<typeof parseHeader> {
  try {
    return parseHeader(bytes, bytes.length);
  } catch (error) {
    throw error instanceof BeckonError ? damaged(error.message, error) : error;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const damaged = (reason: string, cause?: unknown): BeckonError =>
  new BeckonError(
    'UNREADABLE',
    `What this model learnt to describe cannot be read. ${reason} The model itself is unharmed; learn to describe again.`,
    { cause },
  );
