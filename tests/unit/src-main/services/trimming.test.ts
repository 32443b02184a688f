import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { fromTrashId } from '../../../../src-main/store/names';
import { dyingFileSystem } from '../../../fixtures/services/faulty-fs';
import { bytesOf, newClip, surrounded, temporaryFolder } from '../../../fixtures/services/fixtures';

let dataDir: string;
let services: Services;
let slug: string;
let whole: ClipInfo;
const clip = newClip('wave', 4, [6, 4, 5, 3], 'Ada');

beforeEach(async () => {
  dataDir = await temporaryFolder();
  services = await createServices(dataDir);
  slug = (await services.projects.create('Hands')).slug;
  await services.classes.add(slug, 'Wave');
  whole = await services.clips.add(slug, clip);
});

const restart = async (): Promise<void> => {
  services = await createServices(dataDir);
  await services.projects.open(slug);
};
const listed = async (): Promise<ClipInfo[]> => (await services.clips.list(slug)).clips;
const trash = async (): Promise<number> => (await services.trash.list(slug)).length;

describe('trimming a clip', () => {
  it('puts the part in the place of the whole, with its times and what else is known of it', async () => {
    const part = await services.trimming.trim(slug, whole, 2, 3);
    expect(await listed()).toEqual([part]);
    expect(part).toMatchObject({ classId: 'wave', shape: [3, 4, 5, 3], meta: whole.meta });
    const { frames, clips } = await services.clips.read(slug, [part]);
    expect(clips[0]?.timestamps).toEqual(clip.timestamps.slice(2, 5));
    expect(await bytesOf(frames)).toEqual((await bytesOf(clip.frames)).slice(2 * 60, 5 * 60));
  });

  it('keeps up to half a second of what is cut away next to the part', async () => {
    const around = surrounded(newClip('wave', 4, [16, 4, 5, 3], 'Ada'));
    const all = new Blob([
      (around.surroundings?.frames ?? new Blob()).slice(0, 2 * 60),
      around.frames,
      (around.surroundings?.frames ?? new Blob()).slice(2 * 60),
    ]);
    const clip16 = await services.clips.add(slug, around);
    expect(clip16.surroundings).toEqual({ before: 2, after: 3 });
    const framesOf = async (clip: ClipInfo): Promise<[Uint8Array, Uint8Array]> => {
      const { frames, surroundings } = await services.clips.read(slug, [clip], true);
      return [await bytesOf(frames), await bytesOf(surroundings)];
    };
    const strip = async (start: number, end: number): Promise<Uint8Array> =>
      bytesOf(all.slice(start * 60, end * 60));

    const early = await services.trimming.trim(slug, clip16, 1, 8);
    expect(early.surroundings).toEqual({ before: 3, after: 5 });
    expect(await framesOf(early)).toEqual([
      await strip(3, 11),
      Uint8Array.of(...(await strip(0, 3)), ...(await strip(11, 16))),
    ]);
    // What an earlier cut left is still next to it.
    const earlier = await services.trimming.trim(slug, early, 4, 4);
    expect(earlier.surroundings).toEqual({ before: 5, after: 5 });
    expect(await framesOf(earlier)).toEqual([
      await strip(7, 11),
      Uint8Array.of(...(await strip(2, 7)), ...(await strip(11, 16))),
    ]);
    await services.history.undo(slug);
    await services.history.undo(slug);
    expect((await listed()).at(-1)).toEqual(clip16);
  });

  it('leaves the part the text of the whole', async () => {
    await services.projects.setTexts(slug, { [whole.id]: 'a slow wave' });
    const part = await services.trimming.trim(slug, whole, 2, 3);
    expect((await services.projects.open(slug)).texts?.[part.id]).toBe('a slow wave');
  });

  it('is taken back and done again, also after a restart', async () => {
    const part = await services.trimming.trim(slug, whole, 0, 4);
    for (let round = 0; round < 2; round++) {
      await restart();
      expect(await services.history.undo(slug)).toMatchObject({
        step: { kind: 'trim', clips: 1 },
        gone: [{ id: part.id }],
        came: [whole],
      });
      expect(await listed()).toEqual([whole]);
      await restart();
      expect((await services.history.redo(slug)).came).toEqual([part]);
      expect(await listed()).toEqual([part]);
    }
  });

  it('can no longer be taken back once the trash is emptied', async () => {
    const part = await services.trimming.trim(slug, whole, 1, 2);
    expect(await trash()).toBe(1);
    await services.trash.empty(slug);
    expect(await services.history.state(slug)).toEqual({ done: [], undone: [] });
    expect(await listed()).toEqual([part]);

    const again = await services.trimming.trim(slug, part, 0, 1);
    await services.history.undo(slug);
    await services.trash.empty(slug);
    expect(await services.history.state(slug)).toEqual({ done: [], undone: [] });
    expect(await listed()).toEqual([part]);
    expect(again.id).not.toBe(part.id);
  });

  it('is refused where there is nothing to cut, or nothing to cut it from', async () => {
    for (const [from, frames] of [
      [0, 6],
      [4, 3],
      [9, 1],
    ] as const) {
      await expect(services.trimming.trim(slug, whole, from, frames)).rejects.toMatchObject({
        code: 'INVALID',
      });
    }
    const gone = { classId: 'wave', id: 'gone' };
    await expect(services.trimming.trim(slug, gone, 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await listed()).toEqual([whole]);
    expect(await trash()).toBe(0);
  });

  it('is done wholly or not at all, wherever the process dies', async () => {
    let [before, after] = [0, 0];
    for (let at = 0; ; at++) {
      const folder = await temporaryFolder();
      const first = await createServices(folder);
      await first.projects.create('Hands');
      await first.classes.add(slug, 'Wave');
      const { id } = await first.clips.add(slug, clip);
      const { fileSystem, died } = dyingFileSystem(at);
      const dying = await createServices(folder, { fileSystem }).catch(() => null);
      await dying?.trimming.trim(slug, { classId: 'wave', id }, 2, 3).catch(() => undefined);

      const { clips, projects, trash, history } = await createServices(folder);
      await projects.open(slug);
      const { clips: there, unreadable } = await clips.list(slug);
      expect([there.length, unreadable]).toEqual([1, []]);
      const trimmed = there[0]?.id !== id;
      expect((await history.state(slug)).done).toHaveLength(trimmed ? 1 : 0);
      if (trimmed) {
        const thrown = (await trash.list(slug)).map(({ trashId }) => fromTrashId(trashId));
        expect(thrown).toContain(id);
        after++;
      } else before++;
      if (!died()) break;
    }
    expect(before).toBeGreaterThan(10);
    expect(after).toBeGreaterThan(0);
  });
});
