import { describe, expect, it } from 'vitest';
import { NO_AUGMENTATION } from '../../../../src-renderer/learning/augment';
import type { KeptClip } from '../../../../src-renderer/learning/clips';
import { defaultTrainConfig, preprocessSpec } from '../../../../src-renderer/learning/defaults';
import {
  changeTo,
  Framer,
  framingOf,
  placeOf,
  viewOfClip,
  viewsOfWindows,
  WHOLE,
  withinPicture,
  type View,
} from '../../../../src-renderer/learning/framing';
import { preprocessClip } from '../../../../src-renderer/learning/preprocess';
import { Random } from '../../../../src-renderer/learning/random';

const SIDE = 96;
const FRAMES = 16;
const spec = {
  ...preprocessSpec(defaultTrainConfig(), { fps: 10, frames: FRAMES, mirror: false }),
  mirror: false,
};
const WAVE = { id: 'wave', name: 'Wave', colour: '#000000', key: null, mirror: 'self' } as const;
const NONE = { ...WAVE, id: 'none', name: 'None' };

/** A bright hand on a dark wall, in shares of the picture, and how large its person is. */
function picture(x: number, y: number, size: number, noise = 0, random?: Random): Uint8Array {
  const rgb = new Uint8Array(SIDE * SIDE * 3);
  const half = 0.06 * size;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const [across, down] = [(column + 0.5) / SIDE - x, (row + 0.5) / SIDE - y];
      const grey = Math.abs(across) < half && Math.abs(down) < half ? 200 : 60;
      rgb.fill(
        grey + noise * (random?.normal() ?? 0),
        (row * SIDE + column) * 3,
        (row * SIDE + column) * 3 + 3,
      );
    }
  }
  return rgb;
}

/** A hand that circles once, around a place, for a person of such a size. */
const gesture = (x: number, y: number, size: number): Uint8Array[] =>
  Array.from({ length: FRAMES }, (_, t) => {
    const angle = (2 * Math.PI * t) / (FRAMES - 1);
    return picture(x + 0.2 * size * Math.sin(angle), y + 0.2 * size * Math.cos(angle), size);
  });
/** Then it rests. */
const rest = (x: number, y: number, size: number): Uint8Array[] =>
  new Array<Uint8Array>(FRAMES + 4).fill(picture(x, y + 0.2 * size, size));

const clipOf = (classId: string, frames: readonly Uint8Array[]): KeptClip => ({
  classId,
  id: 'a',
  session: 's',
  fps: 10,
  mirror: false,
  shape: [frames.length, SIDE, SIDE, 3],
  frames: Uint8Array.from(frames.flatMap((frame) => [...frame])),
});
const clips = Array.from({ length: 4 }, (_, i) => clipOf('wave', gesture(0.45 + 0.03 * i, 0.5, 1)));
const framing = framingOf(spec, clips, [WAVE, NONE]);

function watch(framer: Framer, frames: readonly Uint8Array[]): View {
  let view = WHOLE;
  for (const frame of frames) view = framer.next(frame, SIDE, SIDE, false);
  return view;
}
const known = (): NonNullable<typeof framing> => {
  if (!framing) throw new Error('no movement in the clips');
  return framing;
};
/** Where the place and the size of gestures matter. */
const framer = (): Framer => new Framer(spec, { ...known(), centre: undefined });
/** Where they do not. */
const follower = (): Framer => new Framer(spec, known());
const times = (count: number, frames: readonly Uint8Array[]): Uint8Array[] =>
  Array.from({ length: count }, () => frames).flat();

describe('framingOf', () => {
  it('tells how far movements spread, whatever the clips of no gesture show', () => {
    const none = Array.from({ length: 9 }, () => clipOf('none', gesture(0.5, 0.5, 0.3)));
    expect(framingOf(spec, [...clips, ...none], [WAVE, NONE])).toEqual(framing);
    expect(framing?.spread).toBeGreaterThan(0.1);
    expect(framing?.spread).toBeLessThan(0.2);
    expect(framing?.centre.x).toBeCloseTo(0.5, 1);
    expect(framing?.centre.y).toBeCloseTo(0.5, 1);
  });

  it('tells how strong the movements of each class are at least', () => {
    const faint = Array.from({ length: 3 }, () => clipOf('faint', rest(0.5, 0.5, 1)));
    const none = Array.from({ length: 3 }, () => clipOf('none', gesture(0.5, 0.5, 1)));
    const least = framingOf(
      spec,
      [...faint, ...clips, ...none],
      [{ ...WAVE, id: 'faint' }, WAVE, NONE],
    )?.least;
    expect(least).toEqual([0, expect.any(Number), 0]);
    expect(least?.[1]).toBeGreaterThan(0.9 * known().movement);
    expect(least?.[1]).toBeLessThanOrEqual(known().movement);
    expect(framing?.movement).toBeGreaterThan(0);
  });

  it('is nothing where too few clips show movement', () => {
    expect(framingOf(spec, [...clips.slice(1), clipOf('wave', rest(0.5, 0.5, 1))], [WAVE])).toBeUndefined();
  });
});

