import { SvelteSet } from 'svelte/reactivity';
import { untrack } from 'svelte';
import type { ClipInfo, ClipRef } from '../../../src-main/contract';
import { clipKey } from '../../../src-main/shared/clip-key';
import type { History } from '../../base/history.svelte';
import type { InstantModel } from '../../engine/api';
import { coach, NO_COACHING, type Advice, type Coaching } from '../../learning/coaching';
import { doubtKeyOf } from '../check/findings';
import { markFine } from '../check/mark-fine';
import type { Clips } from '../clips/clips.svelte';
import type { Projects } from '../projects/project.svelte';
import { answersOf, fineBy, marksOf } from './coach-evidence';

interface CoachParts {
  instant: { readonly model: Pick<InstantModel, 'run' | 'tried'> | null };
  clips: Pick<Clips, 'all' | 'remove' | 'relabel'>;
  projects: Pick<Projects, 'current' | 'classes' | 'classOf' | 'setFine'>;
  recording: { readonly activeClassId: string | null };
  history: Pick<History, 'alone' | 'did'>;
}

/** What the clips so far tell a person to do, by how the instant model answers those that it was made without. */
export class Coach {
  #coaching = $state.raw<Coaching>(NO_COACHING);
  /** For screen readers: that a clip looks like another class, when that is noticed. */
  announcement = $state('');
  /** The clip that it is of, and the class. */
  #announced: { readonly clip: ClipRef; readonly as: string } | null = null;
  /** Clips that were moved to where they seemed to belong, by their keys there: nothing is said against that. */
  readonly #settled = new SvelteSet<string>();
  /** The project that it is about. */
  #slug: string | null = null;
  /** Whether there was anything to judge by before. */
  #judged = false;
  readonly #parts: CoachParts;
  readonly #stop: () => void;

  /** What is said of a clip, by its key. */
  marks = $derived.by((): ReadonlyMap<string, string> => {
    return marksOf(this.#coaching, (classId) => this.#nameOf(classId));
  });

  constructor(parts: CoachParts) {
    this.#parts = parts;
    this.#stop = $effect.root(() => {
      $effect(() => this.#look());
    });
  }

  /** The one thing to say of a class; null where there is nothing. */
  of(classId: string): Advice | null {
    return this.#coaching.advice.get(classId) ?? null;
  }

  /** The clip stays where it is, and the project remembers that nothing is wrong with it. */
  async keep(clip: ClipRef, as: string): Promise<void> {
    await markFine(this.#parts, doubtKeyOf(clip, as));
  }

  async move(clip: ClipInfo, to: string): Promise<void> {
    this.#settled.add(clipKey({ ...clip, classId: to }));
    await this.#parts.clips.relabel([clip], to);
  }

  async remove(clip: ClipInfo): Promise<void> {
    await this.#parts.clips.remove([clip]);
  }

  /** Ends it for good, with the app. */
  close(): void {
    this.#stop();
  }

  /** Looks anew whenever something has changed; while a class is recorded nothing moves on the screen. */
  #look(): void {
    const { instant, clips, projects, recording } = this.#parts;
    if (recording.activeClassId !== null) return;
    const { current, classes } = projects;
    const evidence = {
      classes: classes.map(({ id }) => id),
      clips: clips.all.map(({ classId, id, meta }) => ({ classId, id, session: meta.session })),
      answers: answersOf(instant.model),
      isFine: fineBy(current?.fine ?? [], [...this.#settled]),
    };
    untrack(() => {
      const same = current?.slug === this.#slug;
      const before = same ? this.#coaching : NO_COACHING;
      this.#coaching = coach(evidence, before);
      this.#hush();
      // What is found in a project that has just been opened is no news.
      if (same && this.#judged) this.#announce(before);
      this.#slug = current?.slug ?? null;
      this.#judged = evidence.answers.length > 0;
    });
  }

  /** What was announced and is no longer so is not left for a screen reader to find. */
  #hush(): void {
    const { clip, as } = this.#announced ?? {};
    if (clip && this.#coaching.doubts.get(clipKey(clip))?.as !== as) {
      this.announcement = '';
      this.#announced = null;
    }
  }

  #announce(before: Coaching): void {
    const fresh = [...this.#coaching.doubts].find(([key]) => !before.doubts.has(key))?.[1];
    if (!fresh) return;
    this.#announced = fresh;
    const [own, other] = [fresh.clip.classId, fresh.as].map((id) => this.#nameOf(id));
    this.announcement = `A clip of ${own} looks more like ${other}. You can keep, move or delete it below ${own}.`;
  }

  #nameOf(classId: string): string {
    return this.#parts.projects.classOf(classId)?.name ?? classId;
  }
}
