import { describe, expect, it } from 'vitest';
import { trainHindrance } from '../../../../src-main/shared/trainable';

const named = (...names: string[]) => names.map((name) => ({ id: name.toLowerCase(), name }));
const clip = (classId: string, session = 'a') => ({ classId, meta: { session } });

describe('trainHindrance', () => {
  it.each([
    [[], [], [], { kind: 'no-classes' }],
    [['Wave'], [clip('wave')], [], { kind: 'one-class', name: 'Wave' }],
    [['Wave', 'Stop'], [], [], { kind: 'no-clips' }],
    [['Wave', 'Stop'], [clip('stop')], [], { kind: 'classes-without-clips', names: ['Wave'] }],
    [['Wave', 'Stop'], [clip('wave'), clip('stop')], ['a'], { kind: 'all-held-out' }],
    [['Wave', 'Stop'], [clip('wave'), clip('stop', 'b')], ['b'], { kind: 'class-held-out', name: 'Stop' }],
    [['Wave', 'Stop'], [clip('wave'), clip('stop'), clip('stop', 'b')], ['b'], null],
  ] as const)(
    'of classes %j with clips %j and test sessions %j is %j',
    (names, clips, sessions, hindrance) => {
      expect(trainHindrance(named(...names), clips, sessions)).toEqual(hindrance);
    },
  );
});
