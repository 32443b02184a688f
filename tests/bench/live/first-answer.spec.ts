import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { DEFAULT_CAPTURE, type HeadlessApi, type HeadlessJob } from '../../../src-main/contract';
import { createServices, type Services } from '../../../src-main/services';
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
/** How long each gesture is performed, again and again, before it counts as not named, in ms. */
const PATIENCE = 30_000;

/** Five classes with ten clips each, drawn by the sample camera. */
async function prepare(services: Services, page: Page): Promise<void> {
  const { slug } = await services.projects.create('First answer', DEFAULT_CAPTURE);
  const gestures: { classId: string; gesture: string }[] = [];
  for (const [gesture, name] of GESTURES)
    gestures.push({ classId: (await services.classes.add(slug, name)).classId, gesture });
  const people = Array.from({ length: PEOPLE }, (_, index) => ({
    session: `person ${index + 1}`,
    seed: 40 + index,
    clips: CLIPS,
  }));
  const job: HeadlessJob = { kind: 'record-sample', slug, gestures, people, capture: DEFAULT_CAPTURE };
  // The page of the command line records as fast as it can draw.
  await page.exposeFunction('beckonProgress', () => undefined);
  await page.exposeFunction('beckonNews', () => undefined);
  await page.goto(new URL('/headless.html', page.url()).href);
  await page.waitForFunction(() => 'beckonHeadless' in window);
  const done = await page.evaluate(
    (wanted) => (window as unknown as { beckonHeadless: HeadlessApi }).beckonHeadless.run(wanted),
    job,
  );
  expect(done).toEqual({ kind: 'record-sample', clips: PEOPLE * CLIPS * GESTURES.length });
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
  const recording = await openApp({ dataDir });
  await prepare(await createServices(dataDir), recording.page);
  await recording.close();
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
  const fromLastClip: { answer: number | null; right: number | null }[] = [];
  for (const [index, [, name]] of GESTURES.entries()) {
    const before = (await heard(page)).saved.at(-1)?.clips ?? 0;
    const until = Date.now() + PATIENCE;
    const times: (typeof fromLastClip)[number] = { answer: null, right: null };
    fromLastClip.push(times);
    await page.keyboard.down(String(index + 1));
    while (times.right === null && Date.now() < until) {
      await page.waitForTimeout(100);
      const { said, saved } = await heard(page);
      const there = saved.find(({ clips }) => clips > before);
      if (!there) continue;
      const answers = said.filter((each) => each.clips >= there.clips);
      const since = (each: Said | undefined): number | null => (each ? each.time - there.time : null);
      times.answer = since(answers[0]);
      times.right = since(answers.find((each) => each.name === name));
    }
    await page.keyboard.up(String(index + 1));
    await page.waitForTimeout(3000);
  }
  const clips = PEOPLE * CLIPS * GESTURES.length;
  await writeFile(
    file,
    JSON.stringify({ clips, coldFirst: first.time, coldAgain: again.time, fromLastClip }),
  );
});
