import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { commandOn } from './command';
import { lampModel, lampVideo } from './lamp';

/** Drags with the mouse along an element, from and to shares of its width. */
async function drag(page: Page, element: Locator, from: number, to: number): Promise<void> {
  const box = await element.boundingBox();
  if (!box) throw new Error('It is not on the page.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + ((from + to) / 2) * box.width, y, { steps: 3 });
  await page.mouse.move(box.x + to * box.width, y, { steps: 3 });
  await page.mouse.up();
}

/** Where an element lies in another one, in shares of that one's width. */
async function placeIn(element: Locator, lane: Locator): Promise<[number, number]> {
  const [own, whole] = await Promise.all([element.boundingBox(), lane.boundingBox()]);
  if (!own || !whole) throw new Error('It is not on the page.');
  const share = (x: number): number => Math.max(0.001, Math.min(0.999, (x - whole.x) / whole.width));
  return [share(own.x), share(own.x + own.width)];
}

test('a stretch is recorded, marked and tuned to; Live shows one event a gesture and none between', async ({
  openApp,
  newFolder,
}) => {
  // Most of it are commands, each with a browser of its own.
  test.setTimeout(240_000);
  const folder = await newFolder();
  const video = join(folder, 'lamp.y4m');
  await writeFile(video, lampVideo());
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Lamp');
  for (const name of ['Bright', 'Rest']) await services.classes.add(slug, name);
  await services.classes.update(slug, 'bright', { key: '1' });
  await services.models.save(slug, await lampModel('Bright', 'Rest'));
  await services.settings.set({ lastProject: slug, camera: { deviceId: 'default', explained: true } });
  const { page } = await openApp({ dataDir, video });
  const marks = page.getByRole('group', { name: 'Marked: what was done' });
  const told = page.getByRole('list', { name: 'Told: what the model says' });
  const result = page.getByRole('region', { name: 'Result' });

  await test.step('a file that is none is named, and a stretch is recorded', async () => {
    await page.getByRole('button', { name: 'Tune', exact: true }).click();
    await expect(page.getByText('No stretches yet')).toBeVisible();
    await page
      .getByLabel('Video of a stretch')
      .setInputFiles({ name: 'notes.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no video') });
    await expect(page.getByRole('alert')).toContainText('“notes.mp4” was not added');
    await page.getByRole('button', { name: 'Record a stretch' }).click();
    await page.getByRole('button', { name: 'Start recording' }).click();
    await expect(page.getByRole('timer')).toHaveText(/^\s*1 s$/, { timeout: 30_000 });
    await page.getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByText('Discarded Recording 1.')).toBeVisible();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Rename Recording 1' })).toBeVisible();
    await page.keyboard.press('Control+Shift+z');
    await expect(page.getByText('No stretches yet')).toBeVisible();
    await page.getByRole('button', { name: 'Record a stretch' }).click();
    await page.getByRole('button', { name: 'Start recording' }).click();
    await expect(page.getByRole('timer')).toHaveText(/^\s*8 s$/, { timeout: 30_000 });
    await page.getByRole('button', { name: 'Stop and keep' }).click();
    await expect(marks).toBeVisible();
    // As it was shown while it was recorded.
    const picture = page.getByRole('region', { name: 'Stretch Recording 1' }).locator('canvas');
    await expect(picture).toHaveCSS('transform', 'matrix(-1, 0, 0, 1, 0, 0)');
    // The webcam was bright twice at least; nothing is marked, so all of it is false.
    await expect(result).toContainText('No gesture is marked yet.', { timeout: 30_000 });
    await expect(result).toContainText('with no gesture near');
  });

  await test.step('what happened is marked with the mouse and with keys, and taken back', async () => {
    // A little more than the model tells of: an event begins within its gesture.
    const [begin, end] = await placeIn(told.getByRole('listitem').nth(1), marks);
    await drag(page, marks, begin - 0.01, end);
    await expect(marks.getByRole('button')).toHaveCount(1);
    await expect(result).toContainText('1 of 1 gesture found.');
    const mark = marks.getByRole('button', { name: /^Bright, / });
    const before = await mark.getAttribute('aria-label');
    // Its end, a little to the left.
    const [from, to] = await placeIn(mark, marks);
    await drag(page, marks, to - 0.002, to - 0.03);
    await expect(mark).not.toHaveAttribute('aria-label', before ?? '');
    expect((await placeIn(mark, marks))[0]).toBeCloseTo(from, 2);
    await page.keyboard.press('Control+z');
    await expect(mark).toHaveAttribute('aria-label', before ?? '');

    const position = page.getByRole('slider', { name: 'Position in the video' });
    await position.focus();
    await page.keyboard.press('Home');
    await page.keyboard.down('1');
    await expect.poll(async () => Number(await position.getAttribute('aria-valuenow'))).toBeGreaterThan(0.6);
    await page.keyboard.up('1');
    await expect(marks.getByRole('button')).toHaveCount(2);
    await page.getByRole('button', { name: 'Pause' }).click();
    await expect(marks.getByRole('button').first()).toHaveAttribute('aria-pressed', 'true');
    await page.keyboard.press('Delete');
    await expect(marks.getByRole('button')).toHaveCount(1);
  });

  await test.step('sliders change what is found at once, Suggest fits them, Save keeps them', async () => {
    const settings = page.getByRole('region', { name: 'Settings' });
    const before = await told.getByRole('listitem').count();
    await settings.getByRole('slider', { name: 'Wait after a gesture' }).focus();
    // Longer than from one flash to the next.
    await page.keyboard.press('End');
    await expect.poll(() => told.getByRole('listitem').count()).toBeLessThan(before);
    await settings.getByRole('slider', { name: 'Confidence it needs' }).focus();
    await page.keyboard.press('End');
    await expect(result).toContainText('0 of 1 gesture found.');
    await expect(marks.getByRole('button', { name: /: missed$/ })).toHaveCount(1);
    await settings.getByRole('button', { name: 'Suggest' }).click();
    await expect(result).toContainText('1 of 1 gesture found.');
    await settings.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Live goes by it from now on.')).toBeVisible();
    const run = await services.models.report(slug, 'lamp');
    expect(run.stretches).toMatchObject({ stretches: 1, gestures: 1, right: 1, fitted: true });
    expect(run.ruleFit).toMatchObject({ gestures: 1, rule: run.events });
    await expect(result).toContainText('so this flatters');
    expect(run.events?.threshold).toBeLessThan(1);
  });

  await test.step('Live shows the gestures of the last seconds', async () => {
    // As before it was tuned: one mark of several is no rule to go by.
    const usual = { threshold: 0.7, windows: 2, release: 0.5, cooldown: 0 };
    await services.models.note(slug, 'lamp', { events: usual });
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    const events = page.getByTestId('recent-events').locator('[data-start]');
    const ended = page.getByTestId('recent-events').locator('[data-end]:not([data-end=""])');
    await expect(ended).toHaveCount(3, { timeout: 30_000 });
    const spans = await events.evaluateAll((all) =>
      all.map((one) => ({ start: Number(one.dataset.start), said: one.textContent.trim() })),
    );
    // One flash is three seconds after the other, and what is dark is none.
    for (const { said } of spans) expect(said).toMatch(/^Bright, /);
    const gaps = spans.slice(1).map(({ start }, index) => start - (spans[index]?.start ?? 0));
    for (const gap of gaps) expect(Math.round(gap / 3000)).toBe(1);
  });

  await test.step('the picture has the whole screen until it is left by Esc', async () => {
    await page.getByRole('button', { name: 'Full screen' }).click();
    const stage = page.getByRole('dialog', { name: 'Live, full screen' });
    await expect(stage.getByText('Bright', { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect(stage.getByRole('button')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(stage).toBeHidden();
    await expect(page.getByRole('button', { name: 'Full screen' })).toBeFocused();
    await expect(page.getByRole('region', { name: 'Gestures of the last 30 seconds' })).toBeVisible();
  });

  await test.step('a small window on top of others names it, whatever screen is shown', async () => {
    const onTop = page.getByRole('button', { name: 'On top' });
    await onTop.click();
    await expect(onTop).toHaveAttribute('aria-pressed', 'true');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const said = () =>
      page.evaluate(() => {
        const { window: small } = (window as unknown as { documentPictureInPicture: { window: Window } })
          .documentPictureInPicture;
        return small.document.querySelector('[data-testid="verdict"]')?.textContent;
      });
    await expect.poll(said).toContain('Bright');
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await onTop.click();
    await expect(onTop).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('stretches are renamed, thrown away and brought back', async () => {
    await page.getByRole('button', { name: 'Tune', exact: true }).click();
    await page.getByRole('button', { name: 'Rename Recording 1' }).click();
    await page.getByRole('textbox', { name: 'Name of stretch Recording 1' }).fill('Evening');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Delete Evening' }).click();
    await expect(page.getByText('No stretches yet')).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(page.getByRole('button', { name: 'Rename Evening' })).toBeVisible();
  });

  await test.step('the command line adds to them, scores them and fits the rule', async () => {
    const command = commandOn(dataDir);
    const kept = join(dataDir, 'projects', slug, 'stretches');
    const file = (await readdir(kept)).find((name) => name.endsWith('.webm')) ?? '';
    const truth = join(folder, 'truth.json');
    await writeFile(truth, '{"events": [{"class": "bright", "start": 0.2, "end": 0.9}]}');
    const added = await command.json(
      'add-stretch',
      slug,
      ...['--video', join(kept, file), '--truth', truth, '--name', 'Morning'],
    );
    expect(added).toMatchObject({ stretch: { name: 'Morning', events: [{ class: 'bright' }] } });
    const { stretches } = (await command.json('stretches', slug)) as { stretches: { seconds: number }[] };
    expect(stretches).toMatchObject([{ name: 'Evening' }, { name: 'Morning' }]);
    // The other one is the one that the rule was fitted to.
    const score = await command.json('score', slug);
    expect(score).toMatchObject({
      stretches: 1,
      fitted: false,
      leftOut: 1,
      rule: null,
      counts: { gestures: 1 },
    });
    expect(score.seconds).toBeCloseTo(stretches[1]?.seconds ?? 0);
    const fitted = await command.json('score', slug, '--fit');
    expect(fitted).toMatchObject({ stretches: 2, fitted: true, leftOut: 0, counts: { gestures: 2 } });
    expect(fitted.seconds).toBeCloseTo(stretches.reduce((sum, { seconds }) => sum + seconds, 0));
    const run = await services.models.report(slug, 'lamp');
    expect(run.events).toEqual(fitted.rule);
    expect(run.stretches).toMatchObject({ stretches: 2, f1: fitted.f1 });
  });
});
