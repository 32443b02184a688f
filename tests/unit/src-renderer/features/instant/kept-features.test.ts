import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ClipFeatureFiles } from '../../../../../src-main/contract';
import type { Outside } from '../../../../../src-renderer/base/outside';
import type { InstantModel, InstantRequest } from '../../../../../src-renderer/engine/api';
import { KeptFeatures } from '../../../../../src-renderer/features/instant/kept-features';

const featuresOf = (clips: number): ClipFeatureFiles => ({
  network: 'motion',
  units: 1,
  clips: Array.from({ length: clips }, (_, index) => ({ key: `c${index}`, rows: 'O', moved: 1 })),
  values: new Blob([new Float32Array(clips)]),
});
const model = (clips: number, looked: number, excerpts = 0) => ({ clips, looked, excerpts }) as InstantModel;
const requestOf = (clips: number) => ({ clips: { length: clips } }) as unknown as InstantRequest;

let disk: Map<string, ClipFeatureFiles>;
let recalled: number[];
let writes: string[];
let failing: boolean;
let kept: KeptFeatures;

beforeEach(() => {
  vi.useFakeTimers();
  disk = new Map();
  recalled = [];
  writes = [];
  failing = false;
  kept = new KeptFeatures({
    client: {
      features: {
        read: ({ slug }: { slug: string }) =>
          failing ? Promise.reject(new Error('Damaged.')) : Promise.resolve(disk.get(slug) ?? null),
        save: ({ slug, features }: { slug: string; features: ClipFeatureFiles }) => {
          if (failing) return Promise.reject(new Error('Full.'));
          writes.push(slug);
          disk.set(slug, features);
          return Promise.resolve();
        },
      },
    },
    engine: {
      recall: ({ clips }: ClipFeatureFiles) => Promise.resolve(void recalled.push(clips.length)),
      features: ({ clips }: InstantRequest) => Promise.resolve(featuresOf(clips.length)),
    },
  } as unknown as Pick<Outside, 'client' | 'engine'>);
});
afterEach(() => {
  kept.close();
  vi.useRealTimers();
});
const calm = (): Promise<unknown> => vi.advanceTimersByTimeAsync(10_000);

describe('what is kept of clips with their project', () => {
  it('is given to the engine once a project', async () => {
    disk.set('hands', featuresOf(3));
    await Promise.all([kept.recall('hands'), kept.recall('hands')]);
    await kept.recall('other');
    await kept.recall('hands');
    expect(recalled).toEqual([3, 3]);
  });

  it('is written once clips have stopped coming, and again only where there is more or less', async () => {
    await kept.recall('hands');
    for (const clips of [6, 7, 8]) kept.later('hands', requestOf(clips), model(clips, 1));
    expect(writes).toEqual([]);
    await calm();
    expect([writes, disk.get('hands')?.clips.length]).toEqual([['hands'], 8]);
    kept.later('hands', requestOf(8), model(8, 0));
    await calm();
    expect(writes).toHaveLength(1);
    // What is known of clips that are gone goes, too.
    kept.later('hands', requestOf(5), model(5, 0));
    await calm();
    expect(disk.get('hands')?.clips).toHaveLength(5);
  });

  it('is written where excerpts of stretches have been looked at', async () => {
    await kept.recall('hands');
    kept.later('hands', requestOf(7), model(6, 6, 1));
    await calm();
    kept.later('hands', requestOf(7), model(6, 0, 1));
    await calm();
    expect(writes).toHaveLength(1);
    // As many, but others.
    kept.outdated();
    kept.later('hands', requestOf(7), model(6, 0, 1));
    await calm();
    expect(writes).toHaveLength(2);
  });

  it('is written at once where another project is opened', async () => {
    await kept.recall('hands');
    kept.later('hands', requestOf(6), model(6, 6));
    await kept.recall('other');
    await vi.advanceTimersByTimeAsync(0);
    expect(writes).toEqual(['hands']);
    await calm();
    expect(writes).toEqual(['hands']);
  });

  it('is done without where it cannot be read or written', async () => {
    failing = true;
    await kept.recall('hands');
    kept.later('hands', requestOf(6), model(6, 6));
    await calm();
    expect([recalled, writes]).toEqual([[], []]);
  });
});