describe('Framer', () => {
  it('looks at the whole square while the person is as near as in the clips', () => {
    const near = framer();
    const frames = times(6, [...gesture(0.5, 0.5, 1), ...rest(0.5, 0.5, 1)]);
    expect(frames.every((frame) => near.next(frame, SIDE, SIDE, false) === WHOLE)).toBe(true);
  });

  it('moves in on a person further away, in a pause, once it has seen a few movements, and then stays', () => {
    const far = framer();
    const once = [...gesture(0.6, 0.4, 0.5), ...rest(0.6, 0.4, 0.5)];
    expect(watch(far, times(3, once))).toBe(WHOLE);
    expect(watch(far, gesture(0.6, 0.4, 0.5))).toBe(WHOLE);
    const view = watch(far, rest(0.6, 0.4, 0.5));
    expect(view.scale).toBeGreaterThan(1.3);
    expect(view.x).toBeCloseTo(0.6, 1);
    expect(view.y).toBeCloseTo(0.4, 1);
    expect(watch(far, times(5, once))).toBe(view);
  });

  it('goes back once they are near again, or it is told to forget', () => {
    const some = framer();
    const far = times(5, [...gesture(0.6, 0.4, 0.5), ...rest(0.6, 0.4, 0.5)]);
    expect(watch(some, far)).not.toBe(WHOLE);
    expect(watch(some, times(8, [...gesture(0.5, 0.5, 1), ...rest(0.5, 0.5, 1)]))).toBe(WHOLE);
    expect(watch(some, times(3, far))).not.toBe(WHOLE);
    some.reset();
    expect(watch(some, far.slice(0, 40))).toBe(WHOLE);
  });

  it('never moves in on noise, on a lamp, or on a hand that fidgets', () => {
    const random = new Random(3);
    const noisy = Array.from({ length: 200 }, () => picture(0.5, 0.5, 0.5, 6, random));
    const lamp = Array.from({ length: 200 }, (_, t) =>
      picture(0.5, 0.5, 0.5).map((grey) => grey + 20 * (t % 2)),
    );
    const fidgets = Array.from({ length: 200 }, (_, t) => picture(0.5 + 0.004 * Math.sin(t / 2), 0.5, 1));
    for (const frames of [noisy, lamp, fidgets]) expect(watch(framer(), frames)).toBe(WHOLE);
  });
});

describe('how strong the movement in the window is', () => {
  it('is told while one is made, for whatever it looks at, and is nothing once it has left the window', () => {
    for (const some of [framer(), follower()]) {
      watch(some, gesture(0.5, 0.5, 1));
      // Its first picture has nothing before it.
      expect(some.strength / known().movement).toBeCloseTo(1, 1);
      watch(some, rest(0.5, 0.5, 1));
      expect(some.strength).toBe(0);
      watch(some, gesture(0.5, 0.5, 1));
      expect(some.strength).toBeGreaterThan(0);
      some.reset();
      expect(some.strength).toBe(0);
    }
  });
});

describe('Framer, where the place and the size of gestures do not matter', () => {
  const frames = gesture(0.75, 0.3, 0.5);

  it('sees a small movement at the edge where those of the clips are, and about as large', () => {
    const view = watch(follower(), frames);
    expect(view.scale).toBeGreaterThan(1.6);
    const { centre } = known();
    expect((0.75 - view.x) * view.scale + 0.5).toBeCloseTo(centre.x, 1);
    expect((0.3 - view.y) * view.scale + 0.5).toBeCloseTo(centre.y, 1);
    expect(watch(follower(), gesture(0.5, 0.5, 1)).scale).toBeCloseTo(1, 0.7);
  });

  it('stays while nothing else moves, and does not change its mind at every frame', () => {
    const one = follower();
    const still = new Array<Uint8Array>(FRAMES).fill(frames.at(-1) as Uint8Array);
    const view = watch(one, [...frames, ...still]);
    expect(view).not.toBe(WHOLE);
    expect(watch(one, times(3, still))).toBe(view);
    const views = new Set(times(4, gesture(0.5, 0.5, 1)).map((frame) => one.next(frame, SIDE, SIDE, false)));
    expect(views.size).toBeLessThan(2 * FRAMES);
  });

  it('never moves in on noise or on a lamp', () => {
    const random = new Random(3);
    const noisy = Array.from({ length: 200 }, () => picture(0.5, 0.5, 0.5, 6, random));
    const lamp = Array.from({ length: 200 }, (_, t) =>
      picture(0.5, 0.5, 0.5).map((grey) => grey + 20 * (t % 2)),
    );
    for (const nothing of [noisy, lamp]) expect(watch(follower(), nothing)).toBe(WHOLE);
  });
});

describe('viewOfClip', () => {
  it('is that of its movement, or the whole square where none is', () => {
    const { scale, x, y } = viewOfClip(spec, clipOf('wave', gesture(0.6, 0.4, 0.5)), known());
    expect(scale).toBeGreaterThan(1.6);
    expect([x, y].map((at) => Math.round(10 * at) / 10)).toEqual([0.6, 0.4]);
    expect(viewOfClip(spec, clipOf('wave', rest(0.6, 0.4, 0.5)), known())).toBe(WHOLE);
  });
});

