import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keepPlace, keptPlace, type PlaceStore } from '../../../../../src-main/hosts/electron/window-place';
import { FakeWindow, screen } from '../../../../fixtures/electron/fake-electron.mjs';

vi.mock('electron', () => import('../../../../fixtures/electron/fake-electron.mjs'));

let kept: unknown;
const store: PlaceStore = { get: () => kept, set: (_key, place) => (kept = place) };
const place = { x: 100, y: 50, width: 1000, height: 700, maximised: false };
beforeEach(() => (kept = undefined));

describe('the window’s place', () => {
  it('is kept when the window closes, as it is when not maximised', () => {
    const window = new FakeWindow({});
    keepPlace(window as unknown as BrowserWindow, store);
    window.maximised = true;
    window.emit('close');
    expect(keptPlace(store)).toEqual({ ...window.bounds, maximised: true });
  });

  it('is nowhere at the first start, or where what is kept is damaged', () => {
    expect(keptPlace(store)).toBeNull();
    for (kept of ['left', { ...place, width: 0 }, { ...place, x: 'far' }])
      expect(keptPlace(store)).toBeNull();
  });

  it('counts only where a screen still shows it', () => {
    kept = place;
    expect(keptPlace(store)).toEqual(place);
    kept = { ...place, x: 5000 };
    expect(keptPlace(store)).toBeNull();
    screen.displays.push({ workArea: { x: 4900, y: 0, width: 1920, height: 1080 } });
    expect(keptPlace(store)).toEqual(kept);
    screen.displays.pop();
  });
});
