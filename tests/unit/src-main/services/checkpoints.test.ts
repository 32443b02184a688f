import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createServices, type Services } from '../../../../src-main/services';
import { bytesOf, newCheckpoint, temporaryFolder } from '../../../fixtures/services/fixtures';

let dataDir: string;
let services: Services;
let slug: string;

beforeEach(async () => {
  dataDir = await temporaryFolder();
  services = await createServices(dataDir);
  ({ slug } = await services.projects.create('Hands'));
});

const folder = (): string => join(dataDir, 'projects', slug, 'training');
const file = (): string => join(folder(), 'checkpoint.safetensors');

describe('what is kept of a training', () => {
  it('is replaced by the next, is there after a restart, and goes when its run is over', async () => {
    const { checkpoints } = services;
    await checkpoints.save(slug, newCheckpoint());
    const second = newCheckpoint(9, { seconds: 99 });
    await checkpoints.save(slug, second);
    expect(await readdir(folder())).toEqual(['checkpoint.safetensors']);
    const after = await createServices(dataDir);
    const { state, numbers } = await after.checkpoints.read(slug);
    expect(state).toEqual(second.state);
    expect(await bytesOf(numbers)).toEqual(await bytesOf(second.numbers));
    await after.checkpoints.clear(slug);
    expect(await checkpoints.look(slug)).toEqual({ state: null, problem: null });
    await after.checkpoints.clear(slug);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 10), 'cut short'],
    ['empty', () => Buffer.alloc(0), 'empty'],
    ['of another kind', () => Buffer.from('{"schema":1}'), 'not a safetensors file'],
    [
      'without a seed',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"seed"', '"sead"'), 'latin1'),
      'config.seed',
    ],
  ])('is set aside and named where it is %s', async (_, damage, reason) => {
    const { checkpoints } = services;
    await checkpoints.save(slug, newCheckpoint());
    const damaged = damage(await readFile(file()));
    await writeFile(file(), damaged);
    const { state, problem } = await checkpoints.look(slug);
    expect(state).toBeNull();
    expect(problem).toContain(reason);
    const [name = ''] = await readdir(folder());
    expect(name).toMatch(/^checkpoint\.damaged-\w+\.safetensors$/);
    expect(problem).toContain(`training/${name}`);
    expect(Buffer.compare(await readFile(join(folder(), name)), damaged)).toBe(0);
    expect(await checkpoints.look(slug)).toEqual({ state: null, problem: null });
  });

  it('is left alone where a newer Beckon wrote it', async () => {
    await services.checkpoints.save(slug, newCheckpoint(6, { schema: 2 }));
    const before = await readFile(file());
    expect((await services.checkpoints.look(slug)).problem).toContain('Update Beckon');
    await expect(services.checkpoints.read(slug)).rejects.toMatchObject({ code: 'NEWER_SCHEMA' });
    expect(await readFile(file())).toEqual(before);
  });

  it('comes back after it was discarded, unless another has begun since or the trash was emptied', async () => {
    const { checkpoints, trash } = services;
    await expect(checkpoints.discard(slug)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const first = newCheckpoint(6, { seconds: 1 });
    await checkpoints.save(slug, first);
    const { trashId } = await checkpoints.discard(slug);
    expect((await checkpoints.look(slug)).state).toBeNull();
    expect(await trash.list(slug)).toEqual([{ kind: 'training', trashId, name: trashId, clips: 0 }]);
    await checkpoints.save(slug, newCheckpoint(6, { seconds: 2 }));
    await expect(checkpoints.restore(slug, trashId)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await checkpoints.clear(slug);
    expect(await checkpoints.restore(slug, trashId)).toEqual(first.state);
    const again = await checkpoints.discard(slug);
    await trash.empty(slug);
    await expect(checkpoints.restore(slug, again.trashId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('makes no folder of a project that is gone', async () => {
    await services.projects.remove(slug);
    await expect(services.checkpoints.save(slug, newCheckpoint())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await readdir(join(dataDir, 'projects'))).toEqual([]);
  });
});
