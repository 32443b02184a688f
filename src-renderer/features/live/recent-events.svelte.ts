import type { GestureClass } from '../../../src-main/contract';
import type { LiveNews, LiveSession } from './live-session.svelte';

/** So far back (s) events are shown. */
export const SHOWN_SECONDS = 30;

/** A gesture that Live told of. Times in ms, as frames have them. */
export interface RecentEvent {
  readonly id: number;
  readonly gesture: GestureClass;
  readonly start: number;
  /** Null while it lasts. */
  readonly end: number | null;
  readonly confidence: number;
}

/** The gestures that Live told of in the last seconds, the oldest first. */
export class RecentEvents {
  all = $state.raw<readonly RecentEvent[]>([]);
  /** The time of the last frame that was looked at. */
  now = $state(0);
  #next = 1;
  readonly #live: Pick<LiveSession, 'subscribe' | 'classes'>;

  /** Listens for as long as the page is open. */
  constructor(live: Pick<LiveSession, 'subscribe' | 'classes'>) {
    this.#live = live;
    live.subscribe((news) => this.#hear(news));
  }

  /** Another project is opened. */
  clear(): void {
    this.all = [];
  }

  #hear(news: LiveNews): void {
    // Another camera's times begin elsewhere.
    if (news.kind === 'stopped') return this.#end(this.now);
    const at = news.answer?.timestamp ?? news.gestures.at(-1)?.at;
    if (at === undefined) return;
    if (at < this.now) this.all = [];
    this.now = at;
    for (const { kind, index, at: time, confidence } of news.gestures) {
      const gesture = this.#live.classes[index];
      if (kind === 'end') this.#end(time);
      else if (gesture) {
        this.all = [...this.all, { id: this.#next++, gesture, start: time, end: null, confidence }];
      }
    }
    const oldest = at - 1000 * SHOWN_SECONDS;
    if (this.all.some(({ end }) => end !== null && end < oldest)) {
      this.all = this.all.filter(({ end }) => end === null || end >= oldest);
    }
  }

  #end(at: number): void {
    if (this.all.some(({ end }) => end === null)) {
      this.all = this.all.map((event) => (event.end === null ? { ...event, end: at } : event));
    }
  }
}
