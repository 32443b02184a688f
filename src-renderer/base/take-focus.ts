/** Gives the focus to an element, also to one that Tab passes by; such a one can take it until it loses it. */
export function takeFocus(element: HTMLElement): void {
  if (!element.matches('[tabindex], a[href], button, input, select, textarea')) {
    element.tabIndex = -1;
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  }
  element.focus({ preventScroll: true });
}
