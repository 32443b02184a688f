import type { ClipShape, NewClip } from '../../src-main/contract';
import { Random } from '../../src-renderer/learning/random';

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

/** The same before a background of its own, as no two takes are quite alike. */
export async function takeOf(classId: string, session: string, step: number, seed: number): Promise<NewClip> {
  const clip = barClip(classId, session, step, seed);
  const frames = new Uint8Array(await clip.frames.arrayBuffer());
  const random = new Random(seed);
  const patches = Array.from({ length: 8 * 8 }, () => random.between(0, 110));
  frames.forEach((value, i) => {
    const [y, x] = [Math.floor(i / 3 / 32) % 32, Math.floor(i / 3) % 32];
    if (value < 100) frames[i] = value + (patches[Math.floor(y / 4) * 8 + Math.floor(x / 4)] ?? 0);
  });
  return { ...clip, frames: new Blob([frames]) };
}
