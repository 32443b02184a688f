import { CanvasSink, Input, MATROSKA, MP4, MPEG_TS, QTFF, VideoSampleSink, WEBM } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import type { CaptureSettings } from '../../src-main/contract';
import type { CapturedClip } from './api';
import {
  ClipBuilder,
  dueTimes,
  ImportError,
  surroundingTimes,
  timesAhead,
  type Stretch,
} from './clip-builder';
import { readEdits, shownOf, type Edit } from './edit-list';
import type { ShownPicture } from './footage-clock';
import { guardedSource } from './guarded-source';
import { useColourDecoder } from './colour-decoder';
import type { Picture } from './sampler';

/** Frames a second where a video does not say. */
const USUAL_RATE = 25;
/** How far its pictures are looked at to find its rate. */
const RATE_PACKETS = 60;

/** An edit may end so much later (s) than was meant, as its times are rounded; the picture that comes then is cut away. */
const ROUNDING = 0.002;

/** A picture of a video as it is shown, and when, in seconds. */
export interface VideoPicture {
  canvas: HTMLCanvasElement | OffscreenCanvas;
  time: number;
}

/**
 * A video file that is open for reading; of a trimmed one only what players show is read. Every method rejects with an
 * {@link ImportError} where it is damaged.
 */
export class Video {
  /** When the first picture that is shown begins and the last one ends. */
  readonly whole: Stretch;
  readonly #input: Input;
  readonly #track: InputVideoTrack;
  readonly #shown: readonly Edit[];
  /** When the last picture of the medium ends. */
  readonly #end: number;

  private constructor(input: Input, track: InputVideoTrack, shown: readonly Edit[], end: number) {
    this.#input = input;
    this.#track = track;
    this.#shown = shown;
    this.#end = end;
    this.whole = { from: shown[0]?.from ?? 0, to: shown.at(-1)?.to ?? 0 };
  }

