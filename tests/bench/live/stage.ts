import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { OutputConfig } from '../../../src-main/contract';
import { createServices } from '../../../src-main/services';
import { expect, type OpenApp } from '../../e2e/app';
import { lightsVideo, makeLightsProject } from '../../e2e/lights';

/** What the panel “Speed and delays” says: of the last 200 frames, in ms. */
export interface Figures {
  half: number;
  most: number;
  due: number;
  missed: number;
}

/** Opens the app on Live, with lights before the webcam that it recognises and these outputs, which are off. */
export async function openLive(
  folder: string,
  open: (options: { dataDir: string; video: string }) => Promise<OpenApp>,
  outputs: readonly OutputConfig[],
): Promise<OpenApp> {
  const video = join(folder, 'lights.y4m');
  await writeFile(video, lightsVideo());
  const dataDir = join(folder, 'data');
  await makeLightsProject(await createServices(dataDir), outputs);
  const app = await open({ dataDir, video });
  const { page } = app;
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await expect(page.getByTestId('verdict')).toContainText('%', { timeout: 120_000 });
  await page.getByRole('button', { name: 'Speed and delays' }).click();
  await expect(page.getByText('Frames missed')).toBeVisible();
  return app;
}

export async function switchAll(page: Page, outputs: readonly OutputConfig[], on: boolean): Promise<void> {
  for (const { name } of outputs) {
    const toggle = page.getByRole('switch', { name });
    if ((await toggle.isChecked()) !== on) await toggle.click();
  }
}

export async function readFigures(page: Page): Promise<Figures> {
  const rows = await page
    .locator('dl', { hasText: 'Frames missed' })
    .evaluate((list) =>
      [...list.querySelectorAll('dt')].map((term): [string, string] => [
        term.textContent,
        term.nextElementSibling?.textContent ?? '',
      ]),
    );
  const numbers = (wanted: string): number[] =>
    (rows.find(([term]) => term === wanted)?.[1].match(/\d+/g) ?? []).map(Number);
  const [half = NaN, , most = NaN] = numbers('From the camera to recognition');
  const [missed = NaN, due = NaN] = numbers('Frames missed');
  if (Number.isNaN(half + most + missed + due)) throw new Error(`Not understood: ${JSON.stringify(rows)}`);
  return { half, most, missed, due };
}

/** Where to write what was measured, and how long to measure, as whoever started this says. */
export function asked(): { file: string; minutes: number } {
  const { BECKON_BENCH_FILE: file, BECKON_BENCH_MINUTES: minutes } = process.env;
  if (file === undefined) throw new Error('It is started by `npm run soak` or `npm run bench`.');
  return { file, minutes: Number(minutes) };
}
