import type { Page } from '@playwright/test';
import type { RunSummary } from '../../src-main/contract';
import { expect } from './app';

export async function openTrainSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'More settings' }).click();
}

/**
 * Begins with the settings open; so many epochs are asked for.
 * @param idle whether it learns, in the end, when no gesture is due: most of the time that a short training takes
 */
export async function startTraining(page: Page, epochs: number, { idle = true } = {}): Promise<void> {
  if (!idle) await page.getByRole('switch', { name: 'Learn when to say “No gesture”' }).click();
  await page.getByLabel('Epochs', { exact: true }).fill(String(epochs));
  await page.getByRole('button', { name: 'Start training' }).click();
}

/** Waits until the report of the model of this number is shown. */
export async function expectModel(page: Page, number: number): Promise<void> {
  const report = page.getByRole('region', { name: `Model Model ${number}` });
  await expect(report).toBeVisible({ timeout: 180_000 });
}

/** Without those that are kept beside a model that is no better than Instant. */
export const trainedOf = (runs: readonly RunSummary[]): RunSummary[] =>
  runs.filter(({ name }) => !name.startsWith('Instant'));
