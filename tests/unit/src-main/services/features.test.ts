import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServices, type Services } from '../../../../src-main/services';
import { bytesOf, newFeatures, temporaryFolder } from '../../../fixtures/services/fixtures';

let services: Services;
let slug: string;
let file: string;

beforeEach(async () => {
  const dataDir = await temporaryFolder();
  services = await createServices(dataDir);
  slug = (await services.projects.create('Hands')).slug;
  file = join(dataDir, 'projects', slug, 'features', 'clips.safetensors');
});

describe('what is kept of clips', () => {
  it('is there until it is replaced', async () => {
    expect(await services.features.read(slug)).toBeNull();
    await services.features.save(slug, newFeatures());
    const kept = await services.features.read(slug);
    expect(kept).toMatchObject({ network: 'motion', units: 3, clips: newFeatures().clips });
    expect(await bytesOf(kept?.values ?? new Blob())).toEqual(await bytesOf(newFeatures().values));
    await services.features.save(slug, newFeatures({ network: 'other', clips: [], values: new Blob([]) }));
    expect(await services.features.read(slug)).toMatchObject({ network: 'other', clips: [] });
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5)],
    ['something else', () => Buffer.from('This is something else.')],
    [
      'of other sizes',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('[4,3]', '[3,4]'), 'latin1'),
    ],
    [
      'without its note',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"features"', '"featureZ"'), 'latin1'),
    ],
  ])('counts as not there where its file is %s, and is replaced', async (_, change) => {
    await services.features.save(slug, newFeatures());
    await writeFile(file, change(await readFile(file)));
    expect(await services.features.read(slug)).toBeNull();
    await services.features.save(slug, newFeatures());
    expect(await services.features.read(slug)).not.toBeNull();
  });

  it('is refused where numbers and clips do not fit', async () => {
    const values = new Blob([new Float32Array(11)]);
    await expect(services.features.save(slug, newFeatures({ values }))).rejects.toMatchObject({
      code: 'INVALID',
    });
    await expect(services.features.save('gone', newFeatures())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
