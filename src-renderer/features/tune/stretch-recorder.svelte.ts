import type { Toasts } from '../../base/toasts.svelte';
import type { CameraFeed } from '../../capture/api';
import { recordStream, type StreamRecording } from '../../capture/stream-recorder';
import type { Stretches } from './stretches.svelte';

/** A recording ends by itself after so long (s): a video must be small enough to be kept, and watched. */
const LONGEST = 900;

/** What recording needs of the rest. */
export interface StretchRecorderParts {
  projects: { readonly current: { readonly slug: string } | null };
  camera: { readonly feed: Pick<CameraFeed, 'stream' | 'device'> | null };
  stretches: Pick<Stretches, 'all' | 'add'>;
  toasts: Pick<Toasts, 'attempt'>;
}

/** Records a stretch from the camera. */
export class StretchRecorder {
  /** Whether the camera is shown instead of a stretch. */
  open = $state(false);
  /** How long it has been recording (s); null: it is not. */
  seconds = $state<number | null>(null);
  #recording: StreamRecording | null = null;
  /** Whether what was recorded is thrown away. */
  #dropped = false;
  readonly #parts: StretchRecorderParts;

  constructor(parts: StretchRecorderParts) {
    this.#parts = parts;
  }

  get active(): boolean {
    return this.seconds !== null;
  }

  show(): void {
    this.open = true;
  }

  /** Back to the stretches; what is being recorded is thrown away. */
  cancel(): void {
    this.open = false;
    this.#dropped = true;
    this.#recording?.stop();
  }

  /** Records until {@link stop}, the camera is taken away, or it is too long. Then the stretch is kept and chosen. */
  async start(): Promise<void> {
    const { camera, projects, stretches, toasts } = this.#parts;
    const [{ feed }, { current }] = [camera, projects];
    if (!feed || !current || this.#recording) return;
    const begun = performance.now();
    this.#dropped = false;
    await toasts.attempt(async () => {
      const recording = (this.#recording = recordStream(feed.stream));
      this.seconds = 0;
      const ticking = setInterval(() => {
        this.seconds = (performance.now() - begun) / 1000;
        if (this.seconds >= LONGEST) recording.stop();
      }, 200);
      try {
        const video = await recording.video;
        this.#over();
        if (this.#dropped) return;
        const name = `Recording ${stretches.all.length + 1}`;
        await stretches.add(current.slug, video, { name, source: feed.device.label || name });
        this.open = false;
      } finally {
        clearInterval(ticking);
        this.#over();
      }
    });
  }

  /** Ends it and keeps it. */
  stop(): void {
    this.#recording?.stop();
  }

  #over(): void {
    this.#recording = null;
    this.seconds = null;
  }
}
