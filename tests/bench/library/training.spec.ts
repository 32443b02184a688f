import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../scripts/ensure-build.mjs';
import { createServices } from '../../../src-main/services';
import { expect, test } from '../../e2e/app';
import { CLASSES, CLIPS_A_CLASS, fillProject } from '../support/large-project';
import { memoryOf } from '../support/memory';

/**
 * `npm run bench:library`: 10,000 clips of 16 frames of 96×96 are learnt from for one epoch, by `beckon train` in its
 * page. Prints what the page and all of the command had in memory at most, in MB, as `ps` tells it.
 */

const CLIPS = CLASSES * CLIPS_A_CLASS;
const PAUSE = 500;

/** What a run that was given up has left at work. */
const running = new Set<ChildProcess>();
test.afterEach(() => running.forEach((child) => child.kill()));

test('training on 10,000 clips', async ({ newFolder }) => {
  test.setTimeout(4 * 60 * 60_000);
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Large');
  await fillProject(services, slug);

  const begun = Date.now();
  const script = join(root, 'scripts', 'beckon.mjs');
  const args = [script, 'train', slug, '--data', dataDir, '--preset', 'quick', '--epochs', '1', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  const peak = { pageMB: 0, allMB: 0 };
  const first = { pageMB: 0 };
  const timer = setInterval(() => {
    const { pageMB, allMB } = memoryOf(child.pid ?? -1);
    first.pageMB ||= pageMB;
    peak.pageMB = Math.max(peak.pageMB, pageMB);
    peak.allMB = Math.max(peak.allMB, allMB);
  }, PAUSE);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once('exit', resolve)).finally(() =>
    clearInterval(timer),
  );
  expect(code).toBe(0);
  expect(said).toContain('"validationAccuracy"');
  const json = JSON.stringify(
    {
      clips: CLIPS,
      seconds: (Date.now() - begun) / 1000,
      page: { first: first.pageMB, peak: peak.pageMB },
      all: peak.allMB,
    },
    null,
    2,
  );
  await writeFile(join(root, 'bench-training.json'), `${json}\n`);
  console.log(json);
});
