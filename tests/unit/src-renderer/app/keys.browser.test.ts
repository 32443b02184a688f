import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_CAPTURE, settingsSchema } from '../../../../src-main/contract';
import { App } from '../../../../src-renderer/app/app.svelte';
import { handleKeys } from '../../../../src-renderer/app/keys';
import type { Outside } from '../../../../src-renderer/base/outside';
import { clip, gesture } from '../../../fixtures/renderer/samples';

let app: App;
let calls: string[];
let stop: () => void;

const down = (key: string, code: string, more: KeyboardEventInit = {}, target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...more }));
const up = (key: string, code: string) =>
  document.body.dispatchEvent(new KeyboardEvent('keyup', { key, code, bubbles: true }));

beforeEach(() => {
  calls = [];
  const client = { settings: { set: () => Promise.resolve() } };
  app = new App({
    client,
    cameras: { onChanged: () => () => undefined },
    engine: {},
    onLost: () => () => undefined,
  } as unknown as Outside);
  app.settings.value = settingsSchema.parse({});
  app.projects.current = {
    schema: 1,
    slug: 'p',
    name: 'P',
    classes: [gesture('wave', 'Wave', '1'), gesture('nod', 'Nod', '2')],
    capture: DEFAULT_CAPTURE,
    created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z',
  };
  vi.spyOn(app.recording, 'press').mockImplementation((classId) => {
    calls.push(`press ${classId}`);
    return { classId };
  });
  vi.spyOn(app.recording, 'release').mockImplementation((hold) => {
    if (hold) calls.push(`release ${hold.classId}`);
  });
  vi.spyOn(app.recording, 'keepLast').mockImplementation(() => calls.push('keep last'));
  vi.spyOn(app.history, 'undo').mockImplementation(() => Promise.resolve(void calls.push('undo')));
  vi.spyOn(app.history, 'redo').mockImplementation(() => Promise.resolve(void calls.push('redo')));
  vi.spyOn(app.outputs, 'stopAll').mockImplementation(() => Promise.resolve(void calls.push('stop')));
  stop = handleKeys(app, { showShortcuts: () => calls.push('shortcuts') });
});

afterEach(() => {
  stop();
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe('handleKeys', () => {
  it.each([
    ['anywhere', 'k', 'KeyK'],
    ['on a Mac, where Option types a sign', '˚', 'KeyK'],
    ['on Dvorak', 'K', 'KeyV'],
  ])('stops all outputs %s, in a field and a dialog, too', (_, key, code) => {
    const dialog = document.body.appendChild(document.createElement('div'));
    dialog.setAttribute('role', 'dialog');
    const field = dialog.appendChild(document.createElement('input'));
    const combination = { ctrlKey: true, altKey: true, shiftKey: true };
    down(key, code, combination, field);
    down(key, code, { ...combination, shiftKey: false }, field);
    expect(calls).toEqual(['stop']);
  });

  it.each([
    ['US', '2', {}],
    ['AZERTY', 'é', {}],
    ['AZERTY with Shift', '2', { shiftKey: true }],
    ['Czech', 'ě', {}],
    ['Programmer’s Dvorak', '[', {}],
  ])('records a class by the place of its key, for as long as it is held: %s', (_, key, more) => {
    down(key, 'Digit2', more);
    down(key, 'Digit2', { ...more, repeat: true });
    up('1', 'Digit1');
    expect(calls).toEqual(['press nod']);
    up(key, 'Digit2');
    expect(calls).toEqual(['press nod', 'release nod']);
  });

  it.each([
    ['US', 'z', 'KeyZ'],
    ['German', 'z', 'KeyY'],
    ['AZERTY', 'z', 'KeyW'],
    ['Russian', 'я', 'KeyZ'],
    ['Greek', 'ζ', 'KeyZ'],
    ['Hebrew', 'ז', 'KeyZ'],
    ['Dvorak', 'z', 'Slash'],
  ])('undoes and does again on a keyboard that is %s', (_, key, code) => {
    down(key, code, { ctrlKey: true });
    down(key.toUpperCase(), code, { ctrlKey: true, shiftKey: true });
    down(key, code, { metaKey: true });
    expect(calls).toEqual(['undo', 'redo', 'undo']);
  });

  it('marks what is done in a stretch while a key is held, on Tune, and no clip is recorded', () => {
    app.navigation.go('tune');
    const { marking } = app;
    const ready = vi.spyOn(marking, 'ready', 'get').mockReturnValue(true);
    vi.spyOn(marking, 'press').mockImplementation((by, kind) => calls.push(`${by} ${String(kind)}`));
    vi.spyOn(marking, 'release').mockImplementation((by) => calls.push(`${by} over`));
    vi.spyOn(marking, 'removeSelected').mockImplementation(() => calls.push('remove'));
    down('2', 'Digit2');
    down('2', 'Digit2', { repeat: true });
    up('2', 'Digit2');
    down('o', 'KeyO');
    down('3', 'Digit3');
    down('Delete', 'Delete');
    expect(calls).toEqual(['Digit2 nod', 'Digit2 over', 'KeyO null', 'remove']);
    ready.mockReturnValue(false);
    down('1', 'Digit1');
    expect(calls).toHaveLength(4);
  });

  it('undoes nothing by the place alone where another Latin letter is typed', () => {
    down('w', 'KeyZ', { ctrlKey: true });
    down(';', 'KeyZ', { ctrlKey: true });
    expect(calls).toEqual([]);
  });

  it.each([
    ['US', '2'],
    ['macOS', '™'],
    ['macOS, a dead key', 'Dead'],
    ['AZERTY', 'é'],
  ])('goes to a step with Alt and its number: %s', (_, key) => {
    down(key, 'Digit2', { altKey: true });
    expect(app.navigation.screen).toBe('train');
  });

  it('goes nowhere with AltGr, nor from a field that Option writes a sign into', () => {
    down('@', 'Digit2', { altKey: true, ctrlKey: true });
    vi.spyOn(navigator, 'platform', 'get').mockReturnValue('MacIntel');
    const field = document.createElement('input');
    document.body.append(field);
    down('™', 'Digit2', { altKey: true }, field);
    expect(app.navigation.screen).toBe('collect');
  });

  it.each([
    ['US', 'l', 'KeyL', 'keep last'],
    ['Russian', 'д', 'KeyL', 'keep last'],
    ['Dvorak', 'l', 'KeyP', 'keep last'],
    ['Russian', '?', 'Digit7', 'shortcuts'],
    ['Arabic', '؟', 'Slash', 'shortcuts'],
  ])('takes a letter or a sign by what is typed: %s', (_, key, code, done) => {
    down(key, code, { shiftKey: done === 'shortcuts' });
    expect(calls).toEqual([done]);
  });

  it('moves clips in the library and keeps a movement on Live by the place of the key', () => {
    const keep = vi.spyOn(app.corrections, 'keep').mockResolvedValue(undefined);
    const relabel = vi.spyOn(app.clips, 'relabel').mockResolvedValue(undefined);
    app.clips.all = [clip('wave', 'a')];
    app.library.show();
    down('é', 'Digit2');
    expect(relabel).toHaveBeenCalledWith(expect.anything(), 'nod');
    app.navigation.go('live');
    app.live.status = 'on';
    down('ě', 'Digit2');
    expect(keep).toHaveBeenCalledWith('nod');
  });
});
