import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Services } from '../../../src-main/services';
import { encodeClip } from '../../../src-main/store/clip-file';
import { newClip } from '../../fixtures/services/fixtures';

export const CLASSES = 10;
export const CLIPS_A_CLASS = 1000;
const SESSIONS = 20;
const [T, H, W] = [16, 96, 96] as const;
const FRAME = H * W * 3;
const TIMES = Array.from({ length: T }, (_, frame) => frame * 100);
/** Frames whose pixels are written; those that a thumbnail stands still at are among them. */
const [FIRST_DRAWN, DRAWN] = [8, 2] as const;

/** Fills a project with 10,000 clips. Most of their pixels are holes in the file, so that they take little disk. */
export async function fillProject(services: Services, slug: string): Promise<void> {
  const folder = join(services.dataDir, 'projects', slug, 'clips');
  for (let c = 0; c < CLASSES; c++) {
    const { classId } = await services.classes.add(slug, `Class ${c}`);
    for (let n = 0; n < CLIPS_A_CLASS; n++) {
      const recordedAt = new Date(Date.UTC(2026, 0, 1, 0, 0, n * CLASSES + c)).toISOString();
      const meta = { ...newClip('any').meta, session: `Session ${n % SESSIONS}`, recordedAt };
      const head = Buffer.concat(encodeClip([T, H, W, 3], TIMES, meta, new Uint8Array()));
      const path = join(folder, classId, `clip-${String(n).padStart(5, '0')}.safetensors`);
      const file = await open(path, 'w');
      await file.write(head);
      await file.write(picture(c, n), 0, FRAME * DRAWN, head.length + FIRST_DRAWN * FRAME);
      await file.close();
      await truncate(path, head.length + T * FRAME);
    }
  }
}

/** A slope of colour that differs from clip to clip. */
function picture(c: number, n: number): Uint8Array {
  const bytes = new Uint8Array(FRAME * DRAWN);
  for (let at = 0; at < bytes.length; at++)
    bytes[at] = (c * 25 + n * 7 + ((at / 3) % W) * (1 + (at % 3))) & 255;
  return bytes;
}
