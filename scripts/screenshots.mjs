// `npm run screenshots [-- --data DIR]`: takes the README's pictures from the real app, with the project of a demo: that
// in DIR (which is copied, not changed), or of one run now. Needs a machine that trains in reasonable time.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from './chromium.mjs';
import { ensureBuild, root } from './ensure-build.mjs';
import { palettePng } from './palette-png.mjs';

/** @typedef {import('playwright-core').Page} Page */

const folder = join(root, 'resources', 'screenshots');
const viewport = { width: 1280, height: 800 };
/** How long the model may take to name a gesture, in ms, before the next one is tried. */
const PATIENCE = 10_000;
/** Gestures are tried over and over, each time by another person, so many times. */
const ROUNDS = 3;
/** How sure the overlay should be, in percent, in all rounds but the last. */
const CONFIDENT = 80;
/** The largest picture, in bytes. */
const LARGEST = 400_000;

const command = join(root, 'scripts', 'beckon.mjs');

/** @param {string[]} args runs `beckon` to its end */
function beckon(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 2, 2] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(null) : reject(new Error('The demo failed.'))));
  });
}

/**
 * Serves the app on a data folder.
 * @param {string} data
 * @returns {Promise<{ url: string, close(): Promise<unknown> }>}
 */
async function serve(data) {
  const args = [command, 'start', '--host', 'browser', '--no-window', '--data', data];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+(?=\s)/.exec(said)?.[0];
      if (found) resolve(found);
    });
    child.once('exit', () => reject(new Error('The app could not be started.')));
  });
  return { url, close: () => (child.kill('SIGTERM'), ended) };
}

/** Keeps a picture of the page as it is now. @param {Page} page @param {string} name */
const shoot = async (page, name) => keep(page, name, await page.screenshot());

/** @param {Page} page @param {string} name @param {Buffer} png */
async function keep(page, name, png) {
  const bytes = palettePng(await pixelsOf(page, png), viewport.width, viewport.height);
  const path = join(folder, `${name}.png`);
  process.stderr.write(`${relative(root, path)}: ${Math.round(bytes.length / 1000)} kB\n`);
  if (bytes.length > LARGEST) throw new Error(`${name}.png is larger than ${LARGEST / 1000} kB.`);
  writeFileSync(path, bytes);
}

/** The RGBA bytes of a picture. @param {Page} page any @param {Buffer} png */
async function pixelsOf(page, png) {
  const encoded = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const pixels = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
    const reader = new FileReader();
    const read = new Promise((resolve) => (reader.onload = resolve));
    reader.readAsDataURL(new Blob([new Uint8Array(pixels)]));
    await read;
    return String(reader.result);
  }, png.toString('base64'));
  return Buffer.from(encoded.slice(encoded.indexOf(',') + 1), 'base64');
}

/** @param {Page} page @param {string} name */
const goTo = (page, name) =>
  page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name, exact: true }).click();

/** @param {Page} page @param {string} name the class that is being recorded */
async function collect(page, name) {
  await goTo(page, 'Collect');
  await page
    .getByRole('button', { name: /, saved$/ })
    .first()
    .waitFor();
  await page.getByRole('button', { name: `Hold to record ${name}` }).hover();
  await page.mouse.down();
  await page.getByText('so far').waitFor();
  await page.waitForTimeout(900);
  const picture = await page.screenshot();
  // The unfinished clip is discarded.
  await page.mouse.up();
  await keep(page, 'collect', picture);
}

/** @param {Page} page on its Collect screen */
async function classNames(page) {
  const classes = page.getByRole('region', { name: 'Classes' }).getByRole('article');
  await classes.first().waitFor();
  return classes.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label') ?? ''));
}

/** @param {Page} page */
async function train(page) {
  await goTo(page, 'Train');
  await page.getByRole('region', { name: /^Model / }).waitFor();
  await page.getByText('Testing what trains fastest on this computer').waitFor({ state: 'hidden' });
  await shoot(page, 'train');
}

/** @param {Page} page */
async function exporting(page) {
  await goTo(page, 'Export');
  await page.getByRole('button', { name: / as TensorFlow/ }).waitFor();
  await shoot(page, 'export');
}

/**
 * A picture of the Live screen while the overlay names, surely, the gesture that is being performed. What the overlay
 * says is watched until the picture is there; a picture during which it said anything else is taken again. Until the
 * last round it must also be {@link CONFIDENT}, and there must be no warning that the machine is slow.
 * @param {Page} page @param {readonly string[]} gestures @param {string} file
 */
