import { expect, test } from './app';

test('the page is alone with its own origin, and keeps to it', async ({ openApp }) => {
  const { page } = await openApp();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await page.evaluate(() => isSecureContext)).toBe(true);
  expect(await page.evaluate(() => 'require' in window || 'process' in window)).toBe(false);
  const elsewhere = await page.evaluate(() =>
    fetch('https://example.org/').then(
      () => 'answered',
      () => 'refused',
    ),
  );
  expect(elsewhere).toBe('refused');
  const evaluated = await page.evaluate(() => {
    try {
      return String(new Function('return 1')());
    } catch {
      return 'refused';
    }
  });
  expect(evaluated).toBe('refused');
});

test('the window is titled, and reloading keeps the page in', async ({ openApp }) => {
  const { page } = await openApp();
  await expect(page).toHaveTitle(/Beckon/);
  await page.reload();
  await expect(page).toHaveTitle(/Beckon/);
});
