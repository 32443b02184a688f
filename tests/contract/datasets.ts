import { expect, it } from 'vitest';
import { bytesOf, newClip, newModel } from '../fixtures/services/fixtures';
import { failure, type Scene } from './scene';

/** Datasets out and in, in pieces where they are large. */
export function datasetCalls(scene: Scene): void {
  it('saves a dataset by the system’s dialog, or in pieces', async () => {
    const { client, withDialog, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Big' });
    await client.clips.add({ slug, clip: newClip(classId, 9, [16, 456, 480, 3]) });
    expect((await client.datasets.formats()).map(({ id }) => id)).toEqual(['zip', 'pictures', 'npz']);
    const answer = await client.datasets.save({ slug, format: 'zip' });
    if (answer.outcome !== 'download') throw new Error(`expected a download, got ${answer.outcome}`);
    expect(answer).toMatchObject({ name: `${slug}-clips.zip`, clips: 1, leftOut: [] });
    const pieces: Blob[] = [];
    for (let offset = 0; offset < answer.size; offset += pieces.at(-1)?.size ?? 0) {
      pieces.push(await client.transfers.read({ id: answer.transfer, offset }));
    }
    expect(pieces).toHaveLength(2);
    await client.transfers.end({ id: answer.transfer });
    expect((await failure(client.transfers.read({ id: answer.transfer, offset: 0 }))).code).toBe('NOT_FOUND');

    const dialog = await withDialog.datasets.save({ slug, format: 'zip' });
    expect(dialog).toEqual({ outcome: 'saved', name: `${slug}-clips.zip`, clips: 1, leftOut: [] });
    expect(Buffer.compare(await bytesOf(new Blob(pieces)), scene.saved()?.bytes ?? new Uint8Array())).toBe(0);
  });

  it('takes in a dataset that was sent in pieces, telling how far it is', async () => {
    const { client, withDialog, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    for (let seed = 0; seed < 40; seed++) await client.clips.add({ slug, clip: newClip(classId, seed) });
    await withDialog.datasets.save({ slug, format: 'zip' });
    const zip = scene.saved()?.bytes ?? new Uint8Array();
    const send = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> => {
      const { id } = await client.transfers.begin();
      const half = bytes.length >> 1;
      await client.transfers.append({ id, offset: 0, bytes: new Blob([bytes.subarray(0, half)]) });
      const second = { id, offset: half, bytes: new Blob([bytes.subarray(half)]) };
      expect(await client.transfers.append(second)).toEqual({ size: bytes.length });
      expect((await failure(client.transfers.append(second))).code).toBe('INVALID');
      return id;
    };
    const transfer = await send(new Uint8Array(zip));
    const job = await client.datasets.import({ transfer, fileName: 'theirs.zip', into: null });
    const told: unknown[] = [];
    let step = await job.next();
    for (; !step.done; step = await job.next()) told.push(step.value);
    expect(told.at(-1)).toEqual({ done: 40, total: 40 });
    expect(step.value).toMatchObject({ added: 40, known: 0, unreadable: [], stopped: false });
    expect((await failure(client.transfers.read({ id: transfer, offset: 0 }))).code).toBe('NOT_FOUND');

    const bad = await client.datasets.import({
      transfer: await send(new Uint8Array(1000)),
      fileName: 'notes.zip',
      into: slug,
    });
    const error = await failure(bad.next());
    expect([error.code, error.message]).toEqual([
      'UNREADABLE',
      '“notes.zip” is not a zip file, or it is cut short.',
    ]);
  });

  it('saves a whole project, and makes one of it', async () => {
    const { client, withDialog, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    await client.clips.add({ slug, clip: newClip(classId, 1) });
    await client.models.save({ slug, model: newModel('run-1') });
    expect(await withDialog.archives.save({ slug })).toEqual({
      outcome: 'saved',
      name: `${slug}.beckon`,
      clips: 1,
      leftOut: [],
    });
    const { id: transfer } = await client.transfers.begin();
    const bytes = new Blob([new Uint8Array(scene.saved()?.bytes ?? [])]);
    await client.transfers.append({ id: transfer, offset: 0, bytes });
    const job = await client.archives.open({ transfer, fileName: 'x.beckon' });
    const told: unknown[] = [];
    let step = await job.next();
    for (; !step.done; step = await job.next()) told.push(step.value);
    expect(told.at(-1)).toEqual({ done: 4, total: 4 });
    const { name } = await client.projects.open({ slug });
    expect(step.value).toMatchObject({ project: { name: `${name} (2)` }, clips: 1, models: 1 });
  });

  it('stops taking a dataset in where the caller ends it', async () => {
    const { client, withDialog, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    for (let seed = 0; seed < 200; seed++) await client.clips.add({ slug, clip: newClip(classId, seed) });
    await withDialog.datasets.save({ slug, format: 'zip' });
    const { id } = await client.transfers.begin();
    await client.transfers.append({
      id,
      offset: 0,
      bytes: new Blob([new Uint8Array(scene.saved()?.bytes ?? [])]),
    });
    const { slug: into } = await client.projects.create({ name: `Half of ${slug}` });
    const stop = new AbortController();
    const input = { transfer: id, fileName: 'x.zip', into };
    const job = await client.datasets.import(input, { signal: stop.signal });
    await job.next();
    stop.abort();
    await expect(job.next()).rejects.toThrow();
    // The transfer goes once the work has ended.
    await expect
      .poll(() => failure(client.transfers.read({ id, offset: 0 })).then(({ code }) => code, String))
      .toBe('NOT_FOUND');
    const { clips, unreadable } = await client.clips.list({ slug: into });
    expect(unreadable).toEqual([]);
    expect(clips.length).toBeGreaterThan(0);
    expect(clips.length).toBeLessThan(200);
  });
}
