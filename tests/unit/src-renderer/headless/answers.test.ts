import { describe, expect, it } from 'vitest';
import { Answers } from '../../../../src-renderer/headless/answers';
import { speed } from '../../../../src-renderer/headless/live';

const answer = (timestamp: number) => ({ timestamp, probabilities: [timestamp, 1] });

describe('Answers', () => {
  it('gives the last one within a performance, once a later one shows that it was the last', async () => {
    const answers = new Answers();
    let given: unknown = 'nothing yet';
    const waiting = answers.lastBetween(100, 300).then((value) => (given = value));
    for (const time of [50, 150, 290]) answers.add(answer(time));
    await Promise.resolve();
    expect(given).toBe('nothing yet');
    answers.add(answer(390));
    await waiting;
    expect(given).toEqual(answer(290));
  });

  it('gives null for a performance without answers, and forgets none that come after it', async () => {
    const answers = new Answers();
    answers.add(answer(50));
    answers.add(answer(450));
    expect(await answers.lastBetween(100, 300)).toBeNull();
    answers.add(answer(510));
    expect(await answers.lastBetween(400, 500)).toEqual(answer(450));
  });

  it('fails those who wait, and those who come later', async () => {
    const answers = new Answers();
    const waiting = answers.lastBetween(0, 100);
    answers.fail(new Error('The engine stopped.'));
    await expect(waiting).rejects.toThrow('The engine stopped.');
    await expect(answers.lastBetween(0, 100)).rejects.toThrow('The engine stopped.');
  });
});

describe('speed', () => {
  it('is the median latency and the answers a second', () => {
    const painted = [
      { at: 0, latency: 30 },
      { at: 100, latency: 90 },
      { at: 200, latency: 40 },
    ];
    expect(speed(painted)).toEqual({ medianLatency: 40, framesPerSecond: 10 });
    expect(speed([])).toEqual({ medianLatency: 0, framesPerSecond: 0 });
  });
});
