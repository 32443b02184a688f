import { MAX_SESSION } from '../../../src-main/shared/limits';
import type { SessionSummary } from '../../learning/clip-groups';
import { goesOn } from '../../../src-main/shared/sittings';
import { freeName, sessionName } from '../../learning/session-names';

/**
 * The session that new clips are recorded into. A sitting goes on for hours after its last clip, so that neither a
 * reload nor a meal splits it in two; then a new one begins, or before, where a person says so.
 */
export class Session {
  name = $state('Session 1');

  /** Chooses the name when a project is opened. `sessions` are its sessions, newest first. */
  begin(sessions: readonly SessionSummary[], now = Date.now()): void {
    const [latest] = sessions;
    const same = latest && goesOn(latest.latest, now);
    this.name = same ? latest.name : freeName(sessions.map(({ name }) => name));
  }

  /** Starts a new session of this person in this place, or under the next free number where neither is given. */
  next(sessions: readonly SessionSummary[], who = '', where = ''): void {
    this.name = sessionName(who, where, [...sessions.map(({ name }) => name), this.name]);
  }

  rename(name: string): boolean {
    const trimmed = name.trim().slice(0, MAX_SESSION);
    if (trimmed !== '') this.name = trimmed;
    return trimmed !== '';
  }
}
