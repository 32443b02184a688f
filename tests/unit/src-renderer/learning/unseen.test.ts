import { describe, expect, it } from 'vitest';
import { unseenSchema, type Unseen } from '../../../../src-main/contract';
import { MAX_UNSEEN_UNITS } from '../../../../src-main/shared/unseen-bounds';
import type { ClipRows } from '../../../../src-renderer/learning/closed-form';
import { Random } from '../../../../src-renderer/learning/random';
import { learnUnseen, typicality, unseenDistance } from '../../../../src-renderer/learning/unseen';

const UNITS = 6;
const random = new Random(3);

/** States about one direction, which vary far more along the last axis than along others. */
const stateAbout = (axis: number, scale = 1): Float32Array =>
  Float32Array.from(
    { length: UNITS },
    (_, i) => scale * ((i === axis ? 1 : 0) + (i === UNITS - 1 ? 0.8 : 0.05) * random.normal()),
  );

const clipsOf = (count: number, sessions: readonly string[] = ['a', 'b', 'c']): ClipRows[] =>
  [0, 1].flatMap((label) =>
    Array.from({ length: count }, (_, index) => ({
      group: sessions[index % sessions.length] ?? '',
      rows: [{ label, values: stateAbout(label), plain: true }],
    })),
  );

const learn = (...given: Parameters<typeof learnUnseen>): Unseen => {
  const learnt = learnUnseen(...given);
  if (!learnt) throw new Error('Nothing was learnt.');
  return learnt.unseen;
};
const limitOf = ({ thresholds }: Unseen): number => thresholds[2] ?? NaN;

describe('what a model has never seen', () => {
  const unseen = learn(clipsOf(60), 2);

  it('lies beyond a threshold that few known clips pass', () => {
    const known = Array.from({ length: 400 }, (_, i) => unseenDistance(unseen, stateAbout(i % 2)));
    const unknown = Array.from({ length: 400 }, () => unseenDistance(unseen, stateAbout(3)));
    const beyond = (distances: number[]): number =>
      distances.filter((distance) => distance > limitOf(unseen)).length / distances.length;
    expect(beyond(known)).toBeLessThan(0.08);
    expect(beyond(unknown)).toBeGreaterThan(0.95);
  });

  it('is told by direction, not by how strong a movement is', () => {
    const state = stateAbout(1);
    const faint = state.map((value) => value / 4);
    expect(unseenDistance(unseen, faint)).toBeCloseTo(unseenDistance(unseen, state), 5);
    expect(unseenDistance(unseen, new Float32Array(UNITS))).toBe(1);
  });

  it('is told less by directions in which clips of one class vary', () => {
    const off = (axis: number): number =>
      unseenDistance(
        unseen,
        Float32Array.from({ length: UNITS }, (_, i) => Number(i === 0) + 0.5 * Number(i === axis)),
      );
    expect(off(UNITS - 1)).toBeLessThan(off(3) / 4);
  });

  it('has a lower threshold the more known clips may be refused, as the contract has it', () => {
    const { thresholds } = unseenSchema.parse(unseen);
    expect(thresholds.toSorted((a, b) => b - a)).toEqual(thresholds);
    expect(thresholds[0]).toBeGreaterThan(thresholds[10] ?? NaN);
  });

  it('does not depend on the rows of stretches in which no gesture is due', () => {
    const clips = clipsOf(10);
    const idle = { label: 2, values: stateAbout(4, 9), plain: false };
    const more = clips.map(({ group, rows }) => ({ group, rows: [...rows, idle] }));
    expect(learn(more, 2)).toEqual(learn(clips, 2));
  });
});

