import { describe, expect, it } from 'vitest';
import type { Project } from '../../../../../src-main/contract';
import { parseText } from '../../../../../src-main/cli/commands/describe';

const gesture = (id: string, name: string) => ({ id, name, colour: '#112233', key: null });
const project = {
  name: 'Hands',
  classes: [gesture('wave', 'Wave'), gesture('wave-2', 'wave'), gesture('a-b', 'A=B')],
} as unknown as Project;

describe('--text', () => {
  it('names a class by its name or folder, and says what is being done in it', () => {
    expect(parseText(project, 'Wave= a hand waves ')).toEqual({ classId: 'wave', text: 'a hand waves' });
    expect(parseText(project, 'wave=two hands')).toEqual({ classId: 'wave-2', text: 'two hands' });
    expect(parseText(project, 'a-b=x = y')).toEqual({ classId: 'a-b', text: 'x = y' });
  });

  it.each([
    ['Wave', '--text does not take “Wave”; it takes class=text, e.g. "Wave=a hand waves".'],
    ['Push=a hand', '“Hands” has no class “Push”. It has: “Wave”, “wave”, “A=B”.'],
    ['Wave=  ', '“Wave”: A text cannot be empty.'],
    [`Wave=${'x'.repeat(121)}`, '“Wave”: A text can have at most 120 characters.'],
  ])('%s is refused with a sentence', (typed, sentence) => {
    expect(() => parseText(project, typed)).toThrow(sentence);
  });
});
