import { ImportError, type Stretch } from '../capture/clip-builder';
import { Video, type VideoPicture } from '../capture/video';
import { wait } from './wait';

/** Pixels that the picture is wide. */
const WIDTH = 480;

/** Shows a video file picture by picture: plays it, goes to a time, steps a frame. */
export class VideoPlayer {
  /** The time that is shown, in seconds. */
  time = $state(0);
  playing = $state(false);
  picture = $state.raw<VideoPicture | null>(null);
  whole = $state.raw<Stretch>({ from: 0, to: 0 });
  /** Why there is no picture. */
  problem = $state<string | null>(null);
  #frame = 0.04;
  #video: Video | null = null;
  /** How often a file was opened or closed: what was begun before counts no more. */
  #opened = 0;
  /** Whether a picture is being read; the last time asked for meanwhile comes next. */
  #reading = false;
  #wanted: number | null = null;
  #playing = new AbortController();

  /** Shows a file, in the place of the one before. */
  async open(file: Blob): Promise<void> {
    this.close();
    const opening = this.#opened;
    await this.#attempt(async () => {
      const video = await Video.open(file);
      if (opening !== this.#opened) return video.close();
      this.#video = video;
      this.whole = video.whole;
      this.#frame = 1 / (await video.rate());
      this.seek(video.whole.from);
    });
  }

  close(): void {
    this.pause();
    this.#video?.close();
    this.#video = null;
    this.#opened += 1;
    this.problem = null;
    this.picture = null;
    this.whole = { from: 0, to: 0 };
    this.time = 0;
  }

  /** Goes to a time, and stops there. */
  seek(time: number): void {
    this.pause();
    this.time = Math.max(this.whole.from, Math.min(time, this.whole.to));
    this.#wanted = this.time;
    if (!this.#reading) void this.#read();
  }

  step(frames: number): void {
    this.seek(this.time + frames * this.#frame);
  }

  pause(): void {
    this.#playing.abort();
    this.playing = false;
  }

  /** Plays from here, or from the beginning where this is the end, until the end or {@link pause}. */
  async play(): Promise<void> {
    this.pause();
    this.#playing = new AbortController();
    const { signal } = this.#playing;
    this.playing = true;
    const from = this.time >= this.whole.to - this.#frame ? this.whole.from : this.time;
    const started = performance.now();
    await this.#attempt(async () => {
      for await (const picture of this.#video?.pictures(from, WIDTH) ?? []) {
        await wait(Math.max(0, (picture.time - from) * 1000 - (performance.now() - started)), signal);
        this.picture = picture;
        this.time = Math.max(from, picture.time);
      }
      this.time = this.whole.to;
    });
    if (!signal.aborted) this.playing = false;
  }

  toggle(): void {
    if (this.playing) this.pause();
    else void this.play();
  }

  async #read(): Promise<void> {
    this.#reading = true;
    await this.#attempt(async () => {
      while (this.#wanted !== null) {
        const time = this.#wanted;
        this.#wanted = null;
        const picture = await this.#video?.pictureAt(time, WIDTH);
        if (picture && !this.playing) this.picture = picture;
      }
    });
    this.#reading = false;
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      // Reading fails where it was stopped or the file was closed, and nobody waits for it.
      if (error instanceof ImportError || (this.#video !== null && !isAbort(error))) {
        this.problem = error instanceof Error ? error.message : String(error);
      }
    }
  }
}

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
