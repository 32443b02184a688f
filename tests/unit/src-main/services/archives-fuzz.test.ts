import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { expect, it } from 'vitest';
import { BeckonError } from '../../../../src-main/contract';
import { createServices } from '../../../../src-main/services';
import {
  collect,
  newCaptions,
  newClip,
  newModel,
  temporaryFolder,
} from '../../../fixtures/services/fixtures';
import { unsynced } from '../../../fixtures/services/faulty-fs';
import { change, isSentence, mutate } from '../../../fixtures/services/mutations';

const ZIPS = 500;
const PARTS = 500;

/** Chance is at the zip as a whole, and at single files of a zip that is whole. */
it(
  `an archive that chance has been at opens whole or not at all (${ZIPS + PARTS} archives)`,
  { timeout: 300_000 },
  async () => {
    const around = await temporaryFolder();
    const services = await createServices(join(around, 'data'), { fileSystem: unsynced });
    const { slug } = await services.projects.create('Hands');
    await services.classes.add(slug, 'Wave');
    await services.clips.add(slug, newClip('wave', 1, [1, 2, 2, 3]));
    await services.models.save(slug, newModel('run-1'));
    await services.captions.save(slug, 'run-1', newCaptions());
    const zip = await collect((await services.archives.export(slug)).chunks);
    const files = unzipSync(zip);
    const paths = Object.keys(files);
    const file = join(around, 'fuzzed.beckon');
    await writeFile(file, zip);
    const everything = async (): Promise<string[]> => (await readdir(around, { recursive: true })).sort();
    const before = await everything();

    const changes = fc.array(change, { minLength: 1, maxLength: 4 });
    const archives = [
      ...fc.sample(changes, { numRuns: ZIPS, seed: 20261129 }).map((some) => mutate(zip, some)),
      ...fc.sample(changes, { numRuns: PARTS, seed: 18 }).map((some, index) => {
        const path = paths[index % paths.length] ?? '';
        return zipSync({ ...files, [path]: mutate(files[path] ?? new Uint8Array(), some) }, { level: 0 });
      }),
    ];
    let refused = 0;
    for (const bytes of archives) {
      await writeFile(file, bytes);
      try {
        const { project } = await services.archives.open(file);
        // What opens is whole.
        expect((await services.clips.list(project.slug)).unreadable).toEqual([]);
        expect((await services.models.list(project.slug)).unreadable).toEqual([]);
        await services.projects.remove(project.slug);
      } catch (error) {
        if (!(error instanceof BeckonError)) throw error;
        expect(error.code).not.toBe('INTERNAL');
        expect(error.message).toSatisfy(isSentence);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(archives.length * 0.5);
    const trash = join('data', 'trash');
    expect((await everything()).filter((path) => !path.startsWith(trash))).toEqual(before);
  },
);
