import {
  BeckonError,
  checkpointStateSchema,
  SCHEMA_VERSION,
  type CheckpointFiles,
  type CheckpointState,
} from '../contract';
import { readRange } from '../store/clip-file';
import { isMissing, type OpenFile } from '../store/disk';
import { fromTrashId, toTrashId } from '../store/names';
import type { ProjectFiles } from '../store/project-files';
import { encodeHeader, headerEnd, parseHeader, type Tensor } from '../store/safetensors';

export const CHECKPOINT_EXTENSION = '.safetensors';
const CHECKPOINT = 'checkpoint';
const DOING = 'read the interrupted training';

/**
 * The run that is not over is one safetensors file, `training/checkpoint.safetensors`: `numbers` float32, and `state`,
 * JSON. A discarded one lies in `trash/training`.
 */
export class Checkpoints {
  constructor(private readonly files: ProjectFiles) {}

  save(slug: string, { state, numbers }: CheckpointFiles): Promise<void> {
    const doing = 'save the training’s progress';
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      if (numbers.size % 4 !== 0) throw new BeckonError('INVALID', 'The numbers are not whole float32 ones.');
      const json = new TextEncoder().encode(JSON.stringify(state));
      const header = encodeHeader(
        [
          { name: 'numbers', dtype: 'F32', shape: [numbers.size / 4] },
          { name: 'state', dtype: 'U8', shape: [json.length] },
        ],
        {},
      );
      await this.files.disk.makeFolder(this.files.path(slug, 'training'), doing);
      const chunks = [header, new Uint8Array(await numbers.arrayBuffer()), json];
      await this.files.disk.write(this.#path(slug), chunks, doing);
    });
  }

  /** Reads no numbers. A damaged one is set aside, and `problem` names it. */
  look(slug: string): Promise<{ state: CheckpointState | null; problem: string | null }> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      try {
        const found = await this.#open(slug, this.#path(slug), false);
        return { state: found?.state ?? null, problem: null };
      } catch (error) {
        if (error instanceof BeckonError) return { state: null, problem: error.message };
        throw error;
      }
    });
  }

  read(slug: string): Promise<CheckpointFiles> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const found = await this.#open(slug, this.#path(slug), true);
      if (!found) throw none();
      return found;
    });
  }

  clear(slug: string): Promise<void> {
    return this.files.locked(slug, () =>
      this.files.disk.attempt('remove the training’s saved progress', (fs) =>
        fs.rm(this.#path(slug), { recursive: true, force: true }),
      ),
    );
  }

  discard(slug: string): Promise<{ trashId: string }> {
    return this.files.locked(slug, async () => {
      const doing = 'discard the interrupted training';
      const from = this.#path(slug);
      if (!(await this.files.disk.exists(from, doing))) throw none();
      const trashId = toTrashId(CHECKPOINT);
      await this.files.disk.move([{ from, to: this.#trash(slug, trashId) }], doing);
      return { trashId };
    });
  }

  restore(slug: string, trashId: string): Promise<CheckpointState> {
    return this.files.locked(slug, async () => {
      const doing = 'restore the interrupted training';
      const [from, to] = [this.#trash(slug, trashId), this.#path(slug)];
      if (fromTrashId(trashId) === null || !(await this.files.disk.exists(from, doing))) {
        throw new BeckonError('NOT_FOUND', 'This training is no longer in the trash.');
      }
      if (await this.files.disk.exists(to, doing)) {
        throw new BeckonError(
          'ALREADY_EXISTS',
          'Another training has started since. Finish or discard it first, then restore this one.',
        );
      }
      await this.files.disk.move([{ from, to }], doing);
      const found = await this.#open(slug, to, false);
      if (!found) throw none();
      return found.state;
    });
  }

  #path(slug: string): string {
    return this.files.path(slug, 'training', CHECKPOINT + CHECKPOINT_EXTENSION);
  }

  #trash(slug: string, trashId: string): string {
    return this.files.path(slug, 'trash', 'training', trashId + CHECKPOINT_EXTENSION);
  }

  /** Null where there is none. A damaged one is moved out of the way, and the error says what it is called now. */
  async #open(slug: string, path: string, withNumbers: boolean): Promise<CheckpointFiles | null> {
    try {
      return await this.files.disk.attempt(DOING, async (fs) => {
        const file = await fs.open(path, 'r').catch((error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        });
        if (!file) return null;
        try {
          return await decode(file, withNumbers);
        } finally {
          await file.close();
        }
      });
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      const name = `${CHECKPOINT}.damaged-${Date.now().toString(36)}${CHECKPOINT_EXTENSION}`;
      const to = this.files.path(slug, 'training', name);
      await this.files.disk.move([{ from: path, to }], 'set the damaged training aside');
      throw new BeckonError(
        'UNREADABLE',
        `The saved progress of the interrupted training is damaged, so it cannot be resumed. ${error.message} It is kept as training/${name}.`,
        { cause: error },
      );
    }
  }
}

/** The file is there and holds no checkpoint. */
class Damage extends BeckonError {
  constructor(reason: string, cause?: unknown) {
    super('UNREADABLE', reason, { cause });
  }
}

const none = (): BeckonError => new BeckonError('NOT_FOUND', 'There is no interrupted training.');

async function decode(file: OpenFile, withNumbers: boolean): Promise<CheckpointFiles> {
  const { size } = await file.stat();
  const { numbers, state } = await layout(file, size);
  const value = parse(await readRange(file, state.start, state.end));
  const schema = (value as { schema?: unknown } | null | undefined)?.schema;
  if (typeof schema === 'number' && schema > SCHEMA_VERSION) {
    throw new BeckonError(
      'NEWER_SCHEMA',
      'The interrupted training was started by a newer version of Beckon. Update Beckon to resume it.',
    );
  }
  const parsed = checkpointStateSchema.safeParse(value);
  if (!parsed.success)
    throw new Damage(`Its “${parsed.error.issues[0]?.path.join('.').slice(0, 60) ?? ''}” is not valid.`);
  const bytes = withNumbers ? [await readRange(file, numbers.start, numbers.end)] : [];
  return { state: parsed.data, numbers: new Blob(bytes) };
}

/** Where its two parts lie. */
async function layout(file: OpenFile, size: number): Promise<{ numbers: Tensor; state: Tensor }> {
  try {
    const end = headerEnd(await readRange(file, 0, Math.min(size, 8)), size);
    const { tensors } = parseHeader(await readRange(file, 0, end), size);
    const [numbers, state] = [tensors.get('numbers'), tensors.get('state')];
    if (!numbers || !state) throw new Damage('A part of it is missing.');
    return { numbers, state };
  } catch (error) {
    if (!(error instanceof BeckonError) || error instanceof Damage) throw error;
    throw new Damage(error.message, error);
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
