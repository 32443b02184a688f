import { describe, expect, it } from 'vitest';
import { NONE_NAME, noneClassOf } from '../../../../src-renderer/learning/none-class';
import { gesture } from '../../../fixtures/renderer/samples';

describe('noneClassOf', () => {
  it('knows the class by the names people give it', () => {
    expect(noneClassOf([gesture('wave', 'Wave'), gesture('a', ' Nothing ')])?.id).toBe('a');
    expect(noneClassOf([gesture('b', NONE_NAME)])?.id).toBe('b');
    expect(noneClassOf([gesture('wave', 'Wave'), gesture('c', 'Nonesuch')])).toBeUndefined();
  });
});
