import { CanvasSink, Input, MATROSKA, MP4, MPEG_TS, QTFF, VideoSampleSink, WEBM } from 'mediabunny';
import type { InputVideoTrack, VideoSample } from 'mediabunny';
import type { CaptureSettings } from '../../src-main/contract';
import type { CapturedClip } from './api';
import { ClipBuilder, dueTimes, framesIn, ImportError, type Stretch } from './clip-builder';
import { guardedSource } from './guarded-source';
import { useColourDecoder } from './colour-decoder';
import { Sampler, type Picture } from './sampler';

/** Frames a second where a video does not say. */
const USUAL_RATE = 25;
/** How far its pictures are looked at to find its rate. */
const RATE_PACKETS = 60;

/** A picture of a video as it is shown, and when, in seconds. */
export interface VideoPicture {
  canvas: HTMLCanvasElement | OffscreenCanvas;
  time: number;
}

/** A video file that is open for reading. Every method rejects with an {@link ImportError} where it is damaged. */
export class Video {
  /** When the first picture begins and the last one ends. */
  readonly whole: Stretch;
  readonly #input: Input;
  readonly #track: InputVideoTrack;

  private constructor(input: Input, track: InputVideoTrack, whole: Stretch) {
    this.#input = input;
    this.#track = track;
    this.whole = whole;
  }

  static async open(bytes: Blob): Promise<Video> {
    useColourDecoder();
    const input = new Input({ source: guardedSource(bytes), formats: [MP4, QTFF, WEBM, MATROSKA, MPEG_TS] });
    try {
      return await decoding(async () => {
        const track = await readableTrack(input);
        const whole = { from: await track.getFirstTimestamp(), to: await track.computeDuration() };
        return new Video(input, track, whole);
      });
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  close(): void {
    this.#input.dispose();
  }

  /** The clip of `frames / fps` seconds around the middle of a stretch. Pictures past the video's end are its last. */
  clip(stretch: Stretch, capture: CaptureSettings): Promise<CapturedClip> {
    return decoding(async () => {
      const builder = new ClipBuilder(capture);
      const times = dueTimes(stretch, capture).map((time) => Math.max(time, this.whole.from));
      for await (const sample of new VideoSampleSink(this.#track).samplesAtTimestamps(times)) {
        if (!sample) throw new ImportError('It holds no pictures.');
        builder.add(samplePicture(sample));
        sample.close();
      }
      return builder.clip;
    });
  }

  /** Its frames from beginning to end, as many a second as the capture settings say; each is valid until the next. */
  async *frames(capture: CaptureSettings): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const sampler = new Sampler(capture);
    const { from, to } = this.whole;
    const frames = framesIn(to - from, capture.fps);
    const times = dueTimes({ from, to: from }, { frames, fps: capture.fps });
    try {
      for await (const sample of new VideoSampleSink(this.#track).samplesAtTimestamps(times)) {
        if (!sample) throw new ImportError('It holds no pictures.');
        sampler.take(samplePicture(sample));
        sample.close();
        yield sampler.rgb;
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
    const found = await decoding(() => this.#sink(width).getCanvas(Math.max(time, this.whole.from)));
    return found && { canvas: found.canvas, time: found.timestamp };
  }

  /** Its pictures from a time on. */
  async *pictures(from: number, width: number): AsyncGenerator<VideoPicture> {
    for await (const { canvas, timestamp } of this.#sink(width).canvases(from)) {
      yield { canvas, time: timestamp };
    }
  }

  #sink(width: number): CanvasSink {
    return new CanvasSink(this.#track, { width, poolSize: 3 });
  }
}

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
