import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { chromiumArguments, ensureChromium } from '../../scripts/chromium.mjs';
import {
  headlessNewsSchema,
  headlessProgressSchema,
  headlessResultSchema,
  type HeadlessApi,
  type HeadlessJob,
  type HeadlessNews,
  type HeadlessProgress,
  type HeadlessResult,
} from '../contract';
import { browserCapabilities, startBrowserHost } from '../hosts/browser/main';
import { createRouter } from '../router/router';
import type { CommandContext } from './context';
import { failure } from './failure';
import { duration } from '../shared/words';

type Kind = HeadlessJob['kind'];
type JobOf<K extends Kind> = Extract<HeadlessJob, { kind: K }>;
type ResultOf<K extends Kind> = Extract<HeadlessResult, { kind: K }>;

/** A page that does the engine's part of a command. */
export interface Headless {
  /**
   * Does one job. Rejects with a sentence where it fails, the page dies, or the person gave up. Aborting `enough` asks
   * it to end with what it has.
   */
  run<K extends Kind>(job: JobOf<K>, enough?: AbortSignal): Promise<ResultOf<K>>;
  /** Opens the app itself beside the page, on its Live screen, and takes a picture of its window, 1280×860. */
  screenshot(path: string): Promise<void>;
}

export interface HeadlessOptions {
  /** Where the page finds the files that are to become clips. */
  offeredFiles?: (id: string) => Promise<{ name: string; bytes: Blob }[]>;
  /** Whether the page may use the webcam. */
  camera?: boolean;
  /** Told of what the page recognises, as it happens. */
  onNews?: (news: HeadlessNews) => void;
}

declare global {
  interface Window {
    beckonHeadless?: HeadlessApi;
  }
}

const READY_LIMIT = 60_000;

/** Serves the app, opens its headless page in a browser that nobody sees, does `work`, and takes all of it down again. */
export async function withHeadless<T>(
  context: CommandContext,
  options: HeadlessOptions,
  work: (headless: Headless) => Promise<T>,
): Promise<T> {
  const browserPath = await findBrowser(context);
  const { chromium } = await import('playwright-core');
  const log = (message: string, error: unknown): void => context.note(`${message}: ${String(error)}`);
  const router = createRouter(context.services, browserCapabilities(log, options.offeredFiles));
  const host = await startBrowserHost({ router, rendererDir: join(context.root, 'out', 'renderer') });
  try {
    const browser = await chromium
      .launch({
        executablePath: browserPath,
        headless: true,
        args: chromiumArguments(),
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      })
      .catch((error: unknown) => {
        throw failure(
          'UNSUPPORTED',
          `The browser ${browserPath} could not be started. Set BECKON_CHROMIUM to another.`,
          error,
        );
      });
    try {
      const { name, value } = host.cookie;
      const browserContext = await browser.newContext({ viewport: { width: 1280, height: 860 } });
      await browserContext.addCookies([
        { name, value, url: host.origin, httpOnly: true, sameSite: 'Strict' },
      ]);
      // Chromium lets nobody send by MIDI who may not send system exclusive messages, too. The page never asks for these.
      const midi = ['midi', 'midi-sysex'];
      await browserContext.grantPermissions(options.camera ? ['camera', ...midi] : midi, {
        origin: host.origin,
      });
      const page = await browserContext.newPage();
      const driver = await drive(page, context, `${host.origin}/headless.html`, options.onNews);
      return await work({
        run: driver,
        screenshot: async (path) => {
          const app = await browserContext.newPage();
          await app.goto(`${host.origin}/`);
          await watchLive(app).catch(() =>
            context.note('The picture does not show the app at its best: a step on its Live screen failed.'),
          );
          await app.screenshot({ path });
          await app.close();
        },
      });
    } finally {
      await browser.close();
    }
  } finally {
    await host.close();
  }
}

/** Until the app has loaded the model and seen a window of frames, at the latest; and until a gesture is over. In ms. */
const WATCHED = 20_000;
const SHOWN = 1700;

