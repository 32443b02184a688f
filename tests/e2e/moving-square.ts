import { writeFile } from 'node:fs/promises';

/** A webcam video of a white square that goes round once a while and stands still for the rest. */
export interface SquarePlan {
  fps: number;
  /** Seconds of stillness, and then of movement, over and over. */
  still: number;
  moving: number;
}

const [WIDTH, HEIGHT, SIDE] = [160, 120, 30];

/** Writes it as a `.y4m` file. The square ends where it began, so that the video can be played over and over. */
export async function makeMovingSquare({ fps, still, moving }: SquarePlan, file: string): Promise<void> {
  const parts: Uint8Array[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${fps}:1 Ip A1:1 C420\n`)];
  const frames = Math.round((still + moving) * fps);
  for (let frame = 0; frame < frames; frame++) {
    const turn = 2 * Math.PI * Math.max(0, (frame - still * fps) / (moving * fps));
    const picture = new Uint8Array(WIDTH * HEIGHT * 1.5).fill(128);
    picture.fill(70, 0, WIDTH * HEIGHT);
    const left = Math.round((WIDTH - SIDE) / 2 + 30 * Math.cos(turn));
    const top = Math.round((HEIGHT - SIDE) / 2 + 30 * Math.sin(turn));
    for (let y = top; y < top + SIDE; y++) picture.fill(230, y * WIDTH + left, y * WIDTH + left + SIDE);
    parts.push(Buffer.from('FRAME\n'), picture);
  }
  await writeFile(file, Buffer.concat(parts));
}
