import type { CaptureSettings, ClipInfo } from '../../src-main/contract';
import type { CapturedClip } from '../capture/api';
import { ImportError, roomBeside, type Stretch } from '../capture/clip-builder';
import { clipFromImages, clipFromVideo } from '../capture/import';
import { Video } from '../capture/video';
import { saveClip } from '../rpc/clips-io';
import { errorOf, type Client } from '../rpc/connection';
import { importedMeta } from './clip-meta';
import { eachOf } from './import-pool';
import { timeLeft } from './time-left';

/** A clip that a source becomes: of what matters most in it, or of a part of it. */
interface WantedClip {
  part: (Stretch & { frames: number }) | null;
  /** Asked for once the clip has been read, so that a class may be added for it. */
  classId: () => Promise<string>;
}

/** A video, or the pictures of a folder, and the clips it becomes. */
export interface ImportSource {
  id: string;
  /** Kept as the clips' source. */
  name: string;
  session: string;
  kind: 'video' | 'images';
  /** The video, or the pictures in order. Rejects where they cannot be had. */
  files: () => Promise<readonly { name: string; bytes: Blob }[]>;
  clips: readonly WantedClip[];
}

export interface ImportJob {
  client: Client;
  slug: string;
  capture: CaptureSettings;
  appVersion: string;
  sources: readonly ImportSource[];
  /** Ends it between two clips. What is in by then stays. */
  signal: AbortSignal;
  onSaved: (clip: ClipInfo, source: ImportSource) => void;
  onFailed: (source: ImportSource, reason: string) => void;
  onProgress: (done: number, total: number, secondsLeft: number | null) => void;
}

/**
 * Turns videos, animations and pictures into clips of a project. A source that cannot be read is told, and costs no
 * other. Rejects where a clip cannot be saved, or the program behind the page is gone.
 */
export async function importClips({
  client,
  slug,
  capture,
  appVersion,
  sources,
  signal,
  onSaved,
  onFailed,
  onProgress,
}: ImportJob): Promise<void> {
  const total = sources.reduce((sum, { clips }) => sum + clips.length, 0);
  const left = timeLeft();
  let done = 0;
  const tell = (more: number): void => {
    done += more;
    onProgress(done, total, left(done, total));
  };
  const one = async (source: ImportSource): Promise<void> => {
    let missing = source.clips.length;
    const clips = clipsOf(source, capture);
    try {
      for (;;) {
        const next = await clips.next().catch(reasonOf);
        if (typeof next === 'string') {
          onFailed(source, next);
          tell(missing);
          return;
        }
        if (next.done) return;
        const { clip, wanted } = next.value;
        const meta = importedMeta(source.name, capture, source.session, appVersion);
        onSaved(await saveClip(client, slug, await wanted.classId(), clip, meta), source);
        missing -= 1;
        tell(1);
        signal.throwIfAborted();
      }
    } finally {
      // Closes the video, also where a clip could not be saved.
      await clips.return(undefined);
    }
  };
  onProgress(0, total, null);
  await eachOf(sources, one, signal);
}

/** The clips of a source, one after another. */
async function* clipsOf(
  { kind, files: filesOf, clips }: ImportSource,
  capture: CaptureSettings,
): AsyncGenerator<{ clip: CapturedClip; wanted: WantedClip }> {
  const files = await filesOf();
  const [first] = files;
  if (clips.every(({ part }) => part === null)) {
    const clip = await (kind === 'images' || !first
      ? clipFromImages(files, capture)
      : clipFromVideo(first.bytes, capture));
    for (const wanted of clips) yield { clip, wanted };
    return;
  }
  if (!first) throw new ImportError('There is no video.');
  const video = await Video.open(first.bytes);
  const parts = clips.flatMap(({ part }) => part ?? []);
  try {
    for (const wanted of clips) {
      const { from, to, frames } = wanted.part ?? { ...video.whole, frames: capture.frames };
      const own = { from, to };
      // What is another clip surrounds none.
      const room = roomBeside(own, parts, video.whole);
      yield { clip: await video.clip(own, { ...capture, frames }, room), wanted };
    }
  } finally {
    video.close();
  }
}

/** Why a source could not be read, as a sentence. Throws where going on makes no sense. */
function reasonOf(error: unknown): string {
  if (error instanceof ImportError) return error.message;
  if (error instanceof DOMException && error.name === 'NotReadableError')
    return 'The file can no longer be read; it has changed or gone since it was chosen.';
  const problem = errorOf(error);
  if (problem.code === 'DISCONNECTED') throw error;
  return problem.message;
}