describe('the thresholds', () => {
  it('are wider where clips that the model was kept from lie further away', () => {
    const clips = clipsOf(30);
    const own = learn(clips, 2);
    const held = clipsOf(10, ['d']).map((clip, i) => ({
      ...clip,
      rows: clip.rows.map((row) => ({ ...row, values: row.values.with(3, i % 2 ? 0.4 : -0.4) })),
    }));
    const wider = learn(clips, 2, held);
    expect(own.widening).toBe(1);
    expect(wider.widening).toBeGreaterThan(1.2);
    expect(limitOf(wider)).toBeGreaterThan(limitOf(own));
    expect(limitOf(learn(clips, 2, [], 1.5))).toBeCloseTo(1.5 * limitOf(own), 3);
  });

  it('lie halfway to where they usually do, and no further away than chance may have it', () => {
    const clips = clipsOf(30);
    // These are alike, so nothing but the most is added; widened, they are not.
    const own = limitOf(learn(clips, 2)) / 1.12;
    const limitAt = (place: number): number => limitOf(learn(clips, 2, [], place / own));
    expect(limitAt(0.9)).toBeCloseTo(Math.sqrt(0.9 * 0.95), 3);
    expect(limitAt(1.1)).toBeCloseTo(Math.sqrt(1.1 * 0.95), 3);
    expect(limitAt(1.6)).toBeCloseTo(1.6 / 1.12, 3);
  });

  it('come from clips left out in turn where there is one session', () => {
    expect(limitOf(learn(clipsOf(12, ['a']), 2))).toBeGreaterThan(0);
  });
});

describe('clips that the model was kept from', () => {
  /** Of the second class, made in another way, of which there is no clip beside them. */
  const otherWay = (): Float32Array => stateAbout(1).with(2, 1);
  const clip = (group: string, label: number, values: Float32Array): ClipRows => ({
    group,
    rows: [{ label, values, plain: true }],
  });
  const clips = clipsOf(30);

  it('tell what a class is, and how far they lie is told without them', () => {
    const held = Array.from({ length: 20 }, () => clip('d', 1, otherWay()));
    const [bare, learnt] = [learn(clips, 2), learnUnseen(clips, 2, held)];
    if (!learnt) throw new Error('Nothing was learnt.');
    held.forEach(({ rows }, index) => {
      const values = rows[0]?.values ?? [];
      expect(learnt.held[index]).toBeCloseTo(unseenDistance(bare, values), 3);
      expect(unseenDistance(learnt.unseen, values)).toBeLessThan(unseenDistance(bare, values));
    });
  });

  it('count among those that thresholds come from', () => {
    const far = clip('d', 1, stateAbout(3));
    const usual = clipsOf(10, ['d']);
    const [without, with_] = [learn(clips, 2, usual), learn(clips, 2, [...usual, far])];
    const distance = unseenDistance(learn(clips, 2), far.rows[0]?.values ?? []);
    expect(without.thresholds[0]).toBeLessThan(distance - 0.1);
    expect(with_.thresholds[0]).toBeGreaterThan(distance - 0.001);
    expect(with_.live?.[0]).toBeGreaterThan(distance - 0.001);
  });

  it('are known of where another session is left out, but not those of that session', () => {
    const some = (session: string, own: (label: number) => Float32Array): ClipRows[] =>
      Array.from({ length: 60 }, (_, index) => clip(session, index % 2, own(index % 2)));
    const alike = (label: number): Float32Array => (label === 1 ? otherWay() : stateAbout(0));
    const limit = (heldIn: string): number => {
      const clips = [...some('a', stateAbout), ...some('b', stateAbout), ...some('c', alike)];
      return learn(clips, 2, some(heldIn, alike)).thresholds[10] ?? NaN;
    };
    // What the third session alone has is unknown where that is left out, unless another one has it, too.
    expect(limit('c')).toBeGreaterThan(1.3 * limit('d'));
  });
});

describe('too little to go by', () => {
  it('gives nothing where no class has two clips, or clips are all the same', () => {
    expect(learnUnseen([], 2)).toBeNull();
    expect(learnUnseen(clipsOf(1), 2)).toBeNull();
    const same = { group: 'a', rows: [{ label: 0, values: new Float32Array(UNITS).fill(1), plain: true }] };
    expect(learnUnseen([same, same, same], 2)).toBeNull();
  });

  it('gives nothing of more units than a run has room for', () => {
    const wide = (): Float32Array =>
      Float32Array.from({ length: MAX_UNSEEN_UNITS + 1 }, () => random.normal());
    const clips = Array.from({ length: 6 }, (_, i) => ({
      group: 'a',
      rows: [{ label: i % 2, values: wide(), plain: true }],
    }));
    expect(learnUnseen(clips, 2)).toBeNull();
  });
});

