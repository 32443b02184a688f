import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { makeHandsProject } from './hands-project';
import { expectModel, openTrainSettings, startTraining } from './training';

/** What is seen of the focus on one element. */
interface Ring {
  name: string;
  /** Outline with the focus. */
  focused: string;
  /** Outline of the element that was focused before, now that it is no longer. */
  left: string | null;
  /** Whether something cuts the ring off. */
  cut: boolean;
  /** Whether the round is complete: the first one has it again. */
  again: boolean;
}

/** Looks at what has the focus now; null where it is the body. */
function ringOf(page: Page): Promise<Ring | null> {
  return page.evaluate(() => {
    const holder = document.activeElement;
    if (!holder || holder === document.body) return null;
    const active = holder.getAttribute('aria-activedescendant');
    const small = holder.getBoundingClientRect().width <= 1;
    const shown = (active && document.getElementById(active)) || (small && holder.closest('label')) || holder;
    const look = (element: Element): string => {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
      return outlineStyle === 'none' ? 'none' : `${outlineWidth} ${outlineStyle} ${outlineColor}`;
    };
    const kept = window as unknown as { first?: Element; left?: Element };
    const again = kept.first === shown && kept.left !== shown;
    kept.first ??= shown;
    const left = kept.left?.isConnected && kept.left !== shown ? look(kept.left) : null;
    kept.left = shown;

    const style = getComputedStyle(shown);
    const room = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth) - 0.5;
    const box = shown.getBoundingClientRect();
    let cut = false;
    for (let each = shown.parentElement; each && each !== document.body; each = each.parentElement) {
      const { overflowX, position } = getComputedStyle(each);
      const edge = each.getBoundingClientRect();
      if (overflowX !== 'visible' && getComputedStyle(shown).position !== 'fixed') {
        const sides = box.left - room >= edge.left && box.right + room <= edge.right;
        // What was scrolled to may end at the edge.
        const ends = box.top - room >= edge.top || box.bottom + room <= edge.bottom;
        if (!sides || !ends) cut = true;
      }
      if (position === 'fixed') break;
    }
    const labels = holder instanceof HTMLInputElement ? holder.labels : null;
    const text = labels?.[0]?.textContent ?? shown.textContent;
    const name = `${shown.tagName.toLowerCase()} ${shown.getAttribute('aria-label') ?? text.trim().slice(0, 40)}`;
    return { name, focused: look(shown), left, cut, again };
  });
}

const SEEN = /^[2-9](\.\d+)?px solid (?!rgba\(.*, 0\))/;

/** Goes through all that Tab reaches and tells what has no ring of its own, or one that is cut off. */
async function tour(page: Page, key = 'Tab'): Promise<{ stops: number; without: string[] }> {
  const without: string[] = [];
  const names: string[] = [];
  await page.evaluate(() => Object.assign(window, { first: undefined, left: undefined }));
  for (let i = 0; i < 90; i++) {
    await page.keyboard.press(key);
    const ring = await ringOf(page);
    if (!ring) {
      if (names.length > 0) break;
      continue;
    }
    if (!SEEN.test(ring.focused)) without.push(`${ring.name}: ${ring.focused}`);
    if (ring.left !== null && SEEN.test(ring.left)) without.push(`${names.at(-1) ?? ''} keeps ${ring.left}`);
    if (ring.cut) without.push(`${ring.name}: cut off`);
    // A dialog and a menu are gone round.
    if (ring.again) break;
    names.push(ring.name);
  }
  return { stops: names.length, without };
}

async function expectRings(page: Page, where: string, key?: string): Promise<void> {
  const { stops, without } = await tour(page, key);
  expect(without, where).toEqual([]);
  expect(stops, where).toBeGreaterThan(0);
}

