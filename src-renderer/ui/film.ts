/** Pictures of one size that are shown one after another in one place. */
export interface Film {
  /** How many there are. */
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** Draws frame `frame`, 0 being the first. */
  draw(context: CanvasRenderingContext2D, frame: number): void;
}

/** Consecutive frames of a film. */
export interface FilmPart {
  from: number;
  count: number;
}

/** A film of separate pictures. */
export function filmOf(pictures: readonly (ImageBitmap | ImageData)[]): Film {
  const [first] = pictures;
  return {
    frames: pictures.length,
    width: first?.width ?? 0,
    height: first?.height ?? 0,
    draw: (context, frame) => {
      const picture = pictures[frame];
      if (picture instanceof ImageData) context.putImageData(picture, 0, 0);
      else if (picture) context.drawImage(picture, 0, 0);
    },
  };
}

/** A film whose square frames, `side` pixels wide, stand side by side in one picture. */
export const filmOfSheet = (sheet: { picture: ImageBitmap; frames: number; side: number }): Film => ({
  frames: sheet.frames,
  width: sheet.side,
  height: sheet.side,
  draw: (context, frame) => {
    const { picture, side } = sheet;
    context.drawImage(picture, frame * side, 0, side, side, 0, 0, side, side);
  },
});

/** The frame in the middle of a part. */
export const middleFrame = ({ from, count }: FilmPart): number => from + Math.floor(count / 2);

/** The frame that is due `ms` after a part began to play from frame `start`, over and over. */
export function frameDue(ms: number, fps: number, { from, count }: FilmPart, start: number): number {
  return from + ((start - from + framesIn(ms, fps)) % count);
}

/** Milliseconds until the next frame is due. */
export const msToNextFrame = (ms: number, fps: number): number => ((framesIn(ms, fps) + 1) * 1000) / fps - ms;

/** Whole frames in a time. The margin lets a frame be due at the very time that {@link msToNextFrame} says. */
const framesIn = (ms: number, fps: number): number => Math.floor((ms * fps) / 1000 + 1e-6);