/** Goes to the app's Live screen, lets it watch until it has an opinion, and has the sample camera show a gesture. */
async function watchLive(app: Page): Promise<void> {
  const step = app.getByRole('navigation').getByRole('button', { name: 'Live', exact: true });
  await step.click({ timeout: READY_LIMIT });
  await app
    .locator('[role="meter"]:not([aria-valuenow="0"])')
    .first()
    .waitFor({ state: 'attached', timeout: WATCHED });
  await app.getByRole('button', { name: 'Swipe left', exact: true }).click({ timeout: WATCHED });
  await app.waitForTimeout(SHOWN);
}

async function findBrowser(context: CommandContext): Promise<string> {
  try {
    return (await ensureChromium((line) => context.note(line))).path;
  } catch (error) {
    throw failure('UNSUPPORTED', error instanceof Error ? error.message : String(error), error);
  }
}

/** Opens the headless page and gives what runs jobs in it. */
async function drive(
  page: Page,
  context: CommandContext,
  url: string,
  onNews: HeadlessOptions['onNews'],
): Promise<Headless['run']> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  const because = (): string => (complaints.length > 0 ? ` It said: ${complaints.at(-1) ?? ''}` : '');
  const died = new Promise<never>((_resolve, reject) => {
    const die = (how: string) => (): void => reject(failure('ENGINE', `${how}${because()}`));
    page.on(
      'crash',
      die('The browser’s page crashed, most likely because memory ran out. Try a smaller size or batch.'),
    );
    page.on('close', die('The browser was closed before the work was done.'));
  });
  died.catch(() => undefined);

  await page.exposeFunction('beckonProgress', (progress: unknown) => {
    const parsed = headlessProgressSchema.safeParse(progress);
    if (!parsed.success) return;
    const say = parsed.data.keep ? context.note : context.progress;
    say(progressLine(parsed.data));
  });
  await page.exposeFunction('beckonNews', (news: unknown) => {
    const parsed = headlessNewsSchema.safeParse(news);
    if (parsed.success) onNews?.(parsed.data);
  });
  await page.goto(url);
  await page
    .waitForFunction(() => globalThis.beckonHeadless !== undefined, undefined, { timeout: READY_LIMIT })
    .catch((error: unknown) => {
      throw failure('ENGINE', `Beckon’s page did not start in the browser.${because()}`, error);
    });

  return async (job, enough) => {
    if (context.signal.aborted) throw failure('CANCELLED', 'Stopped before it was done.');
    const given = enough ? AbortSignal.any([context.signal, enough]) : context.signal;
    const stop = (): void => {
      page.evaluate(() => globalThis.beckonHeadless?.stop()).catch(() => undefined);
    };
    given.addEventListener('abort', stop);
    try {
      const answer: unknown = await Promise.race([
        page.evaluate(
          (wanted) => globalThis.beckonHeadless?.run(wanted),
          job satisfies HeadlessJob as HeadlessJob,
        ),
        died,
      ]);
      return checked(job.kind, answer);
    } finally {
      given.removeEventListener('abort', stop);
    }
  };
}

function checked<K extends Kind>(kind: K, answer: unknown): ResultOf<K> {
  const parsed = headlessResultSchema.safeParse(answer);
  if (!parsed.success) {
    throw failure('INTERNAL', `The page’s answer to “${kind}” was not understood.`, parsed.error);
  }
  const result = parsed.data;
  if (result.kind === 'failed') throw failure(result.code, result.message);
  if (!isOf(kind, result)) throw failure('INTERNAL', `The page answered “${result.kind}” to “${kind}”.`);
  return result;
}

const isOf = <K extends Kind>(kind: K, result: HeadlessResult): result is ResultOf<K> => result.kind === kind;

/** `Training, epoch 3: 12 of 40, 1 min 5 s left`. */
export function progressLine({ message, done, total, secondsLeft }: HeadlessProgress): string {
  const amount = total > 0 ? `: ${Math.round(done)} of ${Math.round(total)}` : '';
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
  return `${message}${amount}${left}`;
}
