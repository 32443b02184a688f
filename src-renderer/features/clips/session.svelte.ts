import type { SessionSummary } from '../../learning/clip-groups';
import { freeName, sessionName } from '../../learning/session-names';

const SAME_SITTING_MS = 30 * 60_000;

/**
 * The session that new clips are recorded into. A sitting goes on where its last clip is younger than half an hour
 * (so that a reload does not split one sitting in two); otherwise a new one begins.
 */
export class Session {
  name = $state('Session 1');

  /** Chooses the name when a project is opened. `sessions` are its sessions, newest first. */
  begin(sessions: readonly SessionSummary[], now = Date.now()): void {
    const [latest] = sessions;
    const goesOn = latest && now - Date.parse(latest.latest) < SAME_SITTING_MS;
    this.name = goesOn ? latest.name : freeName(sessions.map(({ name }) => name));
  }

  /** Starts a new session of this person in this place, or under the next free number where neither is given. */
  next(sessions: readonly SessionSummary[], who = '', where = ''): void {
    this.name = sessionName(who, where, [...sessions.map(({ name }) => name), this.name]);
  }

  rename(name: string): boolean {
    const trimmed = name.trim().slice(0, 120);
    if (trimmed !== '') this.name = trimmed;
    return trimmed !== '';
  }
}
