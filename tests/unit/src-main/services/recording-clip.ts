import type { NewClip } from '../../../../src-main/contract';

const side = 64;

/** A small clip whose bytes tell its seed. */
export function clipOfSeed(classId: string, seed: number): NewClip {
  const frames = new Uint8Array(8 * side * side * 3);
  for (let index = 0; index < frames.length; index++)
    frames[index] = (index * 7 + seed * 13 + (seed >> 5)) & 255;
  return {
    classId,
    shape: [8, side, side, 3],
    timestamps: Array.from({ length: 8 }, (_, frame) => seed + frame * 100),
    meta: {
      session: `s${seed}`,
      source: 'test',
      mirror: false,
      fps: 10,
      recordedAt: '2026-11-23T09:30:00.000Z',
      appVersion: '0.1.0',
    },
    frames: new Blob([frames]),
  };
}