  static async open(bytes: Blob): Promise<Video> {
    useColourDecoder();
    const file = await decoding(() => readEdits(bytes));
    const formats = [MP4, QTFF, WEBM, MATROSKA, MPEG_TS];
    const input = new Input({ source: guardedSource(file.bytes), formats });
    try {
      return await decoding(async () => {
        const track = await readableTrack(input);
        const [first, end] = [await track.getFirstTimestamp(), await track.computeDuration()];
        return new Video(input, track, shownOf(file.edits.get(track.id), first, end), end);
      });
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  close(): void {
    this.#input.dispose();
  }

  /**
   * The clip of `frames / fps` seconds around the middle of a stretch. Pictures past the video's end are its last; those that a slow
   * video lacks are made as a slow camera's are.
   * @param room for what surrounds it
   */
  clip(stretch: Stretch, capture: CaptureSettings, room: Stretch = this.whole): Promise<CapturedClip> {
    return decoding(async () => {
      const due = dueTimes(stretch, capture);
      const { before, after } = surroundingTimes(due, capture, room);
      const builder = new ClipBuilder(capture, { before: before.length, after: after.length });
      const own = [...before, ...due, ...after];
      const times = [...own, ...timesAhead(own.at(-1) ?? 0, capture, this.whole)];
      const media = times.map((time) => this.#mediaAt(time));
      let index = 0;
      for await (const sample of new VideoSampleSink(this.#track).samplesAtTimestamps(media)) {
        if (!sample) throw new ImportError('It holds no pictures.');
        try {
          builder.add(samplePicture(sample), this.#shownFrom(sample, times[index++] ?? 0));
        } finally {
          sample.close();
        }
        if (builder.complete) break;
      }
      return builder.clip;
    });
  }

  /** All pictures that are shown, at the times of the whole; each is valid until the next. */
  async *shown(): AsyncGenerator<ShownPicture> {
    const { from, to } = this.whole;
    try {
      for (const [index, edit] of this.#shown.entries()) {
        let held: { sample: VideoSample; at: number } | null = null;
        const lend = ({ sample, at }: { sample: VideoSample; at: number }, until: number): ShownPicture => ({
          picture: samplePicture(sample),
          from: at - from,
          to: until - from,
        });
        try {
          for await (const sample of this.#samplesOf(edit)) {
            const before = held;
            held = { sample, at: beginOf(sample, edit) };
            // It is known only now until when the one before is shown.
            try {
              if (before) yield lend(before, held.at);
            } finally {
              before?.sample.close();
            }
          }
          if (held) yield lend(held, this.#shown[index + 1]?.from ?? to);
        } finally {
          held?.sample.close();
        }
      }
    } catch (error) {
      throw asImportError(error);
    }
  }

  /** Pictures a second, about. */
  async rate(): Promise<number> {
    const { averagePacketRate } = await decoding(() => this.#track.computePacketStats(RATE_PACKETS));
    return averagePacketRate > 0 ? averagePacketRate : USUAL_RATE;
  }

  /** The picture that is shown at a time. */
  async pictureAt(time: number, width: number): Promise<VideoPicture | null> {
    const found = await decoding(() => this.#sink(width).getCanvas(this.#mediaAt(time)));
    return found && { canvas: found.canvas, time };
  }

  /** Its pictures from a time on. */
  async *pictures(from: number, width: number): AsyncGenerator<VideoPicture> {
    for (const edit of this.#shown.filter(({ to }) => to > from)) {
      const begin = Math.max(from, edit.from);
      if (edit.rate === 0) {
        const still = await this.pictureAt(begin, width);
        if (still) yield still;
        continue;
      }
      for await (const picture of this.#sink(width).canvases(this.#mediaAt(begin), this.#lastOf(edit))) {
        const time = edit.from + (picture.timestamp - edit.media) / edit.rate;
        yield { canvas: picture.canvas, time: Math.max(edit.from, time) };
      }
    }
  }

  /** The time of the medium that is shown at a time. */
  #mediaAt(time: number): number {
    const edit = this.#editAt(time);
    if (!edit) return time;
    const { from, media, rate } = edit;
    return Math.min(media + Math.max(0, time - from) * rate, Math.max(media, this.#lastOf(edit)));
  }

  /** Since when the picture is shown that is shown at a time. */
  #shownFrom(sample: VideoSample, time: number): number {
    const edit = this.#editAt(time);
    return edit ? beginOf(sample, edit) : sample.timestamp;
  }

  #editAt(time: number): Edit | undefined {
    return this.#shown.findLast(({ from }) => from <= time) ?? this.#shown[0];
  }

  /** Until when the medium is shown by an edit. */
  #lastOf({ from, to, media, rate }: Edit): number {
    const last = media + (to - from) * rate;
    // The medium's own last picture is shown for as long as anyone looks.
    return last >= this.#end ? Infinity : last - ROUNDING;
  }

  async *#samplesOf(edit: Edit): AsyncGenerator<VideoSample> {
    const sink = new VideoSampleSink(this.#track);
    if (edit.rate > 0) return yield* sink.samples(edit.media, this.#lastOf(edit));
    const still = await sink.getSample(edit.media);
    if (still) yield still;
  }

  #sink(width: number): CanvasSink {
    return new CanvasSink(this.#track, { width, poolSize: 3 });
  }
}

/** When an edit begins to show a picture of the medium. */
const beginOf = ({ timestamp }: VideoSample, { from, media, rate }: Edit): number =>
  from + (rate === 0 ? 0 : Math.max(0, (timestamp - media) / rate));

async function readableTrack(input: Input): Promise<InputVideoTrack> {
  if (!(await input.canRead()))
    throw new ImportError('It is not a video in a format that Beckon reads (MP4, MOV, WebM, MKV).');
  const track = await input.getPrimaryVideoTrack();
  if (!track) throw new ImportError('It has no pictures, only sound or text.');
  if (!(await track.canDecode())) {
    const codec = (await track.getCodec()) ?? 'an unknown codec';
    throw new ImportError(`Its pictures are encoded as ${codec}, which this browser cannot decode.`);
  }
  return track;
}

async function decoding<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asImportError(error);
  }
}

function asImportError(error: unknown): ImportError {
  if (error instanceof ImportError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new ImportError(`Its pictures could not be decoded; the file may be damaged (${detail}).`, {
    cause: error,
  });
}

const samplePicture = (sample: VideoSample): Picture => ({
  width: sample.displayWidth,
  height: sample.displayHeight,
  draw: (ctx, { x, y, width, height }, target) =>
    sample.draw(ctx, x, y, width, height, 0, 0, target.width, target.height),
});
