import {
  BeckonError,
  nameSchema,
  runSchema,
  SCHEMA_VERSION,
  type Measurements,
  type ModelFiles,
  type Run,
  type RunSummary,
} from '../contract';
import { refitted } from '../shared/score-words';
import { isMissing } from '../store/disk';
import { fromTrashId, toTrashId } from '../store/names';
import { checkId, type ProjectFiles } from '../store/project-files';

const TOPOLOGY = 'model.json';
const WEIGHTS = 'weights.bin';
const RUN = 'run.json';

/** Runs are folders `models/<run id>`; those thrown away lie in `trash/models`. */
export class Models {
  constructor(private readonly files: ProjectFiles) {}

  async list(slug: string): Promise<{ runs: RunSummary[]; unreadable: { id: string; reason: string }[] }> {
    await this.files.read(slug);
    const runs: RunSummary[] = [];
    const unreadable: { id: string; reason: string }[] = [];
    const doing = `list the models of “${slug}”`;
    for (const entry of await this.files.disk.entries(this.files.path(slug, 'models'), doing)) {
      const isFolder = entry.isDirectory() || entry.isSymbolicLink();
      if (!isFolder || entry.name.startsWith('.')) continue;
      try {
        const run = await this.#readRun(slug, entry.name);
        for (const file of [TOPOLOGY, WEIGHTS]) {
          if (!(await this.files.disk.exists(this.#path(slug, run.id, file), doing))) throw incomplete(file);
        }
        runs.push(summarise(run));
      } catch (error) {
        if (!(error instanceof BeckonError)) throw error;
        unreadable.push({ id: entry.name, reason: error.message });
      }
    }
    runs.sort((a, b) => b.created.localeCompare(a.created) || (a.id < b.id ? 1 : -1));
    return { runs, unreadable };
  }

  save(slug: string, { run, topology, weights }: ModelFiles): Promise<Run> {
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const path = this.#path(slug, run.id);
      const doing = `save the model “${run.name}”`;
      if (await this.files.disk.exists(path, doing)) {
        throw new BeckonError('ALREADY_EXISTS', `There is already a model with the id ${run.id}.`);
      }
      await this.files.disk.writeFolder(
        path,
        {
          [TOPOLOGY]: [new Uint8Array(await topology.arrayBuffer())],
          [WEIGHTS]: [new Uint8Array(await weights.arrayBuffer())],
          [RUN]: [`${JSON.stringify(run, null, 2)}\n`],
        },
        doing,
      );
      return run;
    });
  }

  async read(slug: string, runId: string): Promise<ModelFiles> {
    await this.files.read(slug);
    const run = await this.#readRun(slug, runId);
    const [topology, weights] = await Promise.all([
      this.#readFile(slug, runId, TOPOLOGY),
      this.#readFile(slug, runId, WEIGHTS),
    ]);
    if (!topology) throw incomplete(TOPOLOGY);
    if (!weights) throw incomplete(WEIGHTS);
    return { run, topology: new Blob([topology]), weights: new Blob([weights]) };
  }

  async report(slug: string, runId: string): Promise<Run> {
    await this.files.read(slug);
    return this.#readRun(slug, runId);
  }

  rename(slug: string, runId: string, name: string): Promise<Run> {
    return this.files.locked(slug, async () => {
      const checked = nameSchema.safeParse(name);
      if (!checked.success) {
        throw new BeckonError('INVALID', checked.error.issues[0]?.message ?? 'This name is not valid.');
      }
      return this.#change(slug, runId, { name: checked.data }, `rename the model to “${name}”`);
    });
  }

  /** Keeps with a run what was found out about it. */
  note(slug: string, runId: string, measurements: Measurements): Promise<Run> {
    return this.files.locked(slug, () =>
      this.#change(slug, runId, measurements, 'keep the measurements with the model'),
    );
  }

  async #change(slug: string, runId: string, change: Partial<Run>, doing: string): Promise<Run> {
    const run = { ...(await this.#readRun(slug, runId)), ...change };
    await this.files.disk.writeJson(this.#path(slug, runId, RUN), run, doing);
    return run;
  }

  remove(slug: string, runId: string): Promise<{ trashId: string }> {
    return this.files.locked(slug, async () => {
      const from = this.#path(slug, runId);
      const doing = 'move the model to the trash';
      if (!(await this.files.disk.exists(from, doing))) throw noModel(runId);
      const trashId = toTrashId(runId);
      await this.files.disk.move([{ from, to: this.#trash(slug, trashId) }], doing);
      return { trashId };
    });
  }

  restore(slug: string, trashId: string): Promise<Run> {
    return this.files.locked(slug, async () => {
      const runId = fromTrashId(trashId);
      const doing = 'restore the model';
      if (runId === null || !(await this.files.disk.exists(this.#trash(slug, trashId), doing))) {
        throw new BeckonError('NOT_FOUND', 'This model is no longer in the trash.');
      }
      const to = this.#path(slug, runId);
      if (await this.files.disk.exists(to, doing)) {
        throw new BeckonError('ALREADY_EXISTS', `There is already a model with the id ${runId}.`);
      }
      await this.files.disk.move([{ from: this.#trash(slug, trashId), to }], doing);
      return this.#readRun(slug, runId);
    });
  }

  #path(slug: string, runId: string, ...names: string[]): string {
    checkId(runId, 'model');
    return this.files.path(slug, 'models', runId, ...names);
  }

  #trash(slug: string, trashId: string): string {
    return this.files.path(slug, 'trash', 'models', trashId);
  }

  /** Null where it is missing. */
  #readFile(slug: string, runId: string, file: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.files.disk.attempt(`read the model's ${file}`, (fs) =>
      fs.readFile(this.#path(slug, runId, file)).then(
        (bytes) => new Uint8Array(bytes),
        (error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        },
      ),
    );
  }

  async #readRun(slug: string, runId: string): Promise<Run> {
    const bytes = await this.#readFile(slug, runId, RUN);
    if (!bytes) {
      const there = await this.files.disk.exists(this.#path(slug, runId), 'read the model');
      throw there ? incomplete(RUN) : noModel(runId);
    }
    const value = parse(bytes);
    const schema = (value as { schema?: unknown } | null | undefined)?.schema;
    if (typeof schema === 'number' && schema > SCHEMA_VERSION) {
      throw new BeckonError(
        'NEWER_SCHEMA',
        'This model was trained by a newer version of Beckon. Update Beckon to use it.',
      );
    }
    const run = runSchema.safeParse(value);
    if (!run.success) {
      const where = run.error.issues[0]?.path.join('.') ?? '';
      const what = value === undefined ? 'it is not valid JSON' : `its “${where}” is not valid`;
      throw new BeckonError('UNREADABLE', `The model’s ${RUN} is damaged: ${what}.`);
    }
    if (run.data.id === runId) return run.data;
    return { ...run.data, id: runId };
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

const noModel = (runId: string): BeckonError => new BeckonError('NOT_FOUND', `There is no model “${runId}”.`);

const incomplete = (file: string): BeckonError =>
  new BeckonError('UNREADABLE', `The model’s ${file} is missing.`);

function summarise(run: Run): RunSummary {
  return {
    id: run.id,
    name: run.name,
    created: run.created,
    classes: run.classes.length,
    epochs: run.epochs.length,
    trainAccuracy: run.metrics.train.accuracy,
    validationAccuracy: run.metrics.validation?.accuracy ?? null,
    testAccuracy: run.metrics.test?.accuracy ?? null,
    testSessions: run.metrics.test ? run.split.sessions.test : [],
    refitted: refitted(run),
  };
}
