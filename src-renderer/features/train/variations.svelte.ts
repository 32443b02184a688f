import type {
  AugmentationStrengths,
  ClipInfo,
  GestureClass,
  PreprocessSpec,
} from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';
import { isLongEnough } from '../../../src-main/shared/clip-length';
import { mirrorsOf, randomChange } from '../../learning/augment';
import { backdropsFrom } from '../../learning/backdrop';
import { usableClips, type EngineClip } from '../../learning/clips';
import { preprocessClip } from '../../learning/preprocess';
import { Random } from '../../learning/random';
import { readClips } from '../../rpc/clips-io';
import { errorOf, type Client, type Problem } from '../../rpc/connection';
import { imagesOf, someOf } from './varied';

/** A clip as a model would be taught it. */
export interface Tile {
  key: string;
  /** The class it would be taught as. */
  gesture: GestureClass;
  pictures: readonly ImageData[];
}

/** A small wall of a project's clips, varied as they are in training. */
export class Variations {
  tiles = $state.raw<readonly Tile[]>([]);
  loading = $state(false);
  problem = $state.raw<Problem | null>(null);
  #clips: readonly EngineClip[] = [];
  #classes: readonly GestureClass[] = [];
  #seed = 1;
  /** The newest painting; an older one under way ends. */
  #painting = 0;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Reads some clips of each class. */
  async open(
    slug: string,
    classes: readonly GestureClass[],
    all: readonly ClipInfo[],
    frames: number,
  ): Promise<void> {
    this.loading = true;
    this.problem = null;
    this.#clips = [];
    this.#classes = classes;
    this.tiles = [];
    try {
      const chosen = someOf(all.filter((clip) => isLongEnough(clip, frames)));
      const clips: EngineClip[] = [];
      for await (const clip of readClips(this.#client, slug, chosen))
        clips.push(...usableClips([clip], frames));
      this.#clips = clips;
    } catch (error) {
      this.problem = errorOf(error);
    }
    this.loading = false;
  }

  /** Draws lots anew. */
  again(): void {
    this.#seed++;
  }

  /** Shows them as these strengths make them, through this way from pixels to values; one after another. */
  async paint(spec: PreprocessSpec, strengths: AugmentationStrengths): Promise<void> {
    const own = ++this.#painting;
    const random = new Random(this.#seed);
    const mirrors = mirrorsOf(this.#classes);
    const tiles: Tile[] = [];
    for (const clip of this.#clips) {
      const label = this.#classes.findIndex(({ id }) => id === clip.classId);
      if (label < 0) continue;
      // Each clip draws from a generator of its own, so that one strength does not reshuffle the rest.
      const change = randomChange(label, mirrors, random.fork(), strengths, backdropsFrom(clip, this.#clips));
      const gesture = this.#classes[change.label] as GestureClass;
      tiles.push({
        key: clipKey(clip),
        gesture,
        pictures: imagesOf(spec, preprocessClip(spec, clip, change.augmentation)),
      });
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (own !== this.#painting) return;
    }
    this.tiles = tiles;
  }
}
