import type { GestureClass } from '../../src-main/contract';
import { SCREENS } from '../base/navigation.svelte';
import { digitOf, isQuestionMark, keyName, letterOf } from '../base/key-events';
import { isMac } from '../base/keyboard.svelte';
import type { Hold } from '../features/collect/recording.svelte';
import type { App } from './app.svelte';
import { focusMain } from './keep-focus';
import { chooseScreen } from './choose-screen';

/** Listens to the whole window's keys until the returned function is called. */
export function handleKeys(app: App, { showShortcuts }: { showShortcuts: () => void }): () => void {
  /** The key that holds a class, by its code. */
  let held: { code: string; hold: Hold | null } | null = null;

  const down = (event: KeyboardEvent): void => {
    // Whatever goes on, outputs can be stopped.
    if ((event.ctrlKey || event.metaKey) && event.altKey && event.shiftKey && isK(event)) {
      event.preventDefault();
      return void app.outputs.stopAll();
    }
    if (event.defaultPrevented || inDialog()) return;
    // On a Mac, Option writes signs into a field.
    if (event.altKey && !event.ctrlKey && !event.metaKey) {
      return isMac() && isTyping(event.target) ? undefined : goTo(event);
    }
    if (isTyping(event.target)) return;
    if ((event.ctrlKey || event.metaKey) && letterOf(event) === 'z') {
      event.preventDefault();
      void (event.shiftKey ? app.history.redo() : app.history.undo());
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (isQuestionMark(event)) return showShortcuts();
    if (app.navigation.screen === 'collect' && app.projects.current) {
      if (app.library.open) library(event);
      else collect(event);
    }
    if (app.navigation.screen === 'live' && app.live.status === 'on') live(event);
    if (app.navigation.screen !== 'tune') return;
    if (app.stretchRecorder.active) recorded(event);
    else if (app.marking.ready && !app.stretchRecorder.open) tune(event);
  };

  const goTo = (event: KeyboardEvent): void => {
    const screen = SCREENS[Number(digitOf(event) ?? 0) - 1];
    if (!screen || !app.projects.current) return;
    event.preventDefault();
    chooseScreen(app, screen);
    if (document.activeElement === document.body) focusMain();
  };

  const collect = (event: KeyboardEvent): void => {
    const { recording, clips } = app;
    if (event.key === 'Escape') return escape();
    if (recording.review.open && clips.selected.size === 0 && review(event)) return event.preventDefault();
    if (event.key === 'Delete' || event.key === 'Backspace') void clips.remove(clips.selection);
    if (letterOf(event) === 'l' && !event.repeat) return recording.keepLast();
    const classId = classFor(event);
    if (!classId) return;
    event.preventDefault();
    if (event.repeat || held !== null) return;
    held = { code: event.code, hold: recording.press(classId) };
  };

  /** Moves or deletes the clips that are selected. */
  const library = (event: KeyboardEvent): void => {
    const { clips, library } = app;
    const gesture = gestureOf(event);
    if (event.key === 'Escape') {
      if (clips.selected.size > 0) clips.selected.clear();
      else library.close();
    } else if (event.key === 'Delete' || event.key === 'Backspace') void clips.remove(library.targets);
    else if (gesture && !event.repeat) void clips.relabel(library.targets, gesture.id);
    else return;
    event.preventDefault();
  };

  /** Says what it was that the model has just seen. */
  const live = (event: KeyboardEvent): void => {
    const gesture = gestureOf(event);
    if (!gesture || event.repeat) return;
    event.preventDefault();
    void app.corrections.keep(gesture.id);
  };

  /** The class that a key marks; null: a movement that is no class. */
  const markOf = (event: KeyboardEvent): string | null | undefined =>
    gestureOf(event)?.id ?? (letterOf(event) === 'o' ? null : undefined);

  /** Marks what is done in a stretch for as long as a key is held, plays it, or deletes a mark. */
  const tune = (event: KeyboardEvent): void => {
    const { marking } = app;
    const kind = markOf(event);
    if (kind !== undefined) {
      if (!event.repeat) marking.press(event.code, kind);
    } else if (event.key === 'Delete' || event.key === 'Backspace') marking.removeSelected();
    else if (event.key === ' ' && !isPressable(event.target)) marking.player.toggle();
    else return;
    event.preventDefault();
  };

  /** Marks what is done while a stretch is recorded, for as long as a key is held. */
  const recorded = (event: KeyboardEvent): void => {
    const kind = markOf(event);
    if (kind === undefined) return;
    if (!event.repeat) app.stretchRecorder.press(event.code, kind);
    event.preventDefault();
  };

  /** Ends what is going on, the most urgent first. */
  const escape = (): void => {
    const { recording, clips } = app;
    if (recording.activeClassId !== null) recording.stop();
    else if (clips.selected.size > 0) clips.selected.clear();
    else recording.review.close();
  };

  /** Whether the key is one of the review's. */
  const review = (event: KeyboardEvent): boolean => {
    const { review } = app.recording;
    const does: Record<string, () => void> = {
      k: () => review.keep(),
      x: () => void review.discard(),
      Delete: () => void review.discard(),
      ArrowLeft: () => review.move(-1),
      ArrowRight: () => review.move(1),
    };
    const action = does[keyName(event)];
    action?.();
    return action !== undefined;
  };

  const classFor = (event: KeyboardEvent): string | null => {
    if (event.key === ' ') return isPressable(event.target) ? null : app.recording.selectedClassId;
    return gestureOf(event)?.id ?? null;
  };
  /** The class whose number key it is. */
  const gestureOf = (event: KeyboardEvent): GestureClass | undefined => {
    const digit = digitOf(event);
    return digit === null ? undefined : app.projects.classes.find(({ key }) => key === digit);
  };

  const up = (event: KeyboardEvent): void => {
    if (held?.code === event.code) letGo();
    app.marking.release(event.code);
    app.stretchRecorder.release(event.code);
  };
  const letGo = (): void => {
    app.recording.release(held?.hold ?? null);
    held = null;
  };
  /** Whoever holds, by key or by pointer. */
  const blur = (): void => {
    held = null;
    app.recording.interrupt();
    app.marking.releaseAll();
    app.stretchRecorder.releaseAll();
  };

  /** Layouts are switched while another window is in front, or with a key. */
  const readLayout = (): void => void app.keyboard.read();

  readLayout();
  window.addEventListener('focus', readLayout);
  window.addEventListener('keydown', down);
  window.addEventListener('keyup', up);
  window.addEventListener('blur', blur);
  return () => {
    letGo();
    window.removeEventListener('focus', readLayout);
    window.removeEventListener('keydown', down);
    window.removeEventListener('keyup', up);
    window.removeEventListener('blur', blur);
  };
}

/** With Alt a Mac types a sign. */
const isK = (event: KeyboardEvent): boolean => letterOf(event) === 'k' || event.code === 'KeyK';

/** One that is closing is still in the page for a moment, and takes no key. */
const inDialog = (): boolean =>
  document.querySelector(':is([role="dialog"], [role="menu"]):not([data-state="closed"])') !== null;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.matches('input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable="true"]');

/** Space presses these themselves. */
const isPressable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.matches('button, a, input, summary, [role="slider"], [role="switch"]');
