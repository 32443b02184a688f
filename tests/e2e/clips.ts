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
