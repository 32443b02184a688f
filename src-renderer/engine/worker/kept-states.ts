import type { ClipFeatureFiles, ClipFeatures } from '../../../src-main/contract';
import { concatenate } from '../../learning/concatenate';
import { STATES_VERSION, type ClipStates } from '../training/clip-states';

type Row = ClipStates['rows'][number];

/** What a row is, as a letter: of a clip, a copy of it or another movement that is made of it, or of a window of a stretch. The clip as it is has a capital one. */
const LETTERS = {
  own: ['o', 'p'],
  mirrored: ['m', 'n'],
  idle: ['i', 'j'],
  other: ['x', 'y'],
} as const satisfies Record<Row['of'], readonly [string, string]>;
const KINDS = new Map(
  (Object.keys(LETTERS) as Row['of'][]).flatMap((of) =>
    LETTERS[of].map((letter, index) => [letter as string, { of, window: index === 1 }] as const),
  ),
);
/** With more clips than this, those that nobody asks for are forgotten. */
const ROOMY = 4000;

const letterOf = ({ of, plain, window }: Row): string => {
  const letter = LETTERS[of][window ? 1 : 0];
  return plain ? letter.toUpperCase() : letter;
};

/** What clips are to the motion network, by names that differ wherever that does. */
export class KeptStates {
  readonly #states = new Map<string, ClipStates>();

  get(key: string): ClipStates | undefined {
    return this.#states.get(key);
  }

  has(key: string): boolean {
    return this.#states.has(key);
  }

  set(key: string, states: ClipStates): void {
    this.#states.set(key, states);
  }

  /** Forgets all others where there are many. */
  bound(keys: readonly string[]): void {
    if (this.#states.size <= ROOMY) return;
    const wanted = new Set(keys);
    for (const key of this.#states.keys()) if (!wanted.has(key)) this.#states.delete(key);
  }

  /** Those of these names that are there, as they are kept on disk. @param network what names the motion network */
  pack(keys: readonly string[], network: string): ClipFeatureFiles {
    const known = keys.flatMap((key) => {
      const states = this.#states.get(key);
      return states ? [{ key, ...states }] : [];
    });
    const rows = known.flatMap((clip) => clip.rows);
    return {
      network: named(network),
      units: rows[0]?.values.length ?? 1,
      clips: known.map(({ key, rows, moved }) => ({ key, rows: rows.map(letterOf).join(''), moved })),
      values: new Blob([new Float32Array(concatenate(rows.map(({ values }) => values)))]),
    };
  }

  /** Takes in what {@link pack} gave; of another network, and of what is damaged, nothing. */
  unpack({ network, units, clips }: ClipFeatures, bytes: ArrayBuffer, of: string): void {
    if (network !== named(of)) return;
    const numbers = new Float32Array(bytes, 0, Math.floor(bytes.byteLength / 4));
    let at = 0;
    for (const { key, rows, moved } of clips) {
      const states = [...rows].flatMap((letter): Row[] => {
        const values = numbers.slice(at, (at += units));
        const kind = KINDS.get(letter.toLowerCase());
        const whole = values.length === units && values.every(Number.isFinite);
        return kind && whole ? [{ ...kind, values, plain: letter !== letter.toLowerCase() }] : [];
      });
      if (states.length === rows.length && !this.has(key)) this.set(key, { rows: states, moved });
    }
  }
}

const named = (network: string): string => `motion-${network}-${STATES_VERSION}`;
