import { describe, expect, it } from 'vitest';
import { clipFeatureFilesSchema } from '../../../../../src-main/contract';
import { KeptStates } from '../../../../../src-renderer/engine/worker/kept-states';
import type { ClipStates } from '../../../../../src-renderer/engine/training/clip-states';

const row = (
  of: ClipStates['rows'][number]['of'],
  value: number,
  marks: { plain?: boolean; window?: boolean } = {},
) => ({
  of,
  values: Float32Array.of(value, value / 3),
  plain: marks.plain ?? false,
  window: marks.window ?? false,
});
const states: ClipStates = {
  moved: 12.5,
  rows: [
    row('own', 1, { plain: true }),
    row('own', 2),
    row('mirrored', 3),
    row('own', 4, { window: true }),
    row('mirrored', 5, { window: true }),
    row('idle', 6, { window: true }),
    row('other', 7),
  ],
};
const one: ClipStates = { rows: [row('own', 9, { plain: true })], moved: 0 };

function filled(): KeptStates {
  const kept = new KeptStates();
  kept.set('a', states);
  kept.set('b', one);
  return kept;
}

describe('what clips are to the motion network', () => {
  it('comes back from the disk as it was, of the clips that were asked for', async () => {
    const packed = filled().pack(['b', 'gone', 'a'], 'net');
    expect(clipFeatureFilesSchema.parse(packed)).toEqual(packed);
    expect(packed.clips.map(({ key }) => key)).toEqual(['b', 'a']);
    const kept = new KeptStates();
    kept.unpack(packed, await packed.values.arrayBuffer(), 'net');
    expect(kept.get('a')).toEqual(states);
    expect(kept.get('b')).toEqual(one);
  });

  it('of another network is forgotten', async () => {
    const packed = filled().pack(['a'], 'net');
    const kept = new KeptStates();
    kept.unpack(packed, await packed.values.arrayBuffer(), 'other');
    expect(kept.has('a')).toBe(false);
  });

  it('takes in nothing of a clip whose numbers are damaged or missing, and the others', async () => {
    const packed = filled().pack(['b', 'a'], 'net');
    const numbers = new Float32Array(await packed.values.arrayBuffer());
    numbers[0] = NaN;
    const damaged = new KeptStates();
    damaged.unpack(packed, numbers.buffer, 'net');
    expect([damaged.has('b'), damaged.has('a')]).toEqual([false, true]);
    const short = new KeptStates();
    short.unpack(packed, numbers.buffer.slice(0, 12), 'net');
    expect(short.has('a')).toBe(false);
  });

  it('is bounded: with many, those that nobody asks for go', () => {
    const kept = new KeptStates();
    for (let clip = 0; clip < 4000; clip++) kept.set(String(clip), one);
    kept.bound(['7']);
    expect(kept.has('8')).toBe(true);
    kept.set('more', one);
    kept.bound(['7']);
    expect([kept.has('7'), kept.has('8'), kept.has('more')]).toEqual([true, false, false]);
  });

  it('packs to a file where nothing is known', () => {
    expect(clipFeatureFilesSchema.parse(new KeptStates().pack(['a'], 'net')).clips).toEqual([]);
  });
});
