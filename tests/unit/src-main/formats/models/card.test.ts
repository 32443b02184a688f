import { expect, it } from 'vitest';
import { cardHead } from '../../../../../src-main/formats/models/card';
import { newRun } from '../../../../fixtures/services/fixtures';

const framing = { spread: 0.2, movement: 3, least: [1, 2] };

it('tells where it looks in a stream, and how much must move', () => {
  const run = newRun('run-1');
  expect(cardHead(run)).not.toContain('CameraWindow');
  const person = cardHead({ ...run, framing });
  expect(person).toContain('closer around their movements, up to 1.8 times');
  // Without an output for it, no share can be that of no gesture.
  expect(person).not.toContain('`least`');
  const each = cardHead({ ...run, idle: true, framing: { ...framing, centre: { x: 0.5, y: 0.5 } } });
  expect(each).toContain(
    'appears where it does in the clips, and as large. And where less than three tenths',
  );
  expect(each).toContain('`least`');
  expect(each).toContain('`CameraWindow`');
});