describe('in a stream', () => {
  it('there are thresholds for windows that do not have a gesture in their middle', () => {
    const parted = clipsOf(40).map(({ group, rows }) => ({
      group,
      rows: [...rows, ...rows.map((row) => ({ ...row, values: blurred(row.values), plain: false }))],
    }));
    const learnt = learn(parted, 2);
    expect(unseenSchema.parse(learnt)).toEqual(learnt);
    const shares = Array.from({ length: 400 }, (_, i) => typicality(learnt, [blurred(stateAbout(i % 2))]));
    expect(shares.filter((share) => share !== null && share < 0.02).length / 400).toBeLessThan(0.06);
    expect(shares.filter((share) => share !== null && share < 0.1).length / 400).toBeGreaterThan(0.03);
    expect(typicality(learnt, [stateAbout(3)])).toBe(0);
    // Seen at two paces, the one that is more like what it knows counts.
    expect(
      typicality(learnt, [stateAbout(3), Float32Array.from({ length: UNITS }, (_, i) => Number(i === 1))]),
    ).toBe(1);
  });

  it('is the less typical the further away it lies', () => {
    const live = Array.from({ length: 11 }, (_, percent) => 1 - percent / 20);
    const measure = { means: [[1, 0]], whitening: [1, 0, 1], thresholds: live, live, widening: 1 };
    const at = (angle: number) => typicality(measure, [[Math.cos(angle), Math.sin(angle)]]);
    expect(at(0)).toBe(1);
    expect(at(Math.acos(1 - 0.775))).toBeCloseTo(0.045);
    expect(at(Math.acos(0))).toBeCloseTo(0);
    expect(at(Math.PI)).toBe(0);
  });
});

describe('a whole gesture’s worth of movement', () => {
  const moving = (moved: (index: number) => number | undefined): ClipRows[] =>
    clipsOf(5).map((clip, index) => ({ ...clip, moved: moved(index) }));

  it('goes by what usually moves in clips of gestures', () => {
    const told = learn(
      moving((index) => (index < 2 ? undefined : 40 + index)),
      2,
    );
    expect(unseenSchema.parse(told)).toEqual(told);
    expect(told.movement).toBeGreaterThan(20);
    expect(told.movement).toBeLessThan(45);
  });

  it('is not told of clips that hardly move, nor where that is not known', () => {
    expect(
      learn(
        moving(() => 0.2),
        2,
      ),
    ).not.toHaveProperty('movement');
    expect(learn(clipsOf(5), 2)).not.toHaveProperty('movement');
  });
});

describe('movements that are made of the clips', () => {
  /** What is made of clips of either class, by the axis about which it lies. */
  const withOthers = (axes: readonly [number, number], classes = 2): ClipRows[] =>
    clipsOf(30)
      .filter(({ rows }) => (rows[0]?.label ?? 0) < classes)
      .map((clip) => ({ ...clip, others: [stateAbout(axes[clip.rows[0]?.label ?? 0] ?? 0)] }));
  const between = (...axes: number[]): Float32Array =>
    Float32Array.from({ length: UNITS }, (_, i) => Number(axes.includes(i)));

  it('make what is like them lie further away, and nothing else', () => {
    const [told, bare] = [learn(withOthers([3, 4]), 2), learn(clipsOf(30), 2)];
    expect(unseenSchema.parse(told)).toEqual(told);
    expect(told.others).toHaveLength(2);
    expect(unseenDistance(told, between(0, 3))).toBeGreaterThan(unseenDistance(bare, between(0, 3)) + 0.3);
    expect(unseenDistance(told, between(0, 2))).toBeCloseTo(unseenDistance(bare, between(0, 2)), 1);
    expect(unseenDistance(told, between(3))).toBeLessThanOrEqual(2);
  });

  it('do not count where they are one of the classes', () => {
    // Backwards, each is the other one.
    expect(learn(withOthers([1, 0]), 2)).not.toHaveProperty('others');
    expect(learn(withOthers([1, 4]), 2).others).toHaveLength(1);
    // To a model that does not know the other one, it is none of its classes.
    expect(learn(withOthers([1, 0], 1), 1).others).toHaveLength(1);
  });
});

/** As where only a part of a gesture is seen. */
const blurred = (values: Float32Array): Float32Array =>
  values.map((value, i) => value + (i === 2 ? 0.4 * random.normal() : 0));
