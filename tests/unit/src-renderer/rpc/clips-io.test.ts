import { describe, expect, it } from 'vitest';
import type { ClipRef, NewClip } from '../../../../src-main/contract';
import { readClips, saveClip, type ReadableClip } from '../../../../src-renderer/rpc/clips-io';
import type { Client } from '../../../../src-renderer/rpc/connection';

const meta = {
  session: 's1',
  source: 'test',
  mirror: true,
  fps: 10,
  recordedAt: '2026-01-02T03:04:05.000Z',
  appVersion: '0',
};

/** A store whose clip n is 1×(n%3+1)×2×3 bytes of the value n; clip 5 cannot be read. */
function store() {
  const asked: number[] = [];
  const added: NewClip[] = [];
  const client = {
    clips: {
      read: ({ clips }: { clips: ClipRef[] }) => {
        asked.push(clips.length);
        const good = clips.filter(({ id }) => id !== 'c5');
        const of = (id: string): { n: number; height: number } => {
          const n = Number(id.slice(1));
          return { n, height: (n % 3) + 1 };
        };
        return Promise.resolve({
          clips: good.map((ref) => ({
            ...ref,
            shape: [1, of(ref.id).height, 2, 3],
            bytes: 0,
            meta,
            timestamps: [0],
          })),
          frames: new Blob(good.map(({ id }) => new Uint8Array(of(id).height * 6).fill(of(id).n))),
          unreadable: clips
            .filter(({ id }) => id === 'c5')
            .map(({ classId, id }) => ({ classId, file: id, reason: 'It is cut short.' })),
        });
      },
      add: ({ clip }: { clip: NewClip }) => {
        added.push(clip);
        return Promise.resolve({
          classId: clip.classId,
          id: 'new',
          shape: clip.shape,
          bytes: 0,
          meta: clip.meta,
        });
      },
    },
  } as unknown as Client;
  return { client, asked, added };
}

const refs = (count: number, shape?: ReadableClip['shape']): ReadableClip[] =>
  Array.from({ length: count }, (_, n) => ({
    classId: 'wave',
    id: `c${n}`,
    shape: shape ?? [1, (n % 3) + 1, 2, 3],
  }));

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('readClips', () => {
  it('reads in batches, in order, each clip with its own bytes', async () => {
    const { client, asked } = store();
    const clips = await all(readClips(client, 'p', refs(70)));
    expect(asked).toEqual([32, 32, 6]);
    expect(clips.map(({ id }) => id)).toEqual(
      refs(70)
        .map(({ id }) => id)
        .filter((id) => id !== 'c5'),
    );
    for (const { id, shape, frames, session, mirror, fps } of clips) {
      const n = Number(id.slice(1));
      expect(shape).toEqual([1, (n % 3) + 1, 2, 3]);
      expect([...frames]).toEqual(new Array(((n % 3) + 1) * 6).fill(n));
      expect({ session, mirror, fps }).toEqual({ session: 's1', mirror: true, fps: 10 });
    }
    expect(new Set(clips.map(({ frames }) => frames.buffer)).size).toBe(clips.length);
  });

  it('asks for no more than is taken', async () => {
    const { client, asked } = store();
    for await (const { id } of readClips(client, 'p', refs(70))) if (id === 'c3') break;
    expect(asked).toEqual([32]);
  });

  it('reads fewer at once where clips are large, and one where a clip is larger than a batch', async () => {
    const { client, asked } = store();
    // 256 × 256 pixels and 64 frames are 12.6 MB, so two stay below 32 MB.
    await all(readClips(client, 'p', refs(5, [64, 256, 256, 3])));
    await all(readClips(client, 'p', refs(2, [64, 512, 512, 3])));
    expect(asked).toEqual([2, 2, 1, 1, 1]);
  });

  it('reads what surrounds clips where that is asked for', async () => {
    const asked: unknown[] = [];
    const about = (id: string, surroundings?: { before: number; after: number }) => ({
      classId: 'wave',
      id,
      shape: [1, 1, 2, 3] as [number, number, number, 3],
      bytes: 0,
      meta,
      timestamps: [0],
      ...(surroundings && { surroundings }),
    });
    const infos = [about('a', { before: 1, after: 0 }), about('b'), about('c', { before: 0, after: 2 })];
    const client = {
      clips: {
        read: (input: { surroundings?: boolean }) => {
          asked.push(input.surroundings);
          const around = new Uint8Array(18).map((_, i) => 10 + Math.floor(i / 6));
          return Promise.resolve({
            clips: infos,
            frames: new Blob([new Uint8Array(18)]),
            surroundings: new Blob(input.surroundings ? [around] : []),
            unreadable: [],
          });
        },
      },
    } as unknown as Client;
    const [a, b, c] = await all(readClips(client, 'p', infos, { surroundings: true }));
    expect(a?.surroundings).toEqual({ before: 1, after: 0, frames: new Uint8Array(6).fill(10) });
    expect(b).not.toHaveProperty('surroundings');
    expect([...(c?.surroundings?.frames ?? [])]).toEqual([
      ...new Array(6).fill(11),
      ...new Array(6).fill(12),
    ]);
    for (const clip of await all(readClips(client, 'p', infos)))
      expect(clip).not.toHaveProperty('surroundings');
    expect(asked).toEqual([true, undefined]);
  });

  it('tells of clips that could not be read', async () => {
    const told: string[] = [];
    const onUnreadable = ({ file, reason }: { file: string; reason: string }): number =>
      told.push(`${file}: ${reason}`);
    await all(readClips(store().client, 'p', refs(8), { onUnreadable }));
    expect(told).toEqual(['c5: It is cut short.']);
  });
});

describe('saveClip', () => {
  it('hands over the bytes, the times and what is known of the clip', async () => {
    const { client, added } = store();
    const frames = new Uint8Array([1, 2, 3, 4, 5, 6]);
    const clip = {
      shape: [1, 1, 2, 3] as [number, number, number, 3],
      frames,
      timestamps: [7],
      dropped: 0,
      late: 0,
    };
    await saveClip(client, 'p', 'wave', clip, meta);
    expect(added).toMatchObject([{ classId: 'wave', shape: [1, 1, 2, 3], timestamps: [7], meta }]);
    expect(new Uint8Array((await added[0]?.frames.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(frames);
    expect(added[0]).not.toHaveProperty('surroundings');
    const before = { timestamps: [5, 6], frames: new Uint8Array(12).fill(1) };
    const after = { timestamps: [8], frames: new Uint8Array(6).fill(2) };
    await saveClip(client, 'p', 'wave', { ...clip, before, after }, meta);
    const { surroundings } = added[1] ?? {};
    expect(surroundings).toMatchObject({ before: [5, 6], after: [8] });
    const around = new Uint8Array((await surroundings?.frames.arrayBuffer()) ?? new ArrayBuffer(0));
    expect([...around]).toEqual([...before.frames, ...after.frames]);
  });
});
