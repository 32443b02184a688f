import type { ClipShape, NewClip } from '../../src-main/contract';

/** A clip whose every pixel is the same grey. */
export const blankClip = (classId: string, session: string, shape: ClipShape = [16, 96, 96, 3]): NewClip => ({
  classId,
  shape,
  timestamps: Array.from({ length: shape[0] }, (_, frame) => frame * 100),
  meta: {
    session,
    source: 'test',
    mirror: true,
    fps: 10,
    recordedAt: '2026-01-01T00:00:00.000Z',
    appVersion: '0.1.0',
  },
  frames: new Blob([new Uint8Array(shape[0] * shape[1] * shape[2] * 3).fill(90)]),
});

/** A bright bar that moves `step` pixels a frame to the right, 8 frames of 32×32. */
export function barClip(classId: string, session: string, step: number, seed: number): NewClip {
  const clip = blankClip(classId, session, [8, 32, 32, 3]);
  const frames = new Uint8Array(8 * 32 * 32 * 3);
  for (let pixel = 0; pixel < 8 * 32 * 32; pixel++) {
    const [frame, x] = [Math.floor(pixel / (32 * 32)), pixel % 32];
    const within = (((x - 3 * seed - step * frame) % 32) + 32) % 32;
    frames.fill(within < 5 ? 220 : 60, pixel * 3, pixel * 3 + 3);
  }
  return { ...clip, frames: new Blob([frames]) };
}
