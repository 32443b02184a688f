import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServices, type Services } from '../../../../src-main/services';
import { dyingFileSystem } from '../../../fixtures/services/faulty-fs';
import { bytesOf, newCaptions, newModel, temporaryFolder } from '../../../fixtures/services/fixtures';

let dataDir: string;
let services: Services;
let slug: string;
let file: string;

beforeEach(async () => {
  dataDir = await temporaryFolder();
  services = await createServices(dataDir);
  slug = (await services.projects.create('Hands')).slug;
  await services.models.save(slug, newModel('run-1'));
  file = join(dataDir, 'projects', slug, 'models', 'run-1', 'captions.safetensors');
});

const loss = async (): Promise<number | undefined> =>
  (await services.captions.find(slug, 'run-1')).files?.captions.losses[0];

describe('captions', () => {
  it('go with their run into the trash and back, and nowhere else', async () => {
    await services.captions.save(slug, 'run-1', newCaptions());
    const { trashId } = await services.models.remove(slug, 'run-1');
    await expect(services.captions.save(slug, 'run-1', newCaptions())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await services.models.restore(slug, trashId);
    const { files } = await services.captions.find(slug, 'run-1');
    expect(files?.captions).toEqual(newCaptions().captions);
    expect(await bytesOf(files?.weights ?? new Blob())).toEqual(await bytesOf(newCaptions().weights));
  });

  it('are replaced whole or not at all, wherever writing is cut off', async () => {
    await services.captions.save(slug, 'run-1', newCaptions());
    const next = newCaptions({ losses: [9] });
    for (let steps = 0; ; steps++) {
      const { fileSystem, died } = dyingFileSystem(steps);
      const dying = await createServices(dataDir, { fileSystem }).catch(() => null);
      await dying?.captions.save(slug, 'run-1', next).catch(() => undefined);
      expect([1.5, 9]).toContain(await loss());
      if (!died()) break;
    }
    expect(await loss()).toBe(9);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5)],
    ['no such file', () => Buffer.from('This is something else.')],
    [
      'of other sizes',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('[4,2]', '[2,4]'), 'latin1'),
    ],
    [
      'of a newer Beckon',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace('"schema\\":1', '"schema\\":9'), 'latin1'),
    ],
  ])('that are %s cost nothing else, and are left as they are', async (_, change) => {
    await services.captions.save(slug, 'run-1', newCaptions());
    const damaged = change(await readFile(file));
    await writeFile(file, damaged);
    const { files, problem } = await services.captions.find(slug, 'run-1');
    expect(files).toBeNull();
    expect(problem).toMatch(/learn to describe again\.$|Update Beckon to use it\.$/);
    expect((await services.models.read(slug, 'run-1')).run.id).toBe('run-1');
    expect(await readFile(file)).toEqual(damaged);
    await services.captions.save(slug, 'run-1', newCaptions());
    expect(await loss()).toBe(1.5);
  });

  it('whose numbers do not fit what is said of them are refused', async () => {
    const files = { ...newCaptions(), weights: new Blob([new Float32Array(3)]) };
    await expect(services.captions.save(slug, 'run-1', files)).rejects.toMatchObject({ code: 'INVALID' });
  });
});
