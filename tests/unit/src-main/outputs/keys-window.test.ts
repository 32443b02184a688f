import { spawn, spawnSync } from 'node:child_process';
import { expect, it, onTestFinished, vi } from 'vitest';
import { chromium } from 'playwright-core';
import { chromiumArguments, findChromium } from '../../../../scripts/chromium.mjs';
import { keys } from '../../../../src-main/outputs/keys';
import { message } from '../../../fixtures/outputs/peers';

/** A real window on a display of its own gets the keys. */

const never = new AbortController().signal;
const hasDisplay = process.platform === 'linux' && spawnSync('Xvfb', ['-help']).error === undefined;

/** A virtual display, by its name. */
async function display(): Promise<string> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void server.kill());
  const number = await new Promise<string>((resolve, reject) => {
    server.once('exit', () => reject(new Error('Xvfb ended.')));
    server.stdio[3]?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  return `:${number}`;
}

it.skipIf(!hasDisplay)(
  'a window in front gets keys that are pressed and held, and clicks',
  { timeout: 120_000 },
  async () => {
    const name = await display();
    const browser = await chromium.launch({
      headless: false,
      executablePath: findChromium()?.path ?? '',
      args: [...chromiumArguments(), '--kiosk', '--window-size=800,600', '--window-position=0,0'],
      env: { ...process.env, DISPLAY: name } as Record<string, string>,
    });
    onTestFinished(() => browser.close());
    const page = await browser.newPage({ viewport: null });
    await page.setContent('<body style="margin:0;height:100vh">A window</body>');
    await page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      for (const kind of ['keydown', 'keyup'] as const)
        addEventListener(kind, (event) => {
          if (!event.repeat) heard.push(`${kind} ${event.key}${event.ctrlKey ? ' ctrl' : ''}`);
        });
      for (const kind of ['mousedown', 'mouseup', 'dblclick'] as const)
        addEventListener(kind, (event) => heard.push(`${kind} ${event.button}`));
    });
    await page.bringToFront();
    const heard = (): Promise<string[]> =>
      page.evaluate(() => (window as unknown as { heard: string[] }).heard.splice(0));
    const heardAll = (wanted: string[]): Promise<void> => {
      const all: string[] = [];
      return expect
        .poll(async () => all.push(...(await heard())) && all, { timeout: 20_000 })
        .toEqual(wanted);
    };

    vi.stubEnv('DISPLAY', name);
    onTestFinished(() => void vi.unstubAllEnvs());
    const click = await keys.open({ action: 'click' });
    await click.send(message(), never);
    await heardAll(['mousedown 0', 'mouseup 0']);

    const tap = await keys.open({ action: 'key', key: 'Ctrl+b' });
    await tap.send(message(), never);
    await heardAll(['keydown Control ctrl', 'keydown b ctrl', 'keyup b ctrl', 'keyup Control']);

    const hold = await keys.open({ action: 'hold', key: 'Right' });
    await hold.send(message(), never);
    await heardAll(['keydown ArrowRight']);
    hold.close();
    await heardAll(['keyup ArrowRight']);
  },
);
