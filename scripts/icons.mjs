// `npm run icons`: makes the icons of packages and of the installable page from resources/public/icon.svg.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumArguments, ensureChromium } from './chromium.mjs';
import { root } from './ensure-build.mjs';
import { icnsOf, icoOf } from './icon-files.mjs';

const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const source = readFileSync(join(root, 'resources/public/icon.svg'), 'utf8');
const folder = join(root, 'resources/package');
const { path: executablePath } = await ensureChromium((line) => void process.stderr.write(`${line}\n`));
const browser = await chromium.launch({ executablePath, args: chromiumArguments() });
const page = await browser.newPage();

/**
 * @param {number} size
 * @param {{ margin?: number, background?: string }} [options] `margin` in shares of the size
 */
async function drawn(size, { margin = 0, background = 'transparent' } = {}) {
  await page.setViewportSize({ width: size, height: size });
  const inner = size * (1 - 2 * margin);
  await page.setContent(
    `<style>html,body{margin:0;background:${background};height:100%;display:grid;place-items:center}` +
      `svg{width:${inner}px;height:${inner}px;display:block}</style>${source}`,
  );
  return page.screenshot({ omitBackground: true });
}

mkdirSync(join(folder, 'icons'), { recursive: true });
const pictures = [];
for (const size of SIZES) {
  const png = await drawn(size);
  pictures.push({ size, png });
  if (size <= 512) writeFileSync(join(folder, 'icons', `${size}x${size}.png`), png);
}
writeFileSync(join(folder, 'icon.ico'), icoOf(pictures.filter(({ size }) => size <= 256)));
// macOS' icons stand in a margin of their own.
const onMac = [];
for (const size of SIZES) onMac.push({ size, png: await drawn(size, { margin: 0.098 }) });
writeFileSync(join(folder, 'icon.icns'), icnsOf(onMac));
for (const size of [192, 512])
  writeFileSync(join(root, `resources/public/icon-${size}.png`), await drawn(size));
// Cut to a circle or another shape by the system, so its colour reaches the edge.
writeFileSync(
  join(root, 'resources/public/icon-maskable-512.png'),
  await drawn(512, { margin: 0.1, background: '#0c6b62' }),
);
writeFileSync(
  join(folder, 'icon-source.sha256'),
  `${createHash('sha256').update(source).digest('hex')}  icon.svg\n`,
);
await browser.close();
