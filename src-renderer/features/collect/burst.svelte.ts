import type { ClipInfo } from '../../../src-main/contract';
import { count } from '../../../src-main/shared/words';
import type { Cues } from './cues.svelte';

/** What a burst is to record: one clip for each prompt (null: nothing to say, the class's gesture). */
export interface BurstPlan {
  classId: string;
  /** What is recorded, in the person's words: "Wave". */
  name: string;
  prompts: readonly (string | null)[];
  /** Whole seconds to get ready before the first clip, and between two. */
  lead: number;
  pause: number;
}

/** What a burst asks of the rest. */
export interface BurstWorld {
  /** Records one clip from now on; `saved` tells when it is on disk. Rejects where it is stopped. */
  record(classId: string, signal: AbortSignal): Promise<{ saved: Promise<ClipInfo | null> }>;
  /** Resolves after so many ms; rejects at once where it is stopped. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  cues: Pick<Cues, 'play' | 'say' | 'hush'>;
}

/** What came of a burst. */
export interface BurstOutcome {
  /** The clips that are on disk. */
  clips: readonly ClipInfo[];
  /** What went wrong; null where nothing did, be it stopped or not. */
  problem: unknown;
}

/** The last seconds of a countdown are sounded and spoken. */
const COUNTED_ALOUD = 3;

/** Several clips of one class, each after a countdown, with nobody at the keyboard. */
export class Burst {
  phase = $state<'off' | 'count' | 'record'>('off');
  classId = $state<string | null>(null);
  /** Seconds until the next clip. */
  left = $state(0);
  /** Clips recorded so far, of how many. */
  done = $state(0);
  total = $state(0);
  /** What to do in the next clip, where it is not the class's own gesture. */
  prompt = $state<string | null>(null);
  /** For screen readers. */
  announcement = $state('');
  #abort: AbortController | null = null;
  readonly #world: BurstWorld;

  constructor(world: BurstWorld) {
    this.#world = world;
  }

  get active(): boolean {
    return this.phase !== 'off';
  }

  /** Runs to its end, or until it is stopped. */
  async run(plan: BurstPlan): Promise<BurstOutcome> {
    const { cues } = this.#world;
    const abort = new AbortController();
    this.#abort = abort;
    this.classId = plan.classId;
    this.done = 0;
    this.total = plan.prompts.length;
    this.announcement = `${count(this.total, 'clip')} of ${plan.name}. The first in ${plan.lead} seconds.`;
    const saved: Promise<ClipInfo | null>[] = [];
    let problem: unknown = null;
    try {
      for (const [index, prompt] of plan.prompts.entries()) {
        this.prompt = prompt;
        if (prompt !== null || index === 0) cues.say(prompt ?? `${plan.name}, ${count(this.total, 'time')}.`);
        if (prompt !== null) this.announcement = prompt;
        await this.#count(index === 0 ? plan.lead : plan.pause, abort.signal);
        this.phase = 'record';
        this.announcement = `Recording ${index + 1} of ${this.total}`;
        cues.play('go');
        saved.push((await this.#world.record(plan.classId, abort.signal)).saved);
        this.done = index + 1;
        cues.play('end');
      }
      cues.play('done');
    } catch (error) {
      if (!abort.signal.aborted) problem = error;
    }
    return { clips: await this.#finish(plan, saved), problem };
  }

  /** Stops, and keeps the clips that are complete. */
  stop(): void {
    this.#world.cues.hush();
    this.#abort?.abort();
  }

  async #count(seconds: number, signal: AbortSignal): Promise<void> {
    this.phase = 'count';
    for (let left = seconds; left > 0; left--) {
      this.left = left;
      if (left <= COUNTED_ALOUD) {
        this.#world.cues.play('tick');
        // What is being said as it begins is not cut off.
        if (left < seconds) this.#world.cues.say(String(left));
        this.announcement = String(left);
      }
      await this.#world.wait(1000, signal);
    }
  }

  async #finish(plan: BurstPlan, saved: readonly Promise<ClipInfo | null>[]): Promise<ClipInfo[]> {
    this.phase = 'off';
    this.classId = null;
    this.prompt = null;
    this.#abort = null;
    const clips = (await Promise.all(saved)).filter((clip) => clip !== null);
    this.announcement = `${count(clips.length, 'clip')} of ${plan.name} recorded.`;
    this.#world.cues.say(this.announcement);
    return clips;
  }
}