const step = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('everything that Tab reaches shows that it has the focus, on every screen and in every dialog', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  await makeHandsProject(services);
  const { page } = await openApp({ dataDir });
  await expect(step(page, 'Collect')).toBeVisible();

  for (const screen of ['Collect', 'Train', 'Live', 'Tune', 'Export', 'Settings']) {
    await step(page, screen).click();
    if (screen === 'Train') await page.getByRole('button', { name: 'More settings' }).click();
    await expectRings(page, screen);
  }
  await step(page, 'Collect').click();
  const dialogs = [
    /how clips are recorded/,
    /^New session/,
    /^Clips by session/,
    /^Collect “None”…/,
    /^Check clips/,
    /^Shortcuts/,
  ];
  for (const name of dialogs) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectRings(page, String(name));
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  for (const name of ['New project…', 'Rename…']) {
    await page.getByRole('button', { name: /^Project / }).click();
    await page.getByRole('menuitem', { name }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectRings(page, name);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.getByRole('button', { name: 'More for Left' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu')).toBeVisible();
  await expectRings(page, 'a menu', 'ArrowDown');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^Left clip 8/ }).click();
  await page.getByRole('button', { name: 'Description…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectRings(page, 'the text of a clip');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // What is done with selected clips stands in the place of the way to the library.
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Library' }).click();
  await expectRings(page, 'Library');

  await services.settings.set({ lastProject: null });
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Open a project' })).toBeVisible();
  await expectRings(page, 'Welcome');
});

test('the focus never falls to the body, goes from a new class’s name to its recording, and a dialog with a field opens on it', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const { page } = await openApp({ dataDir });
  const focus = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return 'body';
      return element.getAttribute('aria-label') ?? element.tagName.toLowerCase();
    });
  /** Long enough for a frame in which it would have been lost. */
  const settled = async (): Promise<string> => {
    await page.evaluate(async () => {
      for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
    });
    return focus();
  };
  const kept = async (after: string) => {
    await expect.poll(settled, { message: after }).not.toBe('body');
  };
  const field = page.getByRole('textbox', { name: 'New class' });

  await page.getByRole('button', { name: /sample camera/i }).click();
  await expect(field).toBeVisible();
  await kept('creating a project');

  await page.getByRole('button', { name: 'Push', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Hold to record Push' })).toBeEnabled();
  await kept('adding a class that the sample camera shows');
  await field.fill('Wave');
  await field.press('Enter');
  const record = page.getByRole('button', { name: 'Hold to record Wave' });
  await expect(record).toBeFocused();

  await page.keyboard.down('2');
  const clips = page.getByRole('article', { name: 'Wave' }).getByRole('button', { name: /, saved$/ });
  await expect.poll(() => clips.count()).toBeGreaterThan(1);
  await page.keyboard.up('2');
  await expect(field).toHaveValue('');
  await kept('recording');

  await clips.first().click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('toolbar', { name: 'Selected clips' })).toHaveCount(0);
  await kept('deleting by the button');
  await page.getByRole('button', { name: /^Undo: / }).click();
  await kept('undoing by the button');
  await clips.first().click();
  await page.keyboard.press('Delete');
  await kept('deleting by the key');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await kept('undoing in the message');

  await page.getByRole('button', { name: 'Library' }).click();
  await expect(page.getByRole('listbox', { name: 'Clips' })).toBeVisible();
  await kept('opening the library');
  await page.keyboard.press('Escape');
  await expect(record).toBeVisible();
  await kept('closing the library');

  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('Alt+2');
  await expect(page.getByRole('heading', { name: 'Train', level: 1 })).toBeVisible();
  await kept('Alt+2');
  await page.keyboard.press('Alt+1');
  await expect(record).toBeVisible();
  await kept('Alt+1');

  for (const [item, label] of [
    ['New project…', 'Project name'],
    ['Rename…', 'Project name'],
  ] as const) {
    await page.getByRole('button', { name: /^Project / }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await expect(page.getByRole('textbox', { name: label })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await kept(`closing ${item}`);
  }
  for (const name of [/^New session/, /how clips are recorded/]) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByRole('dialog').locator(':focus:is(input, select, textarea)')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await kept(`closing ${String(name)}`);
  }
});

test('a new class has the focus: its button, or where the camera is not ready all of it', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Hands');
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'sample' } });
  const field = (page: Page) => page.getByRole('textbox', { name: 'New class' });

  const ready = await openApp({ dataDir });
  await expect(ready.page.getByText('The sample camera can show')).toBeVisible();
  await field(ready.page).fill('Wave');
  await ready.page.keyboard.press('Enter');
  const record = ready.page.getByRole('button', { name: 'Hold to record Wave' });
  await expect(record).toBeEnabled();
  await expect(record).toBeFocused();
  await ready.close();

  await services.settings.set({ camera: { deviceId: null } });
  const { page } = await openApp({ dataDir, camera: 'none' });
  await field(page).fill('Nod');
  await page.keyboard.press('Enter');
  const nod = page.getByRole('article', { name: 'Nod' });
  await expect(nod).toBeFocused();
  await expect(nod.getByRole('button', { name: 'Hold to record Nod' })).toBeDisabled();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('article')).toHaveCount(2);
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Colour of Nod' })).toBeFocused();
});

test('the focus stays on the screen when a training begins and ends', async ({ openApp, newFolder }) => {
  const dataDir = await newFolder();
  await makeHandsProject(await createServices(dataDir));
  const { page } = await openApp({ dataDir });
  const onBody = () =>
    page.evaluate(async () => {
      for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
      return document.activeElement === document.body;
    });
  await openTrainSettings(page);
  await startTraining(page, 1, { idle: false });
  await expect(page.getByRole('button', { name: 'Start training' })).toHaveCount(0);
  await expect.poll(onBody).toBe(false);
  await expectModel(page, 1);
  await expect.poll(onBody).toBe(false);
});
