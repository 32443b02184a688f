import type { Toasts } from '../../base/toasts.svelte';
import type { CameraFeed } from '../../capture/api';
import { recordStream, type StreamRecording } from '../../capture/stream-recorder';
import { LEAST_SECONDS, type Mark } from './marks';
import type { Stretches } from './stretches.svelte';

/** A recording ends by itself after so long (s): a video must be small enough to be kept, and watched. */
const LONGEST = 900;

/** What recording needs of the rest. */
export interface StretchRecorderParts {
  projects: { readonly current: { readonly slug: string } | null };
  camera: { readonly feed: Pick<CameraFeed, 'stream' | 'device'> | null };
  stretches: Pick<Stretches, 'all' | 'add' | 'discard'>;
  toasts: Pick<Toasts, 'attempt'>;
}

/** Records a stretch from the camera. */
export class StretchRecorder {
  /** Whether the camera is shown instead of a stretch. */
  open = $state(false);
  /** How long it has been recording (s); null: it is not. */
  seconds = $state<number | null>(null);
  /** What keys are held for, each with when that began. */
  held = $state.raw<readonly { readonly by: string; readonly kind: string | null; readonly start: number }[]>(
    [],
  );
  /** What was marked since the recording began. */
  marks = $state.raw<readonly Mark[]>([]);
  #begun = 0;
  #recording: StreamRecording | null = null;
  /** Whether what was recorded is discarded. */
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

  /** Back to the stretches; what is being recorded is discarded, which Undo takes back. */
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
    this.#dropped = false;
    this.marks = [];
    await toasts.attempt(async () => {
      const recording = (this.#recording = recordStream(feed.stream));
      this.seconds = 0;
      this.#begun = performance.now();
      const ticking = setInterval(() => {
        this.seconds = this.#time();
        if (this.seconds >= LONGEST) recording.stop();
      }, 200);
      try {
        const video = await recording.video;
        this.#over();
        const name = `Recording ${stretches.all.length + 1}`;
        const taken = { name, source: feed.device.label || name, marks: this.marks };
        if (this.#dropped) return await stretches.discard(current.slug, video, taken);
        await stretches.add(current.slug, video, taken);
        this.open = false;
      } finally {
        clearInterval(ticking);
        this.#over();
      }
    });
  }

  /** A gesture, or a movement that is no class, begins now. */
  press(by: string, kind: string | null): void {
    if (!this.active || this.held.some((each) => each.by === by)) return;
    this.held = [...this.held, { by, kind, start: this.#time() }];
  }

  /** It is over. */
  release(by: string): void {
    const own = this.held.find((each) => each.by === by);
    if (!own) return;
    this.held = this.held.filter((each) => each !== own);
    const [{ kind, start }, end] = [own, this.#time()];
    if (end - start >= LEAST_SECONDS) this.marks = [...this.marks, { kind, start, end }];
  }

  releaseAll(): void {
    for (const { by } of this.held) this.release(by);
  }

  /** Ends it and keeps it. */
  stop(): void {
    this.#recording?.stop();
  }

  /** Seconds since the recording began. */
  #time(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  #over(): void {
    this.releaseAll();
    this.#recording = null;
    this.seconds = null;
  }
}
