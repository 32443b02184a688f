import { expect, it } from 'vitest';
import { again } from '../../../../src-main/cli/again';
import { failure } from '../../../../src-main/cli/failure';

function context() {
  const lines: string[] = [];
  const stop = new AbortController();
  return { lines, stop, signal: stop.signal, note: (line: string) => void lines.push(line) };
}
const soon = { pauses: [0], now: () => 0 };

it('starts again what fails, with a line a problem', async () => {
  const asked = context();
  const problems = ['The camera is gone.', 'The camera is gone.', 'The page crashed.'];
  let started = 0;
  const seconds = await again(
    asked,
    () => {
      const problem = problems[started++];
      return problem === undefined ? Promise.resolve() : Promise.reject(failure('NO_CAMERA', problem));
    },
    soon,
  );
  expect([started, seconds]).toEqual([4, 0]);
  expect(asked.lines).toEqual([
    '1970-01-01T00:00:00.000Z The camera is gone. It is started again.',
    '1970-01-01T00:00:00.000Z The page crashed. It is started again.',
  ]);
});

it('does not try again what has never worked and cannot', async () => {
  const missing = failure('NOT_FOUND', 'There is no model.');
  await expect(again(context(), () => Promise.reject(missing), soon)).rejects.toThrow('There is no model.');
  // Once it has run, the same may pass.
  let started = 0;
  const work = () => (++started === 1 ? Promise.reject(failure('ENGINE', 'Crashed.')) : later());
  const later = () => (started === 2 ? Promise.reject(missing) : Promise.resolve());
  await again(context(), work, soon);
  expect(started).toBe(3);
});

it('ends with the signal, in work and in a pause', async () => {
  const asked = context();
  const running = again(
    asked,
    () => {
      asked.stop.abort();
      return Promise.reject(failure('CANCELLED', 'Stopped.'));
    },
    soon,
  );
  expect(await running).toBe(0);
  expect(asked.lines).toEqual([]);
  const other = context();
  const waiting = again(other, () => Promise.reject(failure('ENGINE', 'Crashed.')), { pauses: [1000] });
  await expect.poll(() => other.lines).toHaveLength(1);
  other.stop.abort();
  await waiting;
});