async function live(page, gestures, file) {
  await goTo(page, 'Live');
  await page.getByTestId('verdict').getByText('%').waitFor({ timeout: 60_000 });
  for (let round = 1; round <= ROUNDS; round++) {
    for (const gesture of gestures) {
      const button = page.getByRole('button', { name: gesture, exact: true });
      await button.click();
      await page.mouse.move(0, 0);
      const picture = await pictureNaming(page, gesture, round < ROUNDS);
      // A second click ends the performance.
      await button.click();
      if (picture) return keep(page, file, picture);
    }
    await page.getByRole('button', { name: 'Another person' }).click();
  }
  throw new Error(`The model named none of ${gestures.join(', ')} for as long as a picture takes.`);
}

/** @param {Page} page @param {string} gesture @param {boolean} strict whether it must be a good one */
async function pictureNaming(page, gesture, strict) {
  const until = Date.now() + PATIENCE;
  const percent = strict ? CONFIDENT : 0;
  while (await named(page, { gesture, percent, patience: until - Date.now() })) {
    const watch = await watchVerdict(page, gesture);
    const warned = (await page.getByText('This computer manages').count()) > 0;
    const picture = await page.screenshot();
    const always = await watch.evaluate((watched) => watched.stop());
    if (always && !(warned && strict)) return picture;
  }
  return null;
}

/**
 * Waits until the overlay has surely named a gesture for a moment.
 * @param {Page} page
 * @param {{ gesture: string, percent: number, patience: number }} wanted at least so sure; for so many ms at most
 * @returns {Promise<boolean>} whether it has
 */
const named = (page, wanted) =>
  page.evaluate(async ({ gesture, percent, patience }) => {
    const until = performance.now() + patience;
    let since = Infinity;
    while (performance.now() < until) {
      await new Promise(requestAnimationFrame);
      const verdict = document.querySelector('[data-testid="verdict"]');
      const right =
        verdict?.getAttribute('data-sure') === 'true' &&
        verdict.querySelector('strong')?.textContent === gesture &&
        Number.parseInt(verdict.querySelector('span')?.textContent ?? '') >= percent;
      since = right ? Math.min(since, performance.now()) : Infinity;
      if (performance.now() - since > 100) return true;
    }
    return false;
  }, wanted);

/** Watches the overlay. @param {Page} page @param {string} gesture */
const watchVerdict = (page, gesture) =>
  page.evaluateHandle((wanted) => {
    const verdict = document.querySelector('[data-testid="verdict"]');
    const right = () =>
      verdict?.getAttribute('data-sure') === 'true' &&
      verdict.querySelector('strong')?.textContent === wanted;
    let always = right();
    const observer = new MutationObserver(() => (always &&= right()));
    if (verdict) {
      observer.observe(verdict, { subtree: true, childList: true, characterData: true, attributes: true });
    }
    return {
      /** @returns whether it has named the gesture all the time */
      stop: () => {
        observer.disconnect();
        return always && verdict?.isConnected === true;
      },
    };
  }, gesture);

async function main() {
  const { values } = parseArgs({ options: { data: { type: 'string' } } });
  const browserPath = (await ensureChromium((line) => process.stderr.write(`${line}\n`))).path;
  await ensureBuild();
  mkdirSync(folder, { recursive: true });
  const temporary = mkdtempSync(join(tmpdir(), 'beckon-screenshots-'));
  const data = join(temporary, 'data');
  try {
    if (values.data === undefined) await beckon('demo', '--out', temporary);
    else cpSync(values.data, data, { recursive: true });
    const app = await serve(data);
    const browser = await chromium.launch({ executablePath: browserPath, args: chromiumArguments() });
    try {
      const page = await browser.newPage({ viewport, colorScheme: 'light' });
      await page.goto(app.url);
      const gestures = await classNames(page);
      await train(page);
      await exporting(page);
      await live(page, gestures, 'live');
      await page.emulateMedia({ colorScheme: 'dark' });
      await live(page, gestures.toReversed(), 'live-dark');
      await page.emulateMedia({ colorScheme: 'light' });
      // Last, as it may add a clip.
      await collect(page, gestures[0] ?? '');
    } finally {
      await browser.close();
      await app.close();
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
