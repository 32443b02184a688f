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
  const made = await page.evaluate(async () => {
    const inline = document.createElement('script');
    inline.textContent = 'document.title = "inline"';
    document.head.append(inline);
    // A task of its own: what the test itself evaluates stands above the page's policy.
    const fromText = await new Promise<string>((resolve) => {
      setTimeout(() => {
        try {
          resolve(String(new Function('return "run"')()));
        } catch {
          resolve('refused');
        }
      });
    });
    return { title: document.title, fromText };
  });
  expect(made.title).not.toBe('inline');
  expect(made.fromText).toBe('refused');
});

test('the window is titled, and reloading keeps the page in', async ({ openApp }) => {
  const { page } = await openApp();
  await expect(page).toHaveTitle(/Beckon/);
  await page.reload();
  await expect(page).toHaveTitle(/Beckon/);
});

test('a browser can install it, with a window and an icon of its own', async ({ openApp }, { project }) => {
  test.skip(project.name === 'electron', 'Electron is installed by its package');
  const { page } = await openApp();
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(JSON.parse(data ?? '')).toMatchObject({ name: 'Beckon', display: 'standalone', start_url: '/' });
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Every page of a test is in a private window, where nothing can be installed.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
});
