/** Words by number: 0 begins a sentence, 1 ends it, the others are the words of the texts it was made from. */
export const START = 0;
export const END = 1;
const MARKS = 2;

/** Letters and digits of any script, with apostrophes and hyphens inside. A script without spaces makes one long word. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;

/** The words of a text, lower case: `A hand waves.` is `a`, `hand`, `waves`. */
export const wordsOf = (text: string): string[] => text.normalize('NFC').toLowerCase().match(WORD) ?? [];

/** The words that a project's texts are made of. */
export class Vocabulary {
  readonly #numbers: ReadonlyMap<string, number>;

  /** @param words each once */
  constructor(readonly words: readonly string[]) {
    this.#numbers = new Map(words.map((word, index) => [word, index + MARKS]));
  }

  /** All words of some texts, in alphabetical order, so that the order of the texts does not matter. */
  static of(texts: readonly string[]): Vocabulary {
    return new Vocabulary([...new Set(texts.flatMap(wordsOf))].sort());
  }

  /** How many numbers there are, the two marks among them. */
  get size(): number {
    return this.words.length + MARKS;
  }

  /** The numbers of a text's words, without marks. Words that are not in it are left out. */
  encode(text: string): number[] {
    return wordsOf(text).flatMap((word) => this.#numbers.get(word) ?? []);
  }

  /** A sentence from numbers; marks say nothing. */
  decode(numbers: readonly number[]): string {
    return numbers.flatMap((number) => this.words[number - MARKS] ?? []).join(' ');
  }
}
