import type { Manner } from './motion';
import { Mulberry32 } from './mulberry32';

/** One person in one place: everything that stays the same during a session of the sample camera. */
export interface Look {
  seed: number;
  skin: Skin;
  sleeve: { colour: string; cuff: string; stripes: boolean };
  hair: { colour: string; long: boolean };
  room: { wall: string; wallShade: string; accent: string; second: string };
  /** Multiplies the picture's brightness; `warmth` in [-1, 1]; `from` is the side the light comes from, -1 or 1. */
  light: { brightness: number; warmth: number; from: -1 | 1 };
  /** Which hand, as the person has it. On the mirrored screen the right hand is on the right. */
  hand: 'left' | 'right';
  /** True: the back of the hand is to the camera. */
  back: boolean;
  manner: Manner;
}

export interface Skin {
  base: string;
  light: string;
  shade: string;
  line: string;
  nail: string;
}

const skins: readonly [Skin, ...Skin[]] = [
  { base: '#f3cdb2', light: '#fde3d0', shade: '#dfa88a', line: '#a96f57', nail: '#f7d9cb' },
  { base: '#e8b894', light: '#f7d3b5', shade: '#cb9069', line: '#8f5a3f', nail: '#f2cdb6' },
  { base: '#d79f75', light: '#ebbd97', shade: '#b57a52', line: '#7a4a30', nail: '#e6bd9f' },
  { base: '#bd8157', light: '#d6a078', shade: '#985f3b', line: '#633822', nail: '#d7a98a' },
  { base: '#96603e', light: '#b5805c', shade: '#734428', line: '#482615', nail: '#bd9078' },
  { base: '#6f4630', light: '#8f634a', shade: '#52301e', line: '#301a10', nail: '#a07a68' },
];

const sleeves = [
  '#3d6fb4',
  '#b4483d',
  '#2f8f6b',
  '#d99a2b',
  '#6d4fa3',
  '#3c4654',
  '#c95f86',
  '#e3e0d8',
  '#2a9db0',
] as const;
type Wall = readonly [wall: string, shade: string, accent: string, second: string];
const walls: readonly [Wall, ...Wall[]] = [
  ['#dfe6ea', '#b9c7d0', '#5b8aa6', '#e0a458'],
  ['#efe4d2', '#d3bf9f', '#a4684a', '#5d8a66'],
  ['#cfdccb', '#a5b99f', '#4f7a58', '#d98b5f'],
  ['#46566b', '#303c4d', '#e2b04a', '#8fb3c9'],
  ['#e6d5dc', '#c8acb8', '#8c5a7a', '#5f8fa8'],
  ['#5f4f49', '#43362f', '#d8a25e', '#93b39a'],
];
const hairs = ['#2b211d', '#4a3327', '#7a5230', '#b8894e', '#8a8784', '#8c3f24'] as const;

/** Draws a person, a place and a light from a seed. */
export function lookOf(seed: number): Look {
  const random = new Mulberry32(seed);
  const skin = random.pick(skins);
  const [wall, wallShade, accent, second] = random.pick(walls);
  const hand = random.chance(0.65) ? 'right' : 'left';
  const side = hand === 'right' ? 1 : -1;
  return {
    seed,
    skin,
    sleeve: { colour: random.pick(sleeves), cuff: random.pick(sleeves), stripes: random.chance(0.3) },
    hair: { colour: random.pick(hairs), long: random.chance(0.5) },
    room: { wall, wallShade, accent, second },
    light: {
      brightness: random.between(0.74, 1.08),
      warmth: random.between(-1, 1),
      from: random.chance(0.5) ? 1 : -1,
    },
    hand,
    back: random.chance(0.25),
    manner: {
      x: side * random.between(-0.02, 0.08),
      y: random.between(-0.02, 0.08),
      scale: random.between(0.85, 1.12),
      angle: side * random.between(-0.05, 0.14),
      reach: random.between(0.85, 1.12),
      share: random.between(0.66, 0.84),
      ease: random.between(0.5, 1),
    },
  };
}
