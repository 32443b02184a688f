import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idSchema, trashIdSchema } from '../../../../src-main/contract';
import { firstFree, fromTrashId, slugify, timeId, toTrashId } from '../../../../src-main/store/names';

describe('a folder’s name', () => {
  it.each([
    ['My Hands', 'my-hands'],
    ['  Übung & Größe!  ', 'ubung-gro-e'],
    ['Señas 2', 'senas-2'],
    ['手势', 'project'],
    ['👋', 'project'],
    ['--', 'project'],
    ['CON', 'con-project'],
    ['COM1', 'com1-project'],
  ])('made from %j is %j', (name, slug) => {
    expect(slugify(name, 'project')).toBe(slug);
  });

  it('is an id, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (name) => {
        expect(idSchema.safeParse(slugify(name, 'class')).success).toBe(true);
      }),
    );
  });

  it('gets a number where it is taken', () => {
    const taken = new Set(['wave', 'wave-2']);
    expect(firstFree('wave', (name) => taken.has(name))).toBe('wave-3');
    expect(firstFree('stop', (name) => taken.has(name))).toBe('stop');
  });
});

it('ids made one after another are valid and sort by time, even within one millisecond', () => {
  const ids = Array.from({ length: 500 }, () => timeId());
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(500);
  for (const id of ids) expect(idSchema.safeParse(id).success).toBe(true);
});

it('a trash id leads back to its id', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/), (id) => {
      const trashId = toTrashId(id);
      expect(trashIdSchema.safeParse(trashId).success).toBe(true);
      expect(fromTrashId(trashId)).toBe(id);
    }),
  );
  expect(fromTrashId('no')).toBeNull();
});
