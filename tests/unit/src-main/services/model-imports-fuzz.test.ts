import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { BeckonError } from '../../../../src-main/contract';
import { findExporter } from '../../../../src-main/formats/models';
import { createServices } from '../../../../src-main/services';
import { randomNetwork } from '../../../fixtures/networks';
import { temporaryFolder } from '../../../fixtures/services/fixtures';
import { unsynced } from '../../../fixtures/services/faulty-fs';
import { change, isSentence, mutate } from '../../../fixtures/services/mutations';

const FORMATS = ['tfjs', 'keras', 'h5', 'onnx', 'safetensors'];
/** Of each format, a third each: the zip, a file of a zip that is whole, and the model's own file alone. */
const EACH = 240;

it(
  `an export that chance has been at is a run or none (${FORMATS.length * EACH} exports)`,
  { timeout: 300_000 },
  async () => {
    const around = await temporaryFolder();
    const services = await createServices(join(around, 'data'), { fileSystem: unsynced });
    const { slug } = await services.projects.create('Hands');
    const file = join(around, 'fuzzed');
    await writeFile(file, '');
    const everything = async (): Promise<string[]> => (await readdir(around, { recursive: true })).sort();
    const before = await everything();
    const model = await randomNetwork({ config: { bottleneck: 2 }, spec: { frames: 2 } });
    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    let refused = 0;
    for (const format of FORMATS) {
      const zip = await findExporter(format).build(model);
      const files = unzipSync(zip);
      const paths = Object.keys(files).filter((path) =>
        /^(model\.|weights|config|run|beckon\.json)/.test(path),
      );
      const own = paths.find((path) => path.startsWith('model.')) ?? '';
      const seed = FORMATS.indexOf(format);
      const samples = fc.sample(changes, { numRuns: EACH, seed });
      for (const [index, some] of samples.entries()) {
        const path = paths[Math.floor(index / 3) % paths.length] ?? '';
        const alone = mutate(files[own] ?? new Uint8Array(), some);
        const bytes = [
          () => mutate(zip, some),
          () => zipSync({ ...files, [path]: mutate(files[path] ?? new Uint8Array(), some) }, { level: 0 }),
          () => alone,
        ][index % 3];
        await writeFile(file, bytes?.() ?? alone);
        try {
          const run = await services.modelImports.import(slug, file);
          // What comes in is whole.
          expect((await services.models.list(slug)).unreadable).toEqual([]);
          await services.models.remove(slug, run.id);
        } catch (error) {
          if (!(error instanceof BeckonError)) throw error;
          expect(error.code, error.message).not.toBe('INTERNAL');
          expect(error.message).toSatisfy(isSentence);
          refused += 1;
        }
      }
    }
    expect(refused).toBeGreaterThan(FORMATS.length * EACH * 0.4);
    const trash = join('data', 'projects', slug, 'trash');
    const left = (await everything()).filter(
      (path) => !path.startsWith(trash) && !path.endsWith(join(slug, 'models')),
    );
    expect(left).toEqual(before);
  },
);
