import type { ClipInfo, Run } from '../../../src-main/contract';
import type { Outside } from '../../base/outside';
import { EngineError, type Look, type LookingStream } from '../../engine/api';
import { usableClips, type EngineClip } from '../../learning/clips';
import { placeOf, WHOLE } from '../../learning/framing';
import type { Rectangle } from '../../learning/resize';
import { readClips } from '../../rpc/clips-io';
import { errorOf } from '../../rpc/connection';
import { picturesOf } from '../clips/pictures';
import type { Projects } from '../projects/project.svelte';
import type { Runs } from './runs.svelte';

interface AttentionParts {
  projects: Pick<Projects, 'slug'>;
  runs: Pick<Runs, 'files'>;
}

/** Which places of a clip spoke for a class, to a model that has been tried on it. */
export class Attention {
  clip = $state.raw<ClipInfo | null>(null);
  /** The class that places speak for. */
  of = $state<string | null>(null);
  /** The frames that the model was given; empty until they are read. */
  frames = $state.raw<readonly ImageBitmap[]>([]);
  look = $state.raw<Look | null>(null);
  /** Why there is nothing to be seen, as a sentence. */
  problem = $state<string | null>(null);
  /** Where the model looks, in shares of the picture, and whether it has it the other way round. */
  place = $state.raw<Rectangle>({ x: 0, y: 0, width: 1, height: 1 });
  turned = $state(false);
  #stream: LookingStream | null = null;
  #classes: Run['classes'] = [];
  /** Grows with each clip and each class that is asked for: what comes late is of another. */
  #asked = 0;
  readonly #outside: Pick<Outside, 'client' | 'engine'>;
  readonly #parts: AttentionParts;

  constructor(outside: Pick<Outside, 'client' | 'engine'>, parts: AttentionParts) {
    this.#outside = outside;
    this.#parts = parts;
  }

  /** Has a run's model look at a clip. */
  async open(runId: string, clip: ClipInfo, of: string): Promise<void> {
    this.close();
    this.clip = clip;
    const asked = this.#asked;
    try {
      await this.#watch(runId, clip, asked);
      if (asked === this.#asked) await this.speakFor(of);
    } catch (error) {
      if (asked === this.#asked) this.problem = errorOf(error).message;
    }
  }

  /** Shows which places spoke for another class. */
  async speakFor(of: string): Promise<void> {
    const stream = this.#stream;
    if (!stream) return;
    const asked = ++this.#asked;
    this.of = of;
    this.look = null;
    try {
      const index = this.#classes.findIndex(({ id }) => id === of);
      const look = await stream.look({ film: false, heat: true, of: Math.max(0, index) });
      if (asked === this.#asked) this.look = look;
    } catch (error) {
      if (asked === this.#asked) this.problem = errorOf(error).message;
    }
  }

  close(): void {
    this.#asked += 1;
    this.#stream?.close();
    this.#stream = null;
    for (const picture of this.frames) picture.close();
    this.frames = [];
    this.clip = this.look = this.of = this.problem = null;
  }

  async #watch(runId: string, info: ClipInfo, asked: number): Promise<void> {
    const [files, whole] = await Promise.all([this.#parts.runs.files(runId), this.#read(info)]);
    const { id, preprocess, classes, idle } = files.run;
    const [clip] = usableClips([whole], preprocess.frames);
    if (!clip) throw new EngineError('BAD_CLIP', 'This clip is too short for the model.');
    const frames = await picturesOf(clip.shape, clip.frames);
    const stream = await this.#outside.engine.openStream({
      ...files,
      run: { id, preprocess, classes, ...(idle && { idle }) },
    });
    if (asked !== this.#asked) {
      for (const picture of frames) picture.close();
      return stream.close();
    }
    const [count, height, width] = clip.shape;
    this.#stream = stream;
    this.#classes = classes;
    this.frames = frames;
    this.place = placeOf(WHOLE, preprocess, { width, height, mirror: clip.mirror });
    this.turned = preprocess.mirror !== clip.mirror;
    const size = clip.frames.length / count;
    for (let t = 0; t < count; t++) {
      const rgb = clip.frames.slice(t * size, (t + 1) * size);
      await stream.push({ rgb, width, height, mirror: clip.mirror, timestamp: t, missed: 0 });
    }
  }

  async #read(info: ClipInfo): Promise<EngineClip> {
    for await (const clip of readClips(this.#outside.client, this.#parts.projects.slug, [info])) return clip;
    throw new EngineError('BAD_CLIP', 'This clip could not be read.');
  }
}
