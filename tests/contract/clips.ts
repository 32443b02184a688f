import { expect, it } from 'vitest';
import { bytesOf, newClip, surrounded } from '../fixtures/services/fixtures';
import { failure, type Scene } from './scene';

/** Clips there and back, what is done to them, and how that is taken back. */
export function clipCalls(scene: Scene): void {
  it('carries clips there and back', async () => {
    const { client, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    const { classId: other } = await client.classes.add({ slug, name: 'Stop' });
    const a = await client.clips.add({ slug, clip: newClip(classId, 1) });
    const b = await client.clips.add({ slug, clip: newClip(classId, 2, [3, 2, 2, 3]) });
    expect((await client.clips.list({ slug })).clips).toEqual([a, b]);

    const batch = await client.clips.read({ slug, clips: [b, a, { classId, id: 'gone' }] });
    expect(batch.clips).toEqual([
      { ...b, timestamps: newClip(classId, 2, [3, 2, 2, 3]).timestamps },
      { ...a, timestamps: newClip(classId, 1).timestamps },
    ]);
    const expected = new Blob([newClip('x', 2, [3, 2, 2, 3]).frames, newClip('x', 1).frames]);
    expect(await bytesOf(batch.frames)).toEqual(await bytesOf(expected));
    expect(batch.surroundings.size).toBe(0);
    expect(batch.unreadable).toMatchObject([{ classId, file: 'gone.safetensors' }]);

    const c = await client.clips.add({ slug, clip: surrounded(newClip(classId, 3), 2, 1) });
    expect(c.surroundings).toEqual({ before: 2, after: 1 });
    const both = await client.clips.read({ slug, clips: [a, c], surroundings: true });
    expect(await bytesOf(both.surroundings)).toEqual(
      await bytesOf(surrounded(newClip(classId, 3), 2, 1).surroundings?.frames ?? new Blob()),
    );
    const short = { ...newClip(classId, 4), surroundings: { before: [-1], after: [], frames: new Blob() } };
    expect((await failure(client.clips.add({ slug, clip: short }))).code).toBe('INVALID');
    await client.clips.remove({ slug, clips: [c] });

    expect(await client.clips.relabel({ slug, clips: [a], to: other })).toEqual([{ ...a, classId: other }]);
    const { trashIds } = await client.clips.remove({ slug, clips: [b] });
    expect((await client.clips.list({ slug })).clips).toEqual([{ ...a, classId: other }]);
    expect(await client.clips.restore({ slug, trashIds })).toEqual([b]);
  });

  it('takes back and does again what was done to clips, and empties the trash', async () => {
    const { client, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    const { classId: other } = await client.classes.add({ slug, name: 'Stop' });
    const clip = await client.clips.add({ slug, clip: newClip(classId, 1) });
    const [moved] = await client.clips.relabel({ slug, clips: [clip], to: other });
    const { done } = await client.history.state({ slug });
    expect(done).toMatchObject([{ kind: 'relabel', clips: 1, to: other }]);
    const undone = await client.history.undo({ slug, step: done[0]?.id });
    expect(undone).toEqual({ step: done[0], gone: [{ classId: other, id: clip.id }], came: [clip] });
    expect((await client.history.redo({ slug })).came).toEqual([moved]);
    await client.clips.remove({ slug, clips: [{ classId: other, id: clip.id }] });
    expect(await client.trash.list({ slug })).toMatchObject([{ kind: 'clip', name: other, clips: 1 }]);
    expect(await client.trash.empty({ slug })).toEqual({ clips: 1 });
    expect(await client.history.state({ slug })).toEqual({ done: [], undone: [] });
    expect((await failure(client.history.undo({ slug }))).message).toBe('There is nothing to undo.');
  });

  it('tells of changes until it is ended', async () => {
    const { client, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    const changes = await client.projects.changes({ slug });
    expect((await changes.next()).value).toEqual({ kind: 'watching' });
    const clip = await client.clips.add({ slug, clip: newClip(classId) });
    let told = await changes.next();
    while (!told.done && told.value.kind !== 'clips') told = await changes.next();
    expect(told.value).toEqual({ kind: 'clips', gone: [], came: [clip] });
    await changes.return();
    const missing = failure(client.projects.changes({ slug: 'no-such' }).then((one) => one.next()));
    expect((await missing).code).toBe('NOT_FOUND');
  });

  it('takes clips out together that came in together', async () => {
    const { client, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    const clips = [
      await client.clips.add({ slug, clip: newClip(classId, 1) }),
      await client.clips.add({ slug, clip: newClip(classId, 2) }),
    ];
    await client.history.added({ slug, clips: clips.map(({ id }) => ({ classId, id })) });
    expect((await client.history.undo({ slug })).gone).toHaveLength(2);
    expect((await client.clips.list({ slug })).clips).toEqual([]);
    expect((await client.history.redo({ slug })).came).toEqual(clips);
    await client.history.added({ slug, clips: clips.map(({ id }) => ({ classId, id })), kind: 'record' });
    expect((await client.history.state({ slug })).done).toMatchObject([
      { kind: 'add', clips: 2, to: null },
      { kind: 'record', clips: 2, to: classId },
    ]);
    const gone = failure(client.history.added({ slug, clips: [{ classId, id: 'gone' }] }));
    expect((await gone).code).toBe('NOT_FOUND');
  });

  it('cuts a clip to a part of it', async () => {
    const { client, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    const clip = await client.clips.add({ slug, clip: newClip(classId, 1, [5, 4, 5, 3]) });
    const part = await client.clips.trim({ slug, clip: { classId, id: clip.id }, from: 1, frames: 3 });
    expect(part.shape).toEqual([3, 4, 5, 3]);
    expect((await client.clips.list({ slug })).clips).toEqual([part]);
  });

  it('moves clips to another project', async () => {
    const { client, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Wave' });
    const clip = await client.clips.add({ slug, clip: newClip(classId) });
    const { slug: to } = await client.projects.create({ name: `Other than ${slug}` });
    expect(await client.clips.moveToProject({ slug, clips: [{ classId, id: clip.id }], to })).toEqual({
      moved: 1,
    });
    expect((await client.clips.list({ slug })).clips).toEqual([]);
    expect((await client.clips.list({ slug: to })).clips).toMatchObject([{ classId, id: clip.id }]);
  });

  it('carries a clip of 10 MB there and back, byte for byte', async () => {
    const { client, slug } = scene.now();
    const { classId } = await client.classes.add({ slug, name: 'Big' });
    const shape: [number, number, number, 3] = [16, 456, 480, 3];
    const clip = newClip(classId, 9, shape);
    expect(clip.frames.size).toBeGreaterThan(10_000_000);
    const saved = await client.clips.add({ slug, clip });
    const { frames, clips } = await client.clips.read({ slug, clips: [saved] });
    expect(clips[0]?.timestamps).toEqual(clip.timestamps);
    expect(Buffer.compare(await bytesOf(frames), await bytesOf(clip.frames))).toBe(0);
  });
}