describe('viewsOfWindows', () => {
  it('goes by what moves in each window', () => {
    const film = clipOf('wave', [...gesture(0.7, 0.3, 0.5), ...rest(0.7, 0.3, 0.5), ...gesture(0.4, 0.6, 1)]);
    const [first, none, last] = viewsOfWindows(
      spec,
      film,
      [FRAMES - 1, 2 * FRAMES + 3, film.shape[0] - 1],
      known(),
    );
    expect(first).toEqual(viewOfClip(spec, clipOf('wave', gesture(0.7, 0.3, 0.5)), known()));
    expect(none).toBe(WHOLE);
    expect(last?.scale).toBeCloseTo(1, 0.7);
  });
});

describe('changeTo', () => {
  it('comes on top of another change, also of one that turns the picture round', () => {
    const change = { ...NO_AUGMENTATION, scale: 1.1, shiftX: 0.05, shiftY: -0.05, contrast: 1.2 };
    const { scale, shiftX, shiftY, contrast } = changeTo({ x: 0.7, y: 0.4, scale: 2 }, change);
    expect(scale).toBeCloseTo(2.2);
    expect(shiftX).toBeCloseTo(-0.2 * 2.2 + 0.05);
    expect(shiftY).toBeCloseTo(0.1 * 2.2 - 0.05);
    expect(contrast).toBe(1.2);
    const bytes = picture(0.7, 0.4, 1);
    const seen = (flip: boolean): number[] => {
      const grey = { ...spec, channels: 'grey', scale: 1, offset: 0 } as const;
      const clip = { shape: [1, SIDE, SIDE, 3] as KeptClip['shape'], mirror: false, frames: bytes };
      return [
        ...preprocessClip(grey, clip, changeTo({ x: 0.7, y: 0.4, scale: 2 }, { ...NO_AUGMENTATION, flip })),
      ];
    };
    // The hand is in the middle of both, so that one is the other turned round.
    const { width } = spec;
    const turned = seen(true).map((_, i, all) => all[i - (i % width) + (width - 1 - (i % width))] as number);
    turned.forEach((value, i) => expect(value).toBeCloseTo(seen(false)[i] ?? NaN, 0));
  });

  it.each([
    { x: 0.6, y: 0.4, scale: 1.5 },
    { x: 0.5, y: 0.5, scale: 1 },
    { x: 0.25, y: 0.75, scale: 2 },
  ])('shows the part of the picture that the view is of: $x, $y, $scale', ({ x, y, scale }) => {
    const frame = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => Math.floor(i / 3) % SIDE);
    const down = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => Math.floor(i / 3 / SIDE));
    const centre = (bytes: Uint8Array, mirror: boolean): number => {
      const grey = { ...spec, channels: 'grey', scale: 1, offset: 0 } as const;
      const values = preprocessClip(
        grey,
        { shape: [1, SIDE, SIDE, 3], mirror, frames: bytes },
        changeTo({ x, y, scale }),
      );
      return values.reduce((sum, value) => sum + value, 0) / values.length / SIDE;
    };
    expect(centre(frame, false)).toBeCloseTo(x, 1.7);
    expect(centre(down, false)).toBeCloseTo(y, 1.7);
    // As the network has it: a mirrored picture is turned first.
    expect(centre(frame, true)).toBeCloseTo(1 - x, 1.7);
    if (scale === 1) expect(changeTo(WHOLE)).toEqual(NO_AUGMENTATION);
  });
});

describe('placeOf', () => {
  const view = { x: 0.75, y: 0.25, scale: 2 };

  it('lies in the centre square, as the picture is shown', () => {
    const shown = { width: 200, height: 100, mirror: false };
    expect(placeOf(view, spec, shown)).toEqual({ x: 0.5, y: 0, width: 0.25, height: 0.5 });
    expect(placeOf(view, spec, { ...shown, mirror: true })).toEqual({
      x: 0.25,
      y: 0,
      width: 0.25,
      height: 0.5,
    });
  });

  it('may reach over the edges of the picture, of which a part lies in it', () => {
    const shown = { width: 100, height: 100, mirror: false };
    const near = (value: number): number => expect.closeTo(value) as number;
    const place = placeOf({ x: 0.9, y: 0.25, scale: 2 }, spec, shown);
    expect(place).toEqual({ x: near(0.65), y: near(0), width: 0.5, height: 0.5 });
    expect(withinPicture(place)).toEqual({ x: near(0.65), y: near(0), width: near(0.35), height: near(0.5) });
    const wide = placeOf({ x: 0.9, y: 0.25, scale: 2 }, spec, { ...shown, width: 200 });
    expect(withinPicture(wide)).toEqual({ x: near(0.575), y: near(0), width: near(0.25), height: near(0.5) });
    expect(withinPicture({ x: -0.2, y: -0.1, width: 1.4, height: 1.2 })).toEqual({
      x: 0,
      y: 0,
      width: 1,
      height: 1,
    });
    expect(placeOf(WHOLE, spec, shown)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });
});
