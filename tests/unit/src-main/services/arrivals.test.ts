import { describe, expect, it } from 'vitest';
import { Arrivals } from '../../../../src-main/services/arrivals';

describe('Arrivals', () => {
  it('hands each out once, whether it came before it was asked for or after', async () => {
    const arrivals = new Arrivals();
    arrivals.add('one');
    const reader = arrivals.arrived();
    expect((await reader.next()).value).toBe('one');
    const next = reader.next();
    arrivals.add('two');
    expect((await next).value).toBe('two');
  });

  it('is for who asked last; the one before comes to its end', async () => {
    const arrivals = new Arrivals();
    const before = arrivals.arrived().next();
    const now = arrivals.arrived().next();
    arrivals.add('one');
    expect((await now).value).toBe('one');
    expect((await before).done).toBe(true);
  });

  it('ends with its signal, and keeps what comes for the next reader', async () => {
    const arrivals = new Arrivals();
    const stop = new AbortController();
    const next = arrivals.arrived(stop.signal).next();
    stop.abort();
    expect((await next).done).toBe(true);
    arrivals.add('later');
    expect((await arrivals.arrived().next()).value).toBe('later');
  });
});
