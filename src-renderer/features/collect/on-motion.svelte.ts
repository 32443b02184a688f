import type { CaptureSettings } from '../../../src-main/contract';
import type { CapturedClip, CapturedFrame } from '../../capture/api';
import type { FrameRing } from '../../capture/frame-ring';
import type { MotionState } from '../../capture/motion-detector';
import { MotionRecorder } from '../../capture/motion-recorder';
import { count } from '../../../src-main/shared/words';
import type { Cues } from './cues.svelte';

/** What recording on motion asks of the rest. */
export interface MotionWorld {
  keep(classId: string, clip: CapturedClip): void;
  cues: Pick<Cues, 'play' | 'say'>;
}

/** Watches the picture and records a clip of one class whenever something moves, until it is stopped. */
export class OnMotion {
  classId = $state<string | null>(null);
  /** What it waits for. */
  state = $state<MotionState>('still');
  progress = $state(0);
  recorded = $state(0);
  /** For screen readers. */
  announcement = $state('');
  #recorder: MotionRecorder | null = null;
  readonly #world: MotionWorld;

  constructor(world: MotionWorld) {
    this.#world = world;
  }

  get active(): boolean {
    return this.classId !== null;
  }

  start(classId: string, capture: CaptureSettings, ring: FrameRing): void {
    this.classId = classId;
    this.state = 'still';
    this.progress = 0;
    this.recorded = 0;
    this.announcement = 'Hold still.';
    this.#recorder = new MotionRecorder(capture, ring);
    this.#recorder.onClip = (clip) => this.#finished(clip);
  }

  stop(): void {
    if (!this.active) return;
    this.classId = null;
    this.#recorder = null;
    this.progress = 0;
    this.announcement = `${count(this.recorded, 'clip')} recorded.`;
  }

  /** Takes the frame that is number `index` of the ring. */
  take(index: number, frame: CapturedFrame): void {
    const recorder = this.#recorder;
    if (!recorder) return;
    recorder.take(index, frame);
    this.progress = recorder.progress;
    if (recorder.state === this.state) return;
    this.state = recorder.state;
    if (this.state !== 'armed') return;
    this.announcement = 'Ready.';
    this.#world.cues.play('ready');
  }

  #finished(clip: CapturedClip): void {
    if (this.classId === null) return;
    this.recorded += 1;
    this.announcement = `${count(this.recorded, 'clip')} recorded.`;
    this.#world.cues.play('end');
    this.#world.cues.say(String(this.recorded));
    this.#world.keep(this.classId, clip);
  }
}
