import { describe, expect, it } from 'vitest';
import { END, START, Vocabulary, wordsOf } from '../../../../src-renderer/learning/vocabulary';

describe('words', () => {
  it.each([
    ['A hand waves.', ['a', 'hand', 'waves']],
    ['  Don’t stop — it’s Ada-Lou! ', ['don’t', 'stop', 'it’s', 'ada-lou']],
    ['ŽENA mává 2 rukama', ['žena', 'mává', '2', 'rukama']],
    ['ZU\u0308GE', ['züge']],
    ['हाथ हिलाना', ['हाथ', 'हिलाना']],
    ['手を振る', ['手を振る']],
    ['👋 ?!', []],
  ])('of “%s”', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

describe('a vocabulary', () => {
  const vocabulary = Vocabulary.of(['a hand waves', 'A hand pushes']);

  it('has each word once, whatever the order of the texts, and the two marks', () => {
    expect(vocabulary.words).toEqual(['a', 'hand', 'pushes', 'waves']);
    expect(Vocabulary.of(['a hand pushes', 'a hand waves']).words).toEqual(vocabulary.words);
    expect(vocabulary.size).toBe(6);
  });

  it('turns a text into numbers and back, without what it does not know', () => {
    const numbers = vocabulary.encode('A hand waves!');
    expect(numbers.every((number) => number !== START && number !== END)).toBe(true);
    expect(vocabulary.decode([START, ...numbers, END])).toBe('a hand waves');
    expect(vocabulary.decode(vocabulary.encode('two hands: a wave, a hand'))).toBe('a a hand');
  });
});
