import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../../src-main/contract';
import {
  learntOf,
  unsureReason,
  type UnsureCase,
  type UnsureReason,
} from '../../../../../src-renderer/features/live/unsure-reason';
import { gesture } from '../../../../fixtures/renderer/samples';

const classes = [gesture('wave', 'Wave'), gesture('push', 'Push'), gesture('none', 'None')];
const plenty = new Map(classes.map(({ id }) => [id, 20]));
const reason = (change: Partial<UnsureCase>): UnsureReason =>
  unsureReason({
    classes,
    probabilities: [0.4, 0.3, 0.3],
    threshold: 0.8,
    fault: null,
    learnt: plenty,
    sessions: 3,
    knowsIdle: false,
    ...change,
  });

describe('unsureReason', () => {
  it('names what is wrong with the picture before all else', () => {
    expect(reason({ fault: 'dark', probabilities: [0.79, 0.21, 0] })).toEqual({
      why: 'The picture is dark.',
      help: 'Turn on a light, or turn towards a window.',
      record: null,
    });
    expect(reason({ fault: 'washed-out' }).why).toContain('contrast');
    expect(reason({ fault: 'frozen' }).why).toContain('stands still');
  });

  it('says that less could be asked for where it is nearly sure', () => {
    const { why, help } = reason({ probabilities: [0.75, 0.2, 0.05] });
    expect(why).toBe('It leans towards Wave at 75\u00a0%, below the 80\u00a0% you ask for.');
    expect(help).toContain('move “Say ‘unsure’ below” down');
  });

  it('names the two classes between which it wavers, the likelier first', () => {
    expect(reason({ probabilities: [0.4, 0.5, 0.1] })).toEqual({
      why: 'It wavers between Push (50\u00a0%) and Wave (40\u00a0%).',
      help: 'Record more clips of both, and make them differ more.',
      record: 'Record more',
    });
    // Where one of them is doing nothing, the two can hardly be made to differ.
    expect(reason({ probabilities: [0.45, 0.05, 0.5] }).help).toBe(
      'Record more clips of Wave, including small and hurried ones, and more of None.',
    );
  });

  it('names a class of few clips', () => {
    const learnt = new Map([...plenty, ['wave', 1]] as const);
    expect(reason({ learnt })).toMatchObject({
      why: 'It would say Wave, but it learnt that from only 1 clip.',
      record: 'Record more',
    });
    // Nothing is claimed while the report is being read.
    expect(reason({ ...learntOf(null) }).why).toBe('What it sees is like none of its classes.');
  });

  it('asks for a class for doing nothing where there is none', () => {
    const gestures = ['a', 'b', 'c'].map((id) => gesture(id));
    const { why, record } = reason({ classes: gestures, learnt: new Map() });
    expect(why).toBe('Perhaps this is not a gesture. The model has no class for doing nothing.');
    expect(record).toBe('Collect “None”');
    // One that has learnt when none is due needs no such class.
    expect(reason({ classes: gestures, learnt: new Map(), knowsIdle: true }).record).toBeNull();
  });

  it('asks for another session where there was one', () => {
    expect(reason({ sessions: 1 })).toMatchObject({
      why: 'What it sees is like none of its classes. It learnt from a single session.',
      record: 'Record a session',
    });
  });

  it('leaves it to the person to say what it was where nothing else is known', () => {
    expect(reason({}).help).toContain('“Was that wrong?”');
  });
});

describe('learntOf', () => {
  it('counts clips and sessions that a model learnt from, not those it was tested on', () => {
    const split = {
      train: ['wave/a', 'wave/b', 'push/c'],
      validation: ['wave/d'],
      test: ['push/e'],
      sessions: { train: ['s1', 's2'], validation: ['s1'], test: ['s3'] },
    };
    const { learnt, sessions } = learntOf({ split } as unknown as Run);
    expect([...learnt]).toEqual([
      ['wave', 3],
      ['push', 1],
    ]);
    expect(sessions).toBe(2);
  });
});
