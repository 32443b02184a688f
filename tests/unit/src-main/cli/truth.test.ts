import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { byClass, readTruth } from '../../../../src-main/cli/truth';
import { gesture } from '../../../fixtures/renderer/samples';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'beckon-truth-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function read(text: string): ReturnType<typeof readTruth> {
  const file = join(dir, 'truth.json');
  await writeFile(file, text);
  return readTruth(file);
}

describe('a truth file', () => {
  it('says what was done when', async () => {
    const truth = { fps: 30, seconds: 9, events: [{ class: 'Wave', start: 1, end: 2 }] };
    expect(await read(JSON.stringify(truth))).toEqual({ ...truth, unknown: [] });
  });

  it.each([
    ['is not JSON', '{', 'UNREADABLE', /truth\.json is not JSON\.$/],
    ['is something else', '[]', 'INVALID', /does not list the gestures as \{events/],
    ['lacks a time', '{"events": [{"class": "Wave", "start": 1}]}', 'INVALID', /\(events\.0\.end: /],
    [
      'ends before it starts',
      '{"events": [], "unknown": [{"start": 2, "end": 1}]}',
      'INVALID',
      /\(unknown\.0\.end: It ends before it starts\.\)\.$/,
    ],
  ])('is refused where it %s', async (_how, text, code, sentence) => {
    await expect(read(text)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(sentence) as unknown,
    });
  });

  it('is named where it is not there', async () => {
    await expect(readTruth(join(dir, 'gone.json'))).rejects.toThrow(
      `There is no file ${join(dir, 'gone.json')}.`,
    );
  });
});

describe('the classes of a truth', () => {
  const classes = [gesture('wave', 'Wave'), gesture('cafe', 'Café')];
  const truth = (name: string) => ({ events: [{ class: name, start: 1, end: 2 }], unknown: [] });

  it.each([
    ['wave', 'wave'],
    [' WAVE ', 'wave'],
    ['cafe\u0301', 'cafe'],
  ])('are found however they are written: “%s”', (name, classId) => {
    expect(byClass(truth(name), classes).gestures).toEqual([{ classId, start: 1, end: 2 }]);
  });

  it('are named where the model does not have one', () => {
    expect(() => byClass(truth('Salute'), classes)).toThrow(
      'The truth has a class “Salute”, but the model does not. It has “Wave” and “Café”.',
    );
  });
});
