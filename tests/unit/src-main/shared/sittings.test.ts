import { afterEach, describe, expect, it, vi } from 'vitest';
import { importedSession } from '../../../../src-main/shared/sittings';

afterEach(() => vi.unstubAllEnvs());

/** A clip of this session, with the time it came in. */
const clip = (name: string, latest: string) => ({ name, latest });

describe('the session of an import', () => {
  it('is named after the day where the person is', () => {
    vi.stubEnv('TZ', 'America/Los_Angeles');
    // Half past five and six in the evening of the 25th; in between, the day ends in Greenwich.
    const names = ['2026-11-26T00:30:00Z', '2026-11-25T23:30:00Z'].map((now) =>
      importedSession([], new Date(now)),
    );
    expect(names).toEqual(['imported 2026-11-25', 'imported 2026-11-25']);
    vi.stubEnv('TZ', 'Pacific/Auckland');
    expect(importedSession([], new Date('2026-11-25T23:30:00Z'))).toBe('imported 2026-11-26');
  });

  it('is that of the last import until six hours have passed, whatever the day', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    const before = [
      clip('imported 2026-11-20', '2026-11-20T08:00:00.000Z'),
      clip('imported 2026-11-25', '2026-11-25T22:00:00.000Z'),
      clip('imported 2026-11-25', '2026-11-25T21:00:00.000Z'),
    ];
    expect(importedSession(before, new Date('2026-11-26T03:59:00Z'))).toBe('imported 2026-11-25');
    expect(importedSession(before, new Date('2026-11-26T04:01:00Z'))).toBe('imported 2026-11-26');
  });

  it('is none that was recorded, or that a person has named', () => {
    const before = [
      clip('Session 3', '2026-11-25T11:59:00.000Z'),
      clip('imported by Ada', '2026-11-25T11:59:00.000Z'),
    ];
    expect(importedSession(before, new Date('2026-11-25T12:00:00Z'))).toBe('imported 2026-11-25');
  });
});
