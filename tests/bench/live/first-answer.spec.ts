import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { root } from '../../../scripts/ensure-build.mjs';
import { withHeadless } from '../../../src-main/cli/headless';
import { DEFAULT_CAPTURE } from '../../../src-main/contract';
import { createServices, type Services } from '../../../src-main/services';
import { Disk } from '../../../src-main/store/disk';
import { expect, test } from '../../e2e/app';
import { asked } from './stage';

/** Gestures of the sample camera; as many are recorded by two people. */
const GESTURES = [
  ['swipe-left', 'Swipe left'],
  ['swipe-right', 'Swipe right'],
  ['push', 'Push'],
  ['circle-clockwise', 'Circle clockwise'],
  ['wave', 'Wave'],
] as const;
const PEOPLE = 2;
const CLIPS = 5;

/** Five classes with ten clips each, drawn by the sample camera. */
async function prepare(services: Services): Promise<void> {
  const { slug } = await services.projects.create('First answer', DEFAULT_CAPTURE);
  const gestures: { classId: string; gesture: string }[] = [];
  for (const [gesture, name] of GESTURES)
    gestures.push({ classId: (await services.classes.add(slug, name)).classId, gesture });
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    session: `person ${index + 1}`,
    seed: 40 + index,
    clips: CLIPS,
  }));
  const quiet = (): void => undefined;
  const context = {
    root,
    dataDir: services.dataDir,
    services,
    disk: new Disk(),
    signal: new AbortController().signal,
    progress: quiet,
    print: quiet,
    note: quiet,
  };
  await withHeadless(context, {}, (headless) =>
    headless.run({ kind: 'record-sample', slug, gestures, people, capture: DEFAULT_CAPTURE }),
  );
  await services.settings.set({
    lastProject: slug,
    camera: { deviceId: 'sample', explained: true },
    live: { threshold: 0.5 },
  });
}

/** What the overlay said, and when: clips that its model was made of, and the gesture, where it was sure of one. */
interface Said {
  time: number;
  clips: number;
  name: string | null;
}

/** Notes in the page what is said over the picture, and how many clips are on disk, each with its time. */
const listen = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const said: Said[] = [];
    const saved: { time: number; clips: number }[] = [];
    Object.assign(window, { heard: { said, saved } });
    const look = (): void => {
      const time = performance.now();
      const counts = [...document.querySelectorAll('article[data-class] header .numbers')];
      const clips = counts.reduce((sum, { textContent }) => sum + Number.parseInt(textContent, 10), 0);
      if (clips !== saved.at(-1)?.clips) saved.push({ time, clips });
      const pill = document.querySelector<HTMLElement>('[data-testid="instant"]');
      if (!pill) return;
      const name =
        pill.dataset['sure'] === 'true' ? (pill.querySelector('strong')?.textContent ?? null) : null;
      const before = said.at(-1);
      const count = Number(pill.dataset['clips']);
      if (before?.clips !== count || before.name !== name) said.push({ time, clips: count, name });
    };
    look();
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(look).observe(document.body, all);
  });

const heard = (page: Page): Promise<{ said: Said[]; saved: { time: number; clips: number }[] }> =>
  page.evaluate(() => (window as unknown as { heard: never }).heard);

test('how soon there is an answer with nothing trained', async ({ openApp, newFolder }) => {
  const { file } = asked();
  const dataDir = await newFolder();
  await prepare(await createServices(dataDir));
  const cold = async () => {
    const begun = Date.now();
    const app = await openApp({ dataDir });
    await expect(app.page.getByTestId('instant')).toBeVisible({ timeout: 300_000 });
    return { app, time: Date.now() - begun };
  };
  const first = await cold();
  // What it keeps is written once clips have stayed as they are.
  await first.app.page.waitForTimeout(10_000);
  await first.app.close();
  const again = await cold();
  const { page } = again.app;
  await listen(page);
  const fromLastClip: number[] = [];
  for (const [index, [, name]] of GESTURES.entries()) {
    const before = (await heard(page)).saved.at(-1)?.clips ?? 0;
    await page.keyboard.down(String(index + 1));
    await expect
      .poll(
        async () => {
          const { said, saved } = await heard(page);
          const there = saved.find(({ clips }) => clips > before);
          const right = there && said.find((each) => each.clips >= there.clips && each.name === name);
          if (right) fromLastClip[index] = right.time - there.time;
          return right !== undefined;
        },
        { timeout: 120_000 },
      )
      .toBe(true);
    await page.keyboard.up(String(index + 1));
    await page.waitForTimeout(3000);
  }
  const clips = PEOPLE * CLIPS * GESTURES.length;
  await writeFile(
    file,
    JSON.stringify({ clips, coldFirst: first.time, coldAgain: again.time, fromLastClip }),
  );
});
