import { describe, expect, it } from 'vitest';
import {
  fillJson,
  fillTemplate,
  fillValue,
  jsonProblem,
  placeholderNames,
  templateProblem,
  templateWords,
  wordsProblem,
  type TemplateValues,
} from '../../../../src-main/shared/template';

const values: TemplateValues = {
  class: 'Say "hi"',
  id: 'say-hi',
  number: 2,
  event: 'start',
  value: 96,
  confidence: 0.75,
  probabilities: [0.25, 0.75],
  time: '2026-11-23T09:30:00.000Z',
};

describe('a template', () => {
  it('is filled in with what its placeholders stand for', () => {
    expect(fillTemplate('/g/{id}/{event}', values)).toBe('/g/say-hi/start');
    expect(fillTemplate('{number} of {probabilities}', values)).toBe('2 of 0.25 0.75');
    expect(fillTemplate('{class}!', values, (text) => text.replaceAll('"', ''))).toBe('Say hi!');
  });

  it('keeps the type of a value that stands alone', () => {
    expect(fillValue('{confidence}', values)).toBe(0.75);
    expect(fillValue('{probabilities}', values)).toEqual([0.25, 0.75]);
    expect(fillValue('{confidence} ', values)).toBe('0.75 ');
  });

  it('says what is wrong with it', () => {
    expect(templateProblem('{class} {confidence}')).toBeNull();
    expect(templateProblem('')).toBeNull();
    expect(templateProblem('{clas}')).toBe(`There is no placeholder {clas}. There are: ${placeholderNames}.`);
    expect(templateProblem('{toString}')).toContain('There is no placeholder {toString}.');
    for (const stray of ['{class', 'class}', '{{class}}', '{class} {'])
      expect(templateProblem(stray), stray).toBe(
        'A { or } stands alone. They belong around a placeholder, such as {class}.',
      );
    expect(() => fillTemplate('{clas}', values)).toThrow('There is no placeholder {clas}.');
  });
});

describe('templates in a row', () => {
  it('are told apart by spaces, save in quotes', () => {
    expect(templateWords(' {class}  "two words" 1 ""')).toEqual([
      { template: '{class}', quoted: false },
      { template: 'two words', quoted: true },
      { template: '1', quoted: false },
      { template: '', quoted: true },
    ]);
  });

  it('say what is wrong with them', () => {
    expect(wordsProblem('{class} "a b" 1.0')).toBeNull();
    expect(wordsProblem('{class} "a b')).toBe('A quotation mark is missing.');
    expect(wordsProblem('1 {nothing}')).toContain('There is no placeholder {nothing}.');
  });
});

describe('JSON of templates', () => {
  it('keeps numbers, and is valid whatever a class is called', () => {
    const template = '{"a": "{class}", "b": ["{confidence}", 7, null], "c": {"d": "{probabilities}"}}';
    expect(JSON.parse(fillJson(template, values))).toEqual({
      a: 'Say "hi"',
      b: [0.75, 7, null],
      c: { d: [0.25, 0.75] },
    });
  });

  it('says what is wrong with it', () => {
    expect(jsonProblem('{"a": "{class}"}')).toBeNull();
    expect(jsonProblem('{"a": ["{klass}"]}')).toContain('There is no placeholder {klass}.');
    for (const invalid of ['{"a": {confidence}}', '{"a": 1', ''])
      expect(jsonProblem(invalid), invalid).toBe(
        'This is not valid JSON. Placeholders stand in quotes, too, such as "{class}".',
      );
  });
});
