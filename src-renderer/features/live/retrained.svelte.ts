import type { ModelFiles, Run } from '../../../src-main/contract';
import { furthestFigure, type Part } from '../../../src-main/shared/score-words';
import { count, percent } from '../../../src-main/shared/words';
import type { Outside } from '../../base/outside';
import { placesOf } from '../../learning/clip-groups';
import { evaluate } from '../../jobs/evaluate';
import type { Captioning } from '../report/captioning.svelte';
import type { Clips } from '../clips/clips.svelte';
import type { Projects } from '../projects/project.svelte';
import type { Runs } from '../report/runs.svelte';

/** A model that was retrained from the one in use, and how both do on the same clips. */
interface Offer {
  slug: string;
  before: { id: string; name: string };
  after: { id: string; name: string };
  /** Null where nothing was held out to tell. */
  score: { part: Exclude<Part, 'train'>; clips: number; after: number; before: number | null } | null;
}

/** What retrained models need of the rest. */
export interface RetrainedParts {
  projects: Pick<Projects, 'current' | 'slug'>;
  clips: Pick<Clips, 'all'>;
  runs: Pick<Runs, 'load' | 'select' | 'files' | 'reportOf'>;
  captioning: Pick<Captioning, 'captionsOf' | 'learn'>;
}

/**
 * A model that was retrained quickly does not take the place of the one in use: a person is told how both do, and
 * chooses. Where the one before puts what it sees into words, the new one learns to as well, in its own way to see.
 */
export class Retrained {
  offer = $state.raw<Offer | null>(null);
  readonly #outside: Pick<Outside, 'client' | 'engine'>;
  readonly #parts: RetrainedParts;

  constructor(outside: Pick<Outside, 'client' | 'engine'>, parts: RetrainedParts) {
    this.#outside = outside;
    this.#parts = parts;
  }

  /** The run was trained on from another one of the open project, and is saved. */
  async ready(slug: string, runId: string, beforeId: string): Promise<void> {
    const { runs, projects } = this.#parts;
    this.offer = null;
    await runs.load(slug);
    const [after, before] = [await runs.reportOf(runId), await runs.files(beforeId)];
    const score = await this.#compare(slug, after, before);
    if (projects.slug !== slug) return;
    const { id, name } = before.run;
    this.offer = { slug, before: { id, name }, after: { id: runId, name: after.name }, score };
    await this.#describe(slug, after, beforeId);
  }

  /** `Model 2 is ready: 33 % (was 67 %).` */
  get words(): string {
    if (!this.offer) return '';
    const { after, score } = this.offer;
    if (!score) return `${after.name} is ready.`;
    const was = score.before === null ? '' : ` (was ${percent(score.before, 0)})`;
    return `${after.name} is ready: ${percent(score.after, 0)}${was}.`;
  }

  /** On what the two were compared. */
  get hint(): string {
    const { score, before } = this.offer ?? {};
    if (!score) return 'No clips were held out, so the two cannot be compared.';
    const on = count(score.clips, `${score.part} clip`);
    return score.before === null
      ? `On ${on}. ${before?.name ?? 'The previous model'} could not be tested on them.`
      : `Both on the same ${on}.`;
  }

  /** Whether it does worse than the one in use. */
  get worse(): boolean {
    const { score } = this.offer ?? {};
    return score !== null && score !== undefined && score.before !== null && score.after < score.before;
  }

  /** Puts the new model into use. */
  async use(): Promise<void> {
    const { offer } = this;
    this.offer = null;
    if (offer && this.#parts.projects.slug === offer.slug) await this.#parts.runs.select(offer.after.id);
  }

  /** Leaves the old one in use; the new one stays in the list of models. */
  keep(): void {
    this.offer = null;
  }

  /** On the clips that the new one's score is of. */
  async #compare(slug: string, after: Run, before: ModelFiles): Promise<Offer['score']> {
    const { part, evaluation } = furthestFigure(after);
    if (part === 'train') return null;
    const { all } = this.#parts.clips;
    const places = placesOf(all);
    const clips = after.split[part].flatMap((key) => all[places.get(key) ?? -1] ?? []);
    const score = { part, clips: evaluation.clips, after: evaluation.accuracy };
    try {
      const old = await evaluate({
        ...this.#outside,
        slug,
        model: before,
        clips,
        signal: new AbortController().signal,
        onUnreadable: () => undefined,
        onProgress: () => undefined,
      });
      // Of other clips, where some have gone meanwhile, it would not compare.
      return { ...score, before: old.evaluation.clips === score.clips ? old.evaluation.accuracy : null };
    } catch {
      // The offer says that it is not known.
      return { ...score, before: null };
    }
  }

  async #describe(slug: string, after: Run, beforeId: string): Promise<void> {
    const { captioning, projects, clips } = this.#parts;
    const known = await captioning.captionsOf(slug, beforeId);
    const { current } = projects;
    if (known && current?.slug === slug) await captioning.learn(current, clips.all, after, known.from);
  }
}
