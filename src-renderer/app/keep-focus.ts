import { takeFocus } from '../base/take-focus';

/** Parts of a page that a person knows as such: one of them takes the focus when what had it goes away. */
const PARTS =
  'main, nav, aside, form, fieldset, article, ul, ol, section[aria-label], ' +
  '[role="dialog"], [role="group"], [role="toolbar"], [role="listbox"]';
/** How many holders of the focus are remembered, for the way back out of menus, dialogs and messages. */
const MOST_REMEMBERED = 20;

interface Holder {
  element: Element;
  /** What it lay in when it got the focus, the innermost first. */
  around: readonly Element[];
}

/**
 * Until the returned function is called: when what has the focus is removed or disabled, and nothing else takes it, the
 * focus goes to the part of the page around it instead of falling to the body; from what lay outside of the page (a menu,
 * a dialog, a message) to what had it before. Clicking beside everything still lets go of it.
 */
export function keepFocus(): () => void {
  let last: Holder | null = null;
  let before: Element[] = [];
  let frame: number | null = null;

  const focusin = ({ target }: FocusEvent): void => {
    if (!(target instanceof Element)) return;
    if (last && last.element !== target) {
      before = [...before.filter((each) => each !== last?.element), last.element].slice(-MOST_REMEMBERED);
    }
    last = { element: target, around: ancestorsOf(target) };
  };

  // Others have a frame's time to move the focus themselves, e.g. back to the button that opened a dialog.
  const check = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = null;
      if (!last || hasFocus()) return;
      if (isUsable(last.element)) last = null;
      else focus(refugeOf(last, before));
    });
  };

  const observer = new MutationObserver(check);
  observer.observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['disabled'],
  });
  document.addEventListener('focusin', focusin);
  document.addEventListener('focusout', check);
  return () => {
    observer.disconnect();
    if (frame !== null) cancelAnimationFrame(frame);
    document.removeEventListener('focusin', focusin);
    document.removeEventListener('focusout', check);
  };
}

/** Moves the focus to the screen, where nothing in it has it. */
export const focusMain = (): void => focus(document.querySelector('main'));

function refugeOf({ around }: Holder, before: readonly Element[]): Element | null {
  const part = around.find((each) => each.matches(PARTS) && isShown(each) && each.childElementCount > 0);
  return part ?? before.findLast(isUsable) ?? document.querySelector('main');
}

function focus(element: Element | null): void {
  if (element instanceof HTMLElement) takeFocus(element);
}

function ancestorsOf(element: Element): Element[] {
  const found: Element[] = [];
  for (let each = element.parentElement; each && each !== document.body; each = each.parentElement) {
    found.push(each);
  }
  return found;
}

/** A button that is disabled stays the active element for a moment, and hears no key. */
const hasFocus = (): boolean =>
  document.activeElement !== null &&
  document.activeElement !== document.body &&
  isUsable(document.activeElement);

const isUsable = (element: Element): boolean => isShown(element) && !element.matches(':disabled');
const isShown = (element: Element): boolean => element.isConnected && element.getClientRects().length > 0;
