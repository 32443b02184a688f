import type { ClipRef, Split } from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import { count } from '../../src-main/shared/words';
import type { Examiner } from '../clip-check/api';
import { pairFindingKey, type Comparable } from '../clip-check/duplicates';
import { plainFault } from '../clip-check/faults';
import type { EngineClip } from '../learning/clips';

/** Clips that may wait to be looked at; each is a copy in memory. */
const MOST_WAITING = 16;

type Part = 'train' | 'validation' | 'test';
const PARTS: readonly Part[] = ['train', 'validation', 'test'];

interface Seen extends ClipRef {
  session: string;
  comparable: Comparable;
}

/**
 * Looks for copies of a clip on both sides of a split, which make its score flatter the model. It looks at the clips as
 * they are read, in a worker of its own, beside the training: 4.5 ms a clip of 16 frames of 96×96, and 1.9 s to compare
 * each of 1,000 clips with all others.
 */
export class CopySearch {
  readonly #open: () => Examiner;
  #examiner: Examiner | null = null;
  readonly #seen = new Map<string, Seen>();
  readonly #waiting = new Set<Promise<void>>();
  #problem: unknown = null;

  constructor(open: () => Examiner) {
    this.#open = open;
  }

  /** Passes the clips on, and looks at each. */
  async *watch(clips: AsyncIterable<EngineClip>): AsyncGenerator<EngineClip> {
    for await (const clip of clips) {
      if (this.#problem !== null) {
        yield clip;
        continue;
      }
      const looked = this.#look(clip).catch((error: unknown) => void (this.#problem ??= error));
      this.#waiting.add(looked);
      void looked.then(() => this.#waiting.delete(looked));
      if (this.#waiting.size >= MOST_WAITING) await Promise.race(this.#waiting);
      yield clip;
    }
  }

  async #look({ classId, id, session, fps, shape, mirror, frames }: EngineClip): Promise<void> {
    this.#examiner ??= this.#open();
    const examination = await this.#examiner.examine({ shape, mirror, frames: frames.slice() });
    // What shows too little looks like many others.
    if (plainFault(examination)) return;
    const key = clipKey({ classId, id });
    const comparable = { id: key, fps, signature: examination.signature };
    this.#seen.set(key, { classId, id, session, comparable });
  }

  /**
   * What a person should know of the copies among the clips that were looked at, a sentence for each held-out part.
   * @param fine tells the keys of findings that a person has dismissed; asked only where there are copies
   */
  async warnings(split: () => Split, fine: () => Promise<readonly string[]>): Promise<string[]> {
    await Promise.all(this.#waiting);
    if (this.#problem !== null) throw this.#problem;
    if (!this.#examiner || this.#seen.size === 0) return [];
    const sides = PARTS.map((part) => split()[part].flatMap((key) => this.#seen.get(key) ?? []));
    const [train = []] = sides;
    const clips = sides.flat().map(({ comparable }) => comparable);
    if (clips.length === train.length) return [];
    const pairs = await this.#examiner.compare(clips, train.length, () => undefined);
    const sideOf = new Map(sides.flatMap((side, index) => side.map((clip) => [clip, index] as const)));
    const across = pairs.flatMap((pair): Across[] => {
      const [used, held] = pair
        .flatMap((key) => this.#seen.get(key) ?? [])
        .sort((a, b) => (sideOf.get(a) ?? 0) - (sideOf.get(b) ?? 0));
      if (!used || !held || sideOf.get(used) === sideOf.get(held)) return [];
      return [{ used, held, part: PARTS[sideOf.get(held) ?? 0] ?? 'train' }];
    });
    if (across.length === 0) return [];
    const dismissed = new Set(await fine());
    const real = across.filter(({ used, held }) => !dismissed.has(pairFindingKey(used, held)));
    return PARTS.flatMap((part) =>
      sentenceOf(
        part,
        split()[part].length,
        real.filter((pair) => pair.part === part),
      ),
    );
  }

  close(): void {
    this.#examiner?.close();
  }
}

/** A clip of an earlier part, and one that is held out and shows the same moment. */
interface Across {
  used: Seen;
  held: Seen;
  part: Part;
}

function sentenceOf(part: Part, of: number, pairs: readonly Across[]): string[] {
  const [first] = pairs;
  if (!first) return [];
  const copies = new Set(pairs.map(({ held }) => held)).size;
  const where =
    first.held.session === first.used.session
      ? `both of “${first.held.session}”`
      : `of “${first.held.session}” and “${first.used.session}”`;
  return [
    `${copies} of the ${count(of, `${part} clip`)} ${copies === 1 ? 'is' : 'are'} nearly the same as ` +
      `${copies === 1 ? 'a clip' : 'clips'} used in training (${copies === 1 ? '' : 'e.g. '}${where}), so the ${part} score will flatter you.`,
  ];
}
