import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { npyHeader, npyText } from '../../../../../src-main/formats/datasets/npy';
import { createServices, type Services } from '../../../../../src-main/services';
import { collect, newClip, temporaryFolder } from '../../../../fixtures/services/fixtures';

async function project(): Promise<{ services: Services; slug: string }> {
  const services = await createServices(await temporaryFolder());
  const { slug } = await services.projects.create('Hands');
  await services.classes.add(slug, 'Wave');
  return { services, slug };
}

describe('npz', () => {
  it('is refused where clips differ in size, and says how many there are of each', async () => {
    const { services, slug } = await project();
    await services.clips.add(slug, newClip('wave', 1, [2, 4, 5, 3]));
    await services.clips.add(slug, newClip('wave', 2, [2, 4, 5, 3]));
    await services.clips.add(slug, newClip('wave', 3, [3, 4, 5, 3]));
    await expect(services.datasets.export(slug, 'npz')).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringMatching(/2 of 2×4×5×3, 1 of 3×4×5×3.*zip/) as string,
    });
    await expect(services.datasets.export(slug, 'zip')).resolves.toMatchObject({ clips: 3 });
  });

  it('is refused where there are no clips', async () => {
    const { services, slug } = await project();
    await expect(services.datasets.export(slug, 'npz')).rejects.toMatchObject({ code: 'EMPTY' });
  });

  it('stops with a sentence where a clip goes while it is written', async () => {
    const { services, slug } = await project();
    const gone = await services.clips.add(slug, newClip('wave', 1));
    const { chunks } = await services.datasets.export(slug, 'npz');
    await services.clips.remove(slug, [gone]);
    await expect(collect(chunks)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('holds the frames in the order of its other arrays', async () => {
    const { services, slug } = await project();
    await services.classes.add(slug, 'Stop');
    await services.clips.add(slug, newClip('stop', 1, [1, 1, 1, 3]));
    await services.clips.add(slug, newClip('wave', 2, [1, 1, 1, 3]));
    const files = unzipSync(await collect((await services.datasets.export(slug, 'npz')).chunks));
    expect(Object.keys(files)).toEqual(['x.npy', 'y.npy', 'session.npy', 'classes.npy', 'mirror.npy']);
    expect([...(files['y.npy'] ?? []).slice(-8)]).toEqual([0, 0, 0, 0, 1, 0, 0, 0]);
    const x = files['x.npy'] ?? new Uint8Array();
    const frames = await Promise.all(
      [newClip('wave', 2, [1, 1, 1, 3]), newClip('stop', 1, [1, 1, 1, 3])].map(({ frames }) =>
        frames.arrayBuffer(),
      ),
    );
    expect([...x.slice(-6)]).toEqual(frames.flatMap((bytes) => [...new Uint8Array(bytes)]));
  });
});

describe('npyHeader', () => {
  it.each([[[3]], [[1, 2]], [[10_000, 16, 96, 96, 3]]])(
    'of %j ends in a line break at a multiple of 64',
    (shape) => {
      const header = npyHeader('|u1', shape);
      expect(header.length % 64).toBe(0);
      expect(header.at(-1)).toBe(0x0a);
      expect(new DataView(header.buffer).getUint16(8, true)).toBe(header.length - 10);
    },
  );

  it('of texts is as wide as the longest in characters', () => {
    expect(new TextDecoder('latin1').decode(npyText(['a', '🙂b']))).toContain("'<U2'");
    expect(new TextDecoder('latin1').decode(npyText([]))).toContain("'shape': (0,)");
  });
});
