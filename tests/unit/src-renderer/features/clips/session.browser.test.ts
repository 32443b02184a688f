import { describe, expect, it } from 'vitest';
import { freeName } from '../../../../../src-renderer/learning/session-names';
import { Session } from '../../../../../src-renderer/features/clips/session.svelte';

const NOW = Date.UTC(2026, 0, 1, 12);
const ago = (minutes: number): string => new Date(NOW - minutes * 60_000).toISOString();

describe('Session', () => {
  it('begins with the first', () => {
    const session = new Session();
    session.begin([], NOW);
    expect(session.name).toBe('Session 1');
  });

  it('goes on with a sitting that was interrupted for less than six hours', () => {
    const session = new Session();
    session.begin([{ name: 'Evening', clips: 3, latest: ago(5 * 60 + 50) }], NOW);
    expect(session.name).toBe('Evening');
  });

  it('begins a new one after that', () => {
    const session = new Session();
    session.begin([{ name: 'Session 4', clips: 3, latest: ago(6 * 60 + 1) }], NOW);
    expect(session.name).toBe('Session 5');
  });

  it('never gives a name twice, not even before the first clip is recorded', () => {
    const session = new Session();
    session.begin([], NOW);
    session.next([]);
    expect(session.name).toBe('Session 2');
    expect(freeName(['Session 9', 'Session 2', 'other'])).toBe('Session 10');
  });

  it('refuses an empty name', () => {
    const session = new Session();
    expect(session.rename('  ')).toBe(false);
    expect(session.name).toBe('Session 1');
  });

  it('is named after who sits where', () => {
    const session = new Session();
    session.next([{ name: 'Ada, kitchen', clips: 3, latest: ago(20) }], ' Ada ', 'kitchen');
    expect(session.name).toBe('Ada, kitchen 2');
  });
});
