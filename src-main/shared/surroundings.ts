import { MAX_SURROUNDING_FRAMES } from './limits';

/** So much of what was seen right before a clip is kept with it, and as much of what was seen right after it. */
const SECONDS = 0.5;

/** The most frames that are kept of either. A single picture stands for itself. */
export const surroundingFrames = ({ frames, fps }: { frames: number; fps: number }): number =>
  frames === 1 ? 0 : Math.min(MAX_SURROUNDING_FRAMES, Math.floor(SECONDS * fps + 1e-6));
