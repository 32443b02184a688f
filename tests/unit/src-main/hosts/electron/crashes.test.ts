import type { App, BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { mendCrashes } from '../../../../../src-main/hosts/electron/crashes';
import { app, asked, dialog, FakeWindow } from '../../../../fixtures/electron/fake-electron.mjs';

vi.mock('electron', () => import('../../../../fixtures/electron/fake-electron.mjs'));

let window: FakeWindow;
let logged: string[];
let told: string[];
let now: number;

beforeEach(() => {
  app.removeAllListeners();
  asked.order.length = 0;
  asked.errors.length = 0;
  dialog.questions.length = 0;
  dialog.click = 0;
  [logged, told, now] = [[], [], 0];
  window = new FakeWindow({});
  mendCrashes(app as unknown as App, window as unknown as BrowserWindow, {
    log: (line) => logged.push(line),
    tell: (sentence) => told.push(sentence),
    now: () => now,
  });
});

const crash = (reason = 'crashed'): unknown =>
  window.webContents.emit('render-process-gone', {}, { reason, exitCode: 1 });

describe('mendCrashes', () => {
  it('opens a page that has crashed again and says so, with memory as the reason where it was', () => {
    crash();
    crash('oom');
    expect(window.webContents.reloads).toBe(2);
    expect(told[0]).toContain('crashed and was opened again');
    expect(told[1]).toContain('ran out of memory');
  });

  it('leaves a page that was closed alone', () => {
    crash('clean-exit');
    expect([window.webContents.reloads, told]).toEqual([0, []]);
  });

  it('gives up on the fourth crash within a minute, and not on one in every minute', () => {
    for (now = 0; now < 600_000; now += 61_000) crash();
    expect(asked.order).not.toContain('exit');
    for (let count = 0; count < 4; count++) crash();
    expect(asked.order).toContain('exit');
    expect(asked.errors).toEqual([expect.stringContaining('keeps crashing')]);
  });

  it('writes down what else has ended', () => {
    app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 9 });
    app.emit(
      'child-process-gone',
      {},
      { type: 'Utility', name: 'Network', reason: 'clean-exit', exitCode: 0 },
    );
    expect(logged).toEqual(['GPU process (no name) has ended: crashed, code 9']);
  });

  it('asks about a page that hangs: opens it again where that is wished', async () => {
    dialog.click = 1;
    window.emit('unresponsive');
    await vi.waitFor(() => expect(window.webContents.reloads).toBe(1));
    expect(dialog.questions).toHaveLength(1);
  });

  it('asks once, takes the question back where the page answers again, and asks anew later', async () => {
    dialog.click = -1;
    window.emit('unresponsive');
    window.emit('unresponsive');
    expect(dialog.questions).toHaveLength(1);
    window.emit('responsive');
    await vi.waitFor(() => {
      window.emit('unresponsive');
      expect(dialog.questions).toHaveLength(2);
    });
    expect(window.webContents.reloads).toBe(0);
  });
});
