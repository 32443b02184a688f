import type { Page } from '@playwright/test';
import { createServices } from '../../src-main/services';
import { expect, test } from './app';
import { makeHandsProject } from './hands-project';

/**
 * Controls of the page that cannot be pressed in their middle once they are scrolled to, by whichever way: something else
 * of the page lies there. What floats over all (messages) is not looked at.
 */
function covered(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const main = document.querySelector('main');
    const controls = [
      ...(main?.querySelectorAll<HTMLElement>('button, input, select, a, [role="slider"]') ?? []),
    ];
    const found: string[] = [];
    for (const control of controls) {
      for (const block of ['nearest', 'start', 'end'] as const) {
        // From both ends of the page, so that it comes into sight at the top and at the bottom.
        for (const top of [0, 1e6]) {
          if (block === 'nearest') main?.scrollTo({ top });
          control.scrollIntoView({ block, behavior: 'instant' });
          const { left, top: y, width, height } = control.getBoundingClientRect();
          if (width < 2 || height < 2) continue;
          const hit = document.elementFromPoint(left + width / 2, y + height / 2);
          const label = control.closest('label');
          const reached =
            hit !== null && (control.contains(hit) || hit.contains(control) || label?.contains(hit));
          if (!reached) {
            const name = control.getAttribute('aria-label') ?? control.textContent.trim();
            found.push(`${name} (${block}): ${hit?.outerHTML.slice(0, 80) ?? 'outside of the window'}`);
          }
        }
      }
    }
    return [...new Set(found)];
  });
}

/** Ordinary sizes, 200 % of 1280×800, a phone, and wide but low. */
const SIZES = [
  [1280, 800],
  [900, 700],
  [640, 400],
  [420, 860],
  [420, 560],
  [560, 900],
] as const;

test('no control of Collect or Live lies under the picture, in a window of any size', async ({
  openApp,
  newFolder,
}) => {
  const dataDir = await newFolder();
  await makeHandsProject(await createServices(dataDir));
  const { page } = await openApp({ dataDir });
  for (const screen of ['Collect', 'Live']) {
    await page.getByRole('button', { name: screen, exact: true }).click();
    await expect(page.getByLabel('Sample camera').or(page.locator('video')).first()).toBeVisible();
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth))
        .toBeLessThanOrEqual(0);
      expect(await covered(page), `${screen} at ${width}×${height}`).toEqual([]);
    }
  }
});
