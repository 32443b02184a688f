import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { BeckonError, type DatasetImportReport } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { collect, newClip, temporaryFolder } from '../../../fixtures/services/fixtures';
import { change, isSentence, mutate } from '../../../fixtures/services/mutations';

const ZIPS = 1500;
/** Zips of damaged clips, and how many there are in each. */
const BAGS = 40;
const CLIPS_A_BAG = 40;
const PICTURES = 400;

interface Scene {
  services: Services;
  slug: string;
  zip: Uint8Array<ArrayBuffer>;
  attempt(bytes: Uint8Array): Promise<DatasetImportReport | BeckonError>;
  /** Files of the data folder outside the project's clips. */
  elsewhere(): Promise<string[]>;
}

async function setScene(): Promise<Scene> {
  const around = await temporaryFolder();
  const services = await createServices(join(around, 'data'));
  const { slug } = await services.projects.create('Hands');
  await services.classes.add(slug, 'Wave');
  await services.classes.add(slug, 'Stop');
  await services.clips.add(slug, newClip('wave', 1, [1, 2, 2, 3]));
  await services.clips.add(slug, newClip('stop', 2, [1, 2, 2, 3]));
  const zip = await collect((await services.datasets.export(slug, 'zip')).chunks);
  const file = join(around, 'fuzzed.zip');
  await writeFile(file, zip);
  return {
    services,
    slug,
    zip,
    attempt: async (bytes) => {
      await writeFile(file, bytes);
      try {
        return await services.datasets.import(file, { into: slug });
      } catch (error) {
        if (error instanceof BeckonError) return error;
        throw error;
      }
    },
    elsewhere: async () => {
      const clips = join('data', 'projects', slug, 'clips');
      return (await readdir(around, { recursive: true })).filter((path) => !path.startsWith(clips)).sort();
    },
  };
}

describe('a dataset that chance has been at', () => {
  it(
    `is taken in as far as it can be, or refused with a sentence (${ZIPS} zips)`,
    { timeout: 300_000 },
    async () => {
      const scene = await setScene();
      const before = await scene.elsewhere();
      let refused = 0;
      let named = 0;
      const mutation = fc.array(change, { minLength: 1, maxLength: 4 });
      for (const changes of fc.sample(mutation, { numRuns: ZIPS, seed: 20261125 })) {
        const outcome = await scene.attempt(mutate(scene.zip, changes));
        const said =
          outcome instanceof BeckonError ? [outcome.message] : outcome.unreadable.map(({ reason }) => reason);
        for (const reason of said) expect(reason).toSatisfy(isSentence);
        if (outcome instanceof BeckonError) {
          expect(outcome.code).not.toBe('INTERNAL');
          refused += 1;
        } else if (said.length > 0) named += 1;
      }
      // Chance must have hit both the zip as a whole and single files in it.
      expect(refused).toBeGreaterThan(100);
      expect(named).toBeGreaterThan(100);
      expect(await scene.elsewhere()).toEqual(before);
      const { clips, unreadable } = await scene.services.clips.list(scene.slug);
      expect(unreadable).toEqual([]);
      const batch = await scene.services.clips.read(scene.slug, clips.slice(0, 500));
      expect(batch.unreadable).toEqual([]);
    },
  );

  it(
    `names every damaged clip and keeps none of them (${BAGS * CLIPS_A_BAG} safetensors)`,
    { timeout: 300_000 },
    async () => {
      const scene = await setScene();
      const before = await scene.elsewhere();
      const files = unzipSync(scene.zip);
      const [clip = new Uint8Array()] = Object.entries(files)
        .filter(([path]) => path.endsWith('.safetensors'))
        .map(([, bytes]) => bytes);
      const bags = fc.sample(
        fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), {
          minLength: CLIPS_A_BAG,
          maxLength: CLIPS_A_BAG,
        }),
        { numRuns: BAGS, seed: 4 },
      );
      let named = 0;
      for (const [number, bag] of bags.entries()) {
        const damaged = bag.map(
          (changes, index) => [`clips/wave/z${number}-${index}.safetensors`, mutate(clip, changes)] as const,
        );
        const report = await scene.attempt(
          zipSync({ ...files, ...Object.fromEntries(damaged) }, { level: 0 }),
        );
        if (report instanceof BeckonError) throw report;
        expect(report.added + report.known + report.unreadable.length).toBe(CLIPS_A_BAG + 2);
        for (const { reason } of report.unreadable) expect(reason).toSatisfy(isSentence);
        named += report.unreadable.length;
      }
      expect(named).toBeGreaterThan(BAGS * CLIPS_A_BAG * 0.5);
      expect(await scene.elsewhere()).toEqual(before);
      const { clips, unreadable } = await scene.services.clips.list(scene.slug);
      expect(unreadable).toEqual([]);
      for (let from = 0; from < clips.length; from += 500) {
        const batch = await scene.services.clips.read(scene.slug, clips.slice(from, from + 500));
        expect(batch.unreadable).toEqual([]);
      }
    },
  );

  it(
    `of pictures is taken in as far as it can be (${PICTURES} damaged pictures)`,
    { timeout: 300_000 },
    async () => {
      const scene = await setScene();
      const before = await scene.elsewhere();
      const files = unzipSync(
        await collect((await scene.services.datasets.export(scene.slug, 'pictures')).chunks),
      );
      const file = (end: string): Uint8Array =>
        Object.entries(files).find(([path]) => path.endsWith(end))?.[1] ?? new Uint8Array();
      const mutations = fc.sample(fc.array(change, { minLength: 1, maxLength: 3 }), {
        numRuns: PICTURES,
        seed: 9,
      });
      const damaged = mutations.flatMap((changes, index): [string, Uint8Array][] => {
        const at = (name: string): string => `clips/wave/p${index}/${name}`;
        const mend = index % 4 !== 0;
        return [
          [at('clip.json'), mend ? file('clip.json') : mutate(file('clip.json'), changes)],
          [at('0001.png'), mend ? mutate(file('0001.png'), changes) : file('0001.png')],
        ];
      });
      const report = await scene.attempt(zipSync({ ...files, ...Object.fromEntries(damaged) }, { level: 0 }));
      if (report instanceof BeckonError) throw report;
      for (const { reason } of report.unreadable) expect(reason).toSatisfy(isSentence);
      expect(report.added + report.known + report.unreadable.length).toBe(PICTURES + 2);
      expect(report.unreadable.length).toBeGreaterThan(PICTURES * 0.5);
      expect(await scene.elsewhere()).toEqual(before);
      expect((await scene.services.clips.list(scene.slug)).unreadable).toEqual([]);
    },
  );
});
