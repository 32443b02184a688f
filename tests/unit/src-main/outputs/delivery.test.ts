import { expect, it, onTestFinished } from 'vitest';
import { Delivery, MOST_WAITING, tryOnce, type DeliveryOptions } from '../../../../src-main/outputs/delivery';
import { OutputError, type Channel } from '../../../../src-main/outputs/output';
import { message } from '../../../fixtures/outputs/peers';

function deliver(send: Channel['send'], options: Partial<DeliveryOptions> = {}) {
  let closed = 0;
  const channel = { send, close: () => void (closed += 1) };
  const delivery = new Delivery({ open: () => Promise.resolve(channel), retries: [], ...options });
  onTestFinished(() => delivery.close());
  return { delivery, closed: () => closed };
}

it('sends in order, one at a time', async () => {
  const seen: string[] = [];
  let under = 0;
  const { delivery } = deliver(async ({ classId }) => {
    expect(under++).toBe(0);
    await Promise.resolve();
    under -= 1;
    seen.push(classId);
  });
  for (const classId of ['a', 'b', 'c']) delivery.push(message({ classId }));
  await expect.poll(() => seen).toEqual(['a', 'b', 'c']);
  await expect.poll(() => delivery).toMatchObject({ sent: 3, lost: 0, problem: null });
});

it('drops the oldest where a receiver is slow, and counts them', async () => {
  const answers: (() => void)[] = [];
  const seen: number[] = [];
  const { delivery } = deliver(({ number }) => {
    seen.push(number);
    return new Promise((resolve) => answers.push(resolve));
  });
  for (let number = 1; number <= MOST_WAITING + 4; number++) delivery.push(message({ number }));
  // The first is on its way; of the others, three are too many.
  await expect.poll(() => answers.length).toBe(1);
  expect(delivery.lost).toBe(3);
  for (let answered = 0; answered < MOST_WAITING + 1; answered++) {
    await expect.poll(() => answers.length).toBe(answered + 1);
    answers[answered]?.();
  }
  await expect.poll(() => delivery.sent).toBe(MOST_WAITING + 1);
  expect(seen).toEqual([1, ...Array.from({ length: MOST_WAITING }, (_, index) => index + 5)]);
});

it('tries again as often as it may, where that may help', async () => {
  let attempts = 0;
  const failing = (again: boolean) => () => {
    attempts += 1;
    return Promise.reject(new OutputError('It is asleep.', again));
  };
  const { delivery } = deliver(failing(true), { retries: [1, 1] });
  delivery.push(message());
  await expect.poll(() => delivery).toMatchObject({ lost: 1, sent: 0, problem: 'It is asleep.' });
  expect(attempts).toBe(3);
  attempts = 0;
  const other = deliver(failing(false), { retries: [1, 1] }).delivery;
  other.push(message());
  await expect.poll(() => other.lost).toBe(1);
  expect(attempts).toBe(1);
});

it('forgets its problem with the next message that arrives', async () => {
  let asleep = true;
  const { delivery } = deliver(() =>
    asleep ? Promise.reject(new OutputError('It is asleep.')) : Promise.resolve(),
  );
  delivery.push(message());
  await expect.poll(() => delivery.problem).toBe('It is asleep.');
  asleep = false;
  delivery.push(message());
  await expect.poll(() => delivery).toMatchObject({ sent: 1, lost: 1, problem: null });
});

it('opens anew where opening has failed', async () => {
  let opened = 0;
  const channel: Channel = { send: () => Promise.resolve(), close: () => undefined };
  const delivery = new Delivery({
    open: () => (++opened === 1 ? Promise.reject(new OutputError('No.')) : Promise.resolve(channel)),
    retries: [],
  });
  onTestFinished(() => delivery.close());
  delivery.push(message());
  await expect.poll(() => delivery.problem).toBe('No.');
  for (let more = 0; more < 2; more++) delivery.push(message());
  await expect.poll(() => delivery.sent).toBe(2);
  expect(opened).toBe(2);
});

it('does not wait for ever', async () => {
  const { delivery } = deliver(() => new Promise(() => undefined), { patience: 20 });
  delivery.push(message());
  await expect.poll(() => delivery.problem).toBe('The receiver did not answer within 0.02 s.');
  const stuck = { send: () => new Promise<void>(() => undefined), close: () => undefined };
  expect(await tryOnce(() => Promise.resolve(stuck), message(), 20)).toBe(
    'The receiver did not answer within 0.02 s.',
  );
});

it('ends at once, with what waits and what is on its way', async () => {
  const signals: AbortSignal[] = [];
  const { delivery, closed } = deliver((_, signal) => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  delivery.push(message());
  delivery.push(message());
  await expect.poll(() => signals).toHaveLength(1);
  delivery.close();
  expect(signals[0]?.aborted).toBe(true);
  await expect.poll(closed).toBe(1);
  delivery.push(message());
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(signals).toHaveLength(1);
});

it('keeps only the last of what is told again and again, and loses it before what starts or ends', async () => {
  const answers: (() => void)[] = [];
  const seen: string[] = [];
  const { delivery } = deliver(({ event, classId, number }) => {
    seen.push(`${event} ${classId} ${number}`);
    return new Promise((resolve) => answers.push(resolve));
  });
  delivery.push(message({ classId: 'first', number: 1 }));
  await expect.poll(() => answers.length).toBe(1);
  for (let number = 1; number <= 40; number++) {
    delivery.push(message({ event: 'value', classId: 'wave', number }));
    delivery.push(message({ event: 'held', classId: 'wave', number }));
  }
  expect(delivery.lost).toBe(0);
  for (let number = 1; number < MOST_WAITING; number++) delivery.push(message({ classId: 'wave', number }));
  expect(delivery.lost).toBe(1);
  for (let answered = 0; answered < 1 + MOST_WAITING; answered++) {
    await expect.poll(() => answers.length).toBe(answered + 1);
    answers[answered]?.();
  }
  expect(seen.slice(0, 3)).toEqual(['start first 1', 'held wave 40', 'start wave 1']);
  expect(seen).toHaveLength(1 + MOST_WAITING);
});
