import { beforeEach, describe, expect, it } from 'vitest';
import type { ClipInfo } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { fromTrashId } from '../../../../src-main/store/names';
import { dyingFileSystem } from '../../../fixtures/services/faulty-fs';
import { bytesOf, newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

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
