import type { EventEmitter } from 'node:events';
import type { Session } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { guardTraffic } from '../../../../../src-main/hosts/electron/traffic';
import { session } from '../../../../fixtures/electron/fake-electron.mjs';

vi.mock('electron', () => import('../../../../fixtures/electron/fake-electron.mjs'));

describe('guardTraffic', () => {
  const guarded = session.defaultSession;
  guardTraffic(guarded as EventEmitter as Session);

  it('cancels every request to the outside, and leaves the app’s own alone', () => {
    const answers: object[] = [];
    guarded.filter?.listener({ url: 'https://example.org/' }, (answer) => answers.push(answer));
    expect(answers).toEqual([{ cancel: true }]);
    const schemes = guarded.filter?.urls.map((pattern) => pattern.replace(/:.*/, ''));
    expect(schemes).toEqual(['http', 'https', 'ws', 'wss', 'ftp', 'file']);
  });

  it('refuses downloads and looks no words up', () => {
    const event = { preventDefault: vi.fn() };
    guarded.emit('will-download', event);
    expect(event.preventDefault).toHaveBeenCalledOnce();
    expect(guarded.spelling).toBe(false);
  });
});
