import { describe, expect, it } from 'vitest';
import { preprocessSpec } from '../../../../../src-renderer/learning/defaults';
import { FramePreprocessor } from '../../../../../src-renderer/learning/preprocess';
import { filmOf } from '../../../../../src-renderer/engine/stream/look';
import { capture, smallConfig } from '../../../../fixtures/engine/support';

const SIDE = 12;
/** A picture of one colour. */
const picture = (...rgb: [number, number, number]): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => rgb[i % 3] ?? 0);

describe('filmOf', () => {
  it('brings back the colours that the network was given', () => {
    const spec = preprocessSpec(smallConfig({ channels: 'rgb' }), capture);
    const seen = new FramePreprocessor(spec).next(picture(10, 120, 250), SIDE, SIDE, true);
    const { pictures, channels, changes } = filmOf([seen], spec);
    expect([channels, changes]).toEqual([3, null]);
    expect([...pictures.subarray(0, 3)]).toEqual([10, 120, 250]);
  });

  it('tells grey from how it changed, 128 for not at all', () => {
    const spec = { ...preprocessSpec(smallConfig({ channels: 'grey-diff' }), capture), steady: false };
    const preprocessor = new FramePreprocessor(spec);
    const seen = [60, 100, 80].map((grey) => preprocessor.next(picture(grey, grey, grey), SIDE, SIDE, true));
    const { frames, pictures, channels, changes } = filmOf(seen, spec);
    expect([frames, channels]).toEqual([3, 1]);
    const first = (bytes: Uint8Array | null): (number | undefined)[] =>
      [0, 1, 2].map((t) => bytes?.[t * SIDE * SIDE]);
    expect(first(pictures)).toEqual([60, 100, 80]);
    expect(first(changes)).toEqual([128, 168, 108]);
  });
});
