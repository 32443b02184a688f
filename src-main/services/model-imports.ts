import { basename } from 'node:path';
import { BeckonError, type Run, type RunSummary } from '../contract';
import { ZipReader } from '../formats/datasets/read-zip';
import { EXPORT_FILES, fileKind, readExport } from '../formats/models/read-export';
import { explain } from '../store/disk';
import { openRegular } from '../store/file-system';
import { timeId } from '../store/names';
import type { Models } from './models';

/** The most bytes of a file of a model, and of any other. */
const MOST = { model: 512 << 20, text: 64 << 20 } as const;

/** Models that were exported, taken in again as runs. */
export class ModelImports {
  constructor(private readonly models: Models) {}

  /**
   * Makes a run of an export that lies at `path`, whole or not at all; `fileName` is what a person calls it. Rejects with
   * a `BeckonError` that says why it cannot be one.
   */
  async import(slug: string, path: string, fileName = basename(path)): Promise<Run> {
    const { runs } = await this.models.list(slug);
    try {
      const { run, topology, weights } = await readExport(await partsOf(path, fileName));
      return await this.models.save(slug, {
        run: { ...run, id: timeId(), name: freeName(run.name, runs) },
        topology: new Blob([topology]),
        weights: new Blob([weights]),
      });
    } catch (error) {
      if (!(error instanceof BeckonError) || !REFUSALS.has(error.code)) throw error;
      throw new BeckonError(error.code, `“${fileName}” was not imported. ${error.message}`, { cause: error });
    }
  }
}

const REFUSALS: ReadonlySet<string> = new Set(['UNREADABLE', 'UNSUPPORTED', 'NEWER_SCHEMA']);

/** A name that no other run has, so that they are told apart. */
function freeName(name: string, runs: readonly RunSummary[]): string {
  const taken = new Set(runs.map((run) => run.name));
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? name : `${name.slice(0, 50)} (${copy})`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The files of an export, a zip's or one alone, by their names. */
async function partsOf(path: string, fileName: string): Promise<Map<string, Uint8Array>> {
  const bytes = await readAlone(path, fileName);
  const kind = bytes && fileKind(bytes);
  if (bytes && kind !== null) return new Map([[kind ?? '', bytes]]);
  const zip = await ZipReader.open(path, fileName);
  try {
    const [problem] = zip.problems;
    if (problem) throw new BeckonError('UNREADABLE', `${problem.file}: ${problem.reason}`);
    return await readParts(zip);
  } finally {
    zip.close();
  }
}

/** The bytes of a file that is no zip; null where it is one. */
async function readAlone(path: string, fileName: string): Promise<Uint8Array | null> {
  try {
    const file = await openRegular(path);
    try {
      const { size } = await file.stat();
      const first = new Uint8Array(4);
      const { bytesRead } = await file.read(first, 0, 4, 0);
      if (size > MOST.model) throw new BeckonError('UNREADABLE', `It has ${size} bytes; a model has fewer.`);
      if (bytesRead === 0) throw new BeckonError('UNREADABLE', 'The file is empty.');
      if (fileKind(first) === null) return null;
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof BeckonError ? error : explain(error, `read ${fileName}`);
  }
}

async function readParts(zip: ZipReader): Promise<Map<string, Uint8Array>> {
  // A folder that was packed together with what is in it is as good as the files themselves.
  const [top = ''] = /^[^/]+\//.exec(zip.items[0]?.path ?? '') ?? [];
  const skip = zip.items.every(({ path }) => path.startsWith(top)) ? top.length : 0;
  const parts = new Map<string, Uint8Array>();
  for (const item of zip.items) {
    const name = item.path.slice(skip);
    if (!EXPORT_FILES.includes(name)) continue;
    if (parts.has(name)) throw new BeckonError('UNREADABLE', `It holds ${name} twice.`);
    const most = name.endsWith('.json') ? MOST.text : MOST.model;
    try {
      parts.set(name, await zip.read(item, most));
    } catch (error) {
      if (!(error instanceof BeckonError)) throw error;
      throw new BeckonError(error.code, `${name}: ${error.message}`, { cause: error });
    }
  }
  return parts;
}
