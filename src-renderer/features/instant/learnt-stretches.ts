import type { CaptureSettings, GestureClass, Stretch } from '../../../src-main/contract';
import type { Outside } from '../../base/outside';
import type { InstantRequest } from '../../engine/api';
import { cutExcerpts, plannedExcerpts } from '../../jobs/excerpts';
import type { ExcerptPlan } from '../../learning/excerpts';

interface Wanted {
  slug: string;
  /** All classes of the project, and those of the model. */
  all: readonly GestureClass[];
  classes: readonly GestureClass[];
  capture: CaptureSettings;
  seed: number;
}

/** An excerpt that a model may learn from. */
interface Planned {
  stretch: Stretch;
  plan: ExcerptPlan;
}

/**
 * What the instant model learns from beside clips: those recorded stretches that a person has ticked. Reading their videos
 * takes a while, so that a model of the clips is there first.
 */
export class LearntStretches {
  readonly #outside: Pick<Outside, 'client' | 'engine'>;
  /** Stretches that could not be read, which Tune says where they are shown; they are not asked for again. */
  readonly #unreadable = new Set<string>();
  #looking: AbortController | null = null;

  constructor(outside: Pick<Outside, 'client' | 'engine'>) {
    this.#outside = outside;
  }

  async planned({ slug, all, classes, capture, seed }: Wanted): Promise<Planned[]> {
    const known = new Set(classes.map(({ id }) => id));
    const found = await plannedExcerpts(this.#outside.client, slug, { classes: all, capture, seed })
      // A model of the clips alone is worth more than none.
      .catch(() => []);
    return found
      .filter(({ stretch }) => !this.#unreadable.has(stretch.id))
      .flatMap(({ stretch, plans }) =>
        plans
          .filter(({ classId }) => classId === null || known.has(classId))
          .map((plan) => ({ stretch, plan })),
      );
  }

  /** Has the engine look at excerpts of a request, those at these places; where it is at it already, that is done first. */
  look(
    slug: string,
    request: InstantRequest,
    planned: readonly Planned[],
    places: readonly number[],
    onLooked: () => void,
  ): void {
    if (this.#looking || places.length === 0) return;
    const own = new AbortController();
    this.#looking = own;
    const missing = places.flatMap((place) => {
      const there = planned[place];
      return there ? [{ place, ...there }] : [];
    });
    void this.#look(slug, request, missing, own.signal).then((looked) => {
      if (this.#looking !== own) return;
      this.#looking = null;
      if (looked) onLooked();
    });
  }

  /** Ends what is under way; what has been looked at by then stays known. */
  stop(): void {
    this.#looking?.abort();
    this.#looking = null;
  }

  /** Answers whether there is anything new to learn from. */
  async #look(
    slug: string,
    request: InstantRequest,
    missing: readonly (Planned & { place: number })[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { client, engine } = this.#outside;
    let looked = false;
    for (const stretch of new Set(missing.map((each) => each.stretch))) {
      const own = missing.filter((each) => each.stretch === stretch);
      const planned = { stretch, plans: own.map(({ plan }) => plan) };
      try {
        const excerpts = await cutExcerpts(client, slug, planned, request.capture, signal);
        const pieces = excerpts.flatMap((excerpt, index) => {
          const place = own[index]?.place;
          return place === undefined ? [] : [{ place, excerpt }];
        });
        await engine.lookAtExcerpts(request, pieces);
        looked = true;
      } catch {
        if (signal.aborted) break;
        this.#unreadable.add(stretch.id);
      }
    }
    return looked;
  }
}
