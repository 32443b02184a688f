import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { openAppWindow } from '../../../../../src-main/hosts/browser/chromium';
import { startBrowserHost } from '../../../../../src-main/hosts/browser/main';

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'beckon-window-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

it('says in a sentence that the browser could not be started', async () => {
  const dir = await folder();
  const missing = join(dir, 'no-browser');
  await expect(openAppWindow(missing, () => '', dir).closed).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining(`The browser ${missing} could not be started`) as string,
  });
  expect((await readdir(join(dir, 'browser'))).filter((name) => name.endsWith('.html'))).toEqual([]);
});

/** A browser that says what it was started with and stays open. */
const BROWSER = `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require('node:fs');
writeFileSync(process.env.HEARD, readFileSync('/proc/self/cmdline', 'utf8').replaceAll('\\0', '\\n'));
setTimeout(() => undefined, 60_000);
`;

it.runIf(process.platform === 'linux')(
  'lets its window in without a word in the arguments, which everyone on the machine can read',
  async () => {
    const dir = await folder();
    await writeFile(join(dir, 'index.html'), '<p>The app</p>');
    const browser = join(dir, 'browser.cjs');
    await writeFile(browser, BROWSER);
    await chmod(browser, 0o755);
    const heard = join(dir, 'heard');
    process.env.HEARD = heard;
    const host = await startBrowserHost({ router: {}, rendererDir: dir });
    onTestFinished(() => host.close());
    const window = openAppWindow(browser, host.entrance, dir);
    onTestFinished(() => {
      window.close();
    });
    let said = '';
    await expect
      .poll(async () => (said = await readFile(heard, 'utf8').catch(() => '')), { timeout: 20_000 })
      .toContain('--app=');

    const path = fileURLToPath(/^--app=(.*)$/m.exec(said)?.[1] ?? '');
    const page = await readFile(path, 'utf8');
    const token = /name="token" value="([\w-]{40,})"/.exec(page)?.[1] ?? '';
    expect(token).not.toBe('');
    expect(said).not.toContain(token);
    expect(said).not.toContain(host.cookie.value);
    expect(said).not.toContain(new URL(host.url).searchParams.get('token'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(dir, 'browser'))).mode & 0o777).toBe(0o700);

    const action = /action="([^"]*)"/.exec(page)?.[1] ?? '';
    const enter = (given: string): Promise<Response> =>
      fetch(action, {
        method: 'POST',
        headers: { Origin: 'null', 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ token: given }).toString(),
        redirect: 'manual',
      });
    expect((await enter('x'.repeat(43))).status).toBe(403);
    expect((await enter('x'.repeat(100_000))).status).toBe(403);
    const entered = await enter(token);
    expect([entered.status, await entered.text()]).toEqual([200, expect.stringContaining('url=/')]);
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await (await fetch(`${host.origin}/`, { headers: { cookie } })).text()).toContain('The app');
    expect(await readdir(join(dir, 'browser'))).toEqual([]);
    expect((await enter(token)).status).toBe(403);
  },
);
