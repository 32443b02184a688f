import { describe, expect, it } from 'vitest';
import { digitOf, isQuestionMark, letterOf, keyName } from '../../../../src-renderer/base/key-events';

/** `layout: what is typed at the place`. */
const press = (key: string, code: string) => ({ key, code });

describe('digitOf', () => {
  it.each([
    ['US', '1', 'Digit1', '1'],
    ['US with Shift', '!', 'Digit1', '1'],
    ['AZERTY', '&', 'Digit1', '1'],
    ['AZERTY', 'é', 'Digit2', '2'],
    ['AZERTY with Shift', '2', 'Digit2', '2'],
    ['Czech', '+', 'Digit1', '1'],
    ['Czech', 'ě', 'Digit2', '2'],
    ['Czech with Shift', '2', 'Digit2', '2'],
    ['Lithuanian', 'ą', 'Digit1', '1'],
    ['macOS with Option', '¡', 'Digit1', '1'],
    ['German macOS with Option', '[', 'Digit5', '5'],
    ['macOS, a dead key', 'Dead', 'Digit4', '4'],
    ['Programmer’s Dvorak', '&', 'Digit1', '1'],
    ['Arabic digits', '٣', 'Digit3', '3'],
    ['number pad', '7', 'Numpad7', '7'],
    ['on a screen', '9', '', '9'],
  ])('%s: %s at %s is %s', (_, key, code, digit) => expect(digitOf(press(key, code))).toBe(digit));

  it.each([
    ['zero', '0', 'Digit0'],
    ['AZERTY zero', 'à', 'Digit0'],
    ['number pad without Num Lock', 'ArrowLeft', 'Numpad4'],
    ['a letter', 'e', 'KeyE'],
    ['a function key', 'F1', 'F1'],
  ])('%s is none', (_, key, code) => expect(digitOf(press(key, code))).toBeNull());
});

describe('letterOf', () => {
  it.each([
    ['US', 'z', 'KeyZ', 'z'],
    ['US with Shift', 'Z', 'KeyZ', 'z'],
    ['German', 'z', 'KeyY', 'z'],
    ['AZERTY', 'z', 'KeyW', 'z'],
    ['AZERTY', 'w', 'KeyZ', 'w'],
    ['Dvorak', 'l', 'KeyP', 'l'],
    ['Dvorak', 'n', 'KeyL', 'n'],
    ['Russian', 'я', 'KeyZ', 'z'],
    ['Russian with Shift', 'Я', 'KeyZ', 'z'],
    ['Russian', 'д', 'KeyL', 'l'],
    ['Greek', 'ζ', 'KeyZ', 'z'],
    ['Greek', 'κ', 'KeyK', 'k'],
    ['Hebrew', 'ז', 'KeyZ', 'z'],
    ['Devanagari, a vowel sign', 'ॆ', 'KeyZ', 'z'],
    ['Turkish', 'ı', 'KeyI', 'i'],
    ['an input method', 'Process', 'KeyX', 'x'],
  ])('%s: %s at %s is %s', (_, key, code, letter) => expect(letterOf(press(key, code))).toBe(letter));

  it.each([
    ['Dvorak’s semicolon is not Z', ';', 'KeyZ'],
    ['BÉPO’s à is not Z', 'à', 'KeyZ'],
    ['a dead key is no letter', 'Dead', 'KeyY'],
    ['Russian х at the bracket', 'х', 'BracketLeft'],
    ['Delete', 'Delete', 'Delete'],
  ])('%s', (_, key, code) => expect(letterOf(press(key, code))).toBeNull());
});

describe('keyName', () => {
  it.each([
    ['é', 'Digit2', '2'],
    ['я', 'KeyZ', 'z'],
    ['K', 'KeyK', 'k'],
    [' ', 'Space', ' '],
    ['Delete', 'Delete', 'Delete'],
    ['ArrowLeft', 'Numpad4', 'ArrowLeft'],
  ])('%s at %s is %s', (key, code, name) => expect(keyName(press(key, code))).toBe(name));
});

describe('isQuestionMark', () => {
  it('knows the marks of other scripts', () => {
    expect(isQuestionMark(press('?', 'Digit7'))).toBe(true);
    expect(isQuestionMark(press('؟', 'Slash'))).toBe(true);
    expect(isQuestionMark(press('/', 'Slash'))).toBe(false);
  });
});
