import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepFocus } from '../../../../src-renderer/app/keep-focus';

let stop: () => void;
const page = document.createElement('div');

const $ = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`There is no ${selector}.`);
  return found;
};
const focused = () => document.activeElement;
/** Long enough for whoever would take the focus. */
const frames = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
};

beforeEach(() => {
  page.innerHTML = `
    <nav><button id="rail">Train</button></nav>
    <main>
      <section aria-label="Classes">
        <button id="library">Library</button>
        <ul><li><button id="clip">clip</button></li><li><button id="next">next</button></li></ul>
        <span><button id="delete">Delete</button></span>
      </section>
    </main>
    <section aria-label="Messages"></section>`;
  document.body.append(page);
  stop = keepFocus();
});

afterEach(() => {
  stop();
  page.remove();
});

describe('keepFocus', () => {
  it.each([
    ['a clip that is deleted', '#clip', 'li', 'ul'],
    ['a bar that goes with what was selected', '#delete', 'span', 'section'],
    ['the last clip', '#clip', 'ul', 'section'],
    ['a screen that is left', '#library', 'main > section', 'main'],
  ])('hands it on from %s to what lies around it', async (_, held, removed, takes) => {
    $(held).focus();
    $(held).closest(removed)?.remove();
    await expect.poll(focused).toBe($(takes));
  });

  it('hands it on from a button that is disabled', async () => {
    $('#delete').focus();
    $('#delete').setAttribute('disabled', '');
    await expect.poll(focused).toBe($('section'));
  });

  it('hands it back from a message, and from a menu that opened a dialog, to what had it before', async () => {
    $('#next').focus();
    $('[aria-label="Messages"]').innerHTML = '<div role="status"><button id="undo">Undo</button></div>';
    $('#undo').focus();
    $('[role="status"]').remove();
    await expect.poll(focused).toBe($('#next'));

    document.body.insertAdjacentHTML(
      'beforeend',
      '<div role="menu"><button id="item">Rename…</button></div>',
    );
    $('#item').focus();
    $('[role="menu"]').remove();
    document.body.insertAdjacentHTML(
      'beforeend',
      '<div role="dialog"><button id="cancel">Cancel</button></div>',
    );
    $('#cancel').focus();
    $('[role="dialog"]').remove();
    await expect.poll(focused).toBe($('#next'));
  });

  it('goes to the new page where all of the old one is gone', async () => {
    $('#clip').focus();
    page.innerHTML = '<main id="new"><h1>Collect</h1></main>';
    await expect.poll(focused).toBe($('#new'));
    $('#new').blur();
    expect($('#new').hasAttribute('tabindex')).toBe(false);
  });

  it('leaves it to who moves it in time, and to a person who clicks beside everything', async () => {
    $('#clip').focus();
    $('#clip').closest('li')?.remove();
    $('#rail').focus();
    await frames();
    expect(focused()).toBe($('#rail'));

    $('#rail').blur();
    await frames();
    $('nav').remove();
    await frames();
    expect(focused()).toBe(document.body);
  });
});
