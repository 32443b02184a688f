import { writeFile } from 'node:fs/promises';
import { DEFAULT_RULE } from '../../../src-main/shared/rule-defaults';
import { expect, test } from '../../e2e/app';
import { asked } from './stage';

/** Gestures that a newcomer teaches, as the sample camera offers them, and clips of each. */
const GESTURES = ['Swipe left', 'Wave'];
const CLIPS = 3;
/** How long one class is recorded at most before it counts as not named, in ms. */
const PATIENCE = 120_000;

/** With the mouse alone and everything as it comes: what a person does who starts Beckon for the first time. */
test('from the first start to a first right answer', async ({ openApp }) => {
  const { file } = asked();
  const begun = Date.now();
  const { page } = await openApp();
  await page.evaluate(() => {
    Object.assign(window, { clicks: 0 });
    addEventListener('pointerdown', () => (window as unknown as { clicks: number }).clicks++, true);
  });
  const since = (): number => Date.now() - begun;
  await page.getByRole('button', { name: 'Try the sample camera' }).click();
  for (const name of GESTURES) await page.getByRole('button', { name, exact: true }).click();
  const instant = page.getByTestId('instant');
  const saved = (name: string) =>
    page.getByRole('article', { name, exact: true }).getByRole('button', { name: /, saved$/ });
  const hold = async (name: string): Promise<void> => {
    const button = page.getByRole('button', { name: `Hold to record ${name}` });
    await expect(button).toBeEnabled();
    await button.hover();
    await page.mouse.down();
  };
  let lastClip: number | null = null;
  let named: string | null = null;
  for (const [index, name] of GESTURES.entries()) {
    await hold(name);
    await expect.poll(() => saved(name).count(), { timeout: PATIENCE }).toBeGreaterThanOrEqual(CLIPS);
    if (index === GESTURES.length - 1) {
      lastClip = since();
      // It goes on being recorded, and is named once it can be.
      await expect(instant.and(page.locator('[data-sure=true]'))).toContainText(name, { timeout: PATIENCE });
      named = name;
    }
    await page.mouse.up();
  }
  const ms = since();
  const clicks = await page.evaluate(() => (window as unknown as { clicks: number }).clicks);
  const clips = (await Promise.all(GESTURES.map((name) => saved(name).count()))).reduce((a, b) => a + b);
  expect(named).not.toBeNull();
  await writeFile(file, JSON.stringify({ clicks, ms, lastClip, clips, threshold: DEFAULT_RULE.threshold }));
});
