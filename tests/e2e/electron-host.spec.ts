import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './electron-host';

/**
 * The built main bundle, preload and page together. In the project `electron`, in Electron; else in Chromium, with what
 * Electron's documentation promises in its place (tests/fixtures/electron/shim.mjs). See docs/electron-apis.md.
 */

test('records over Electron’s port, saves by its dialog, and opens what is double-clicked', async ({
  openHost,
  newFolder,
}) => {
  const folder = await newFolder();
  const { page, evaluate } = await openHost(folder);
  // Said at the first start alone.
  await expect(page.getByRole('note')).toContainText(folder);
  await page.getByLabel('Name your project').fill('Signs');
  await page.getByRole('button', { name: 'Use my camera' }).click();
  await page.getByRole('button', { name: 'Allow the camera' }).click();
  await page.getByRole('textbox', { name: 'New class' }).fill('Wave');
  await page.getByRole('button', { name: 'Add class' }).click();
  const saved = page.getByRole('article', { name: 'Wave' }).getByRole('button', { name: /, saved$/ });
  await expect(page.getByRole('button', { name: 'Hold to record Wave' })).toBeEnabled();
  await page.keyboard.down('1');
  await expect.poll(() => saved.count()).toBeGreaterThan(0);
  await page.keyboard.up('1');

  await page.getByRole('button', { name: 'Library', exact: true }).click();
  const clip = page.getByRole('listbox', { name: 'Clips' }).getByRole('option').first();
  await expect(clip).toBeVisible();
  // Its picture has come over the port, too.
  await expect(clip.locator('canvas, img').first()).toBeVisible();

  const archive = join(folder, 'signs.beckon');
  await evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, archive);
  await page.getByRole('button', { name: 'Project Signs' }).click();
  await page.getByRole('menuitem', { name: 'Save as an archive' }).click();
  await expect
    .poll(() =>
      stat(archive).then(
        ({ size }) => size,
        () => 0,
      ),
    )
    .toBeGreaterThan(1000);
  await page.keyboard.press('Escape');

  await evaluate(({ app }, path) => void app.emit('second-instance', {}, ['beckon', path], '/'), archive);
  await expect(page).toHaveTitle('Signs (2)');
  await expect(clip).toBeHidden();
  await expect(page.getByRole('article', { name: 'Wave' })).toBeVisible();

  // A project is shown before it is noted as the last one.
  await expect.poll(() => readFile(join(folder, 'settings.json'), 'utf8')).toContain('signs-2');
  await page.reload();
  await expect(page).toHaveTitle('Signs (2)');
});

test('what Electron is asked for is what it does', async ({ openHost, newFolder }) => {
  const dataDir = await newFolder();
  const { page, evaluate } = await openHost(dataDir);
  await expect(page.getByLabel('Name your project')).toBeVisible();

  const main = await evaluate(
    ({ app, BrowserWindow, Menu, protocol, session }, nothing) => ({
      nothing,
      userData: app.getPath('userData'),
      quiet: app.commandLine.hasSwitch('disable-background-networking'),
      noSandbox: app.commandLine.hasSwitch('no-sandbox'),
      scheme: protocol.isProtocolHandled('app'),
      spelling: session.defaultSession.isSpellCheckerEnabled(),
      address: BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()),
      menu: Menu.getApplicationMenu()?.items.map(({ role, label }) => (role ?? label).toLowerCase()) ?? [],
    }),
    null,
  );
  expect(main).toMatchObject({
    userData: join(dataDir, 'electron'),
    quiet: true,
    noSandbox: false,
    scheme: true,
    spelling: false,
    address: ['app://beckon/'],
  });
  expect(main.menu).toContain('editmenu');
  expect(main.menu).not.toContain('help');

  const inPage = await page.evaluate(async () => {
    const outcome = (asked: Promise<unknown>): Promise<string> =>
      asked.then(
        () => 'granted',
        (error: unknown) => (error as Error).name,
      );
    return {
      isolated: crossOriginIsolated,
      secure: isSecureContext,
      node: 'require' in window || 'process' in window || 'ipcRenderer' in window,
      camera: await outcome(navigator.mediaDevices.getUserMedia({ video: true })),
      microphone: await outcome(navigator.mediaDevices.getUserMedia({ audio: true })),
      notifications: await Notification.requestPermission(),
      missing: (await fetch('/missing.js')).status,
      outside: await outcome(fetch('https://example.org/')),
    };
  });
  expect(inPage).toEqual({
    isolated: true,
    secure: true,
    node: false,
    camera: 'granted',
    microphone: 'NotAllowedError',
    notifications: 'denied',
    missing: 404,
    outside: 'TypeError',
  });
});

test('the shim loses what Electron loses: a message to main that transfers an ArrayBuffer', async ({
  openHost,
  newFolder,
}, { project }) => {
  test.skip(project.name === 'electron', 'Electron itself loses it');
  const { page } = await openHost(await newFolder());
  // By then the page has the port of its own.
  await expect(page.getByLabel('Name your project')).toBeVisible();
  const came = await page.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    const got: number[] = [];
    port1.onmessage = ({ data }: MessageEvent<Uint8Array>) => got.push(data.byteLength);
    const given = new Promise<MessagePort>((resolve) => {
      addEventListener('message', ({ ports }) => ports[0] && resolve(ports[0]));
    });
    postMessage({ type: 'beckon:port' }, location.origin, [port2]);
    const toMain = await given;
    const bytes = new Uint8Array(3);
    toMain.postMessage(bytes, [bytes.buffer]);
    toMain.postMessage(new Uint8Array(2));
    while (got.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    return { got, left: bytes.byteLength };
  });
  expect(came).toEqual({ got: [2], left: 0 });
});
