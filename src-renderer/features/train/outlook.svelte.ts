import type { Preset, TrainConfig } from '../../../src-main/contract';
import { trainingOutlook } from '../../learning/outlook';
import type { Clips } from '../clips/clips.svelte';

interface OutlookParts {
  clips: Pick<Clips, 'sessions'>;
  /** The model that is made of the open project's clips at once. */
  instant: {
    /** Null: it was tried on no clips. */
    readonly score: { right: number; of: number } | null;
    /** Keeps it up to date until the returned function is called. */
    keep(): () => void;
  };
  training: {
    readonly config: Pick<TrainConfig, 'instant'>;
    readonly preset: Preset | null;
    readonly from: unknown;
  };
}

/** What training is likely to bring, before it is begun. */
export class Outlook {
  readonly #parts: OutlookParts;

  constructor(parts: OutlookParts) {
    this.#parts = parts;
  }

  /** As sentences; none where it is not known, and where it is not what the next training is to be compared with. */
  sentences = $derived.by((): readonly string[] => {
    const { clips, instant, training } = this.#parts;
    const { score } = instant;
    if (!score || training.from !== null || training.config.instant) return [];
    return trainingOutlook({ ...score, sessions: clips.sessions.length }, training.preset);
  });

  /** Finds it out, and keeps it up to date, until the returned function is called. */
  keep(): () => void {
    return this.#parts.instant.keep();
  }
}
