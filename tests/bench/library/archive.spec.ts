import { spawn } from 'node:child_process';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../scripts/ensure-build.mjs';
import { createServices } from '../../../src-main/services';
import { expect, test } from '../../e2e/app';
import { CLASSES, CLIPS_A_CLASS, fillProject } from '../support/large-project';
import { memoryOf } from '../support/memory';

/**
 * `npm run bench:library`: a project of 10,000 clips leaves as an archive, which is opened again, by the command. Prints what each had in
 * memory at most, in MB, as `ps` tells it, and how long it took.
 */

const PAUSE = 200;

test('an archive of 10,000 clips', async ({ newFolder }) => {
  test.setTimeout(60 * 60_000);
  const dataDir = await newFolder();
  const services = await createServices(dataDir);
  const { slug } = await services.projects.create('Large');
  await fillProject(services, slug);
  const file = join(await newFolder(), 'large.beckon');
  const written = await measured('export', slug, '--format', 'archive', '--out', file, '--data', dataDir);
  const { size } = await stat(file);
  await rm(join(dataDir, 'projects', slug), { recursive: true });
  const opened = await measured('open', file, '--data', dataDir);
  const [project] = await services.projects.list();
  expect((await services.clips.list(project?.slug ?? '')).clips).toHaveLength(CLASSES * CLIPS_A_CLASS);
  const json = JSON.stringify(
    { clips: CLASSES * CLIPS_A_CLASS, fileMB: size / 1e6, written, opened },
    null,
    2,
  );
  await writeFile(join(root, 'bench-archive.json'), `${json}\n`);
  console.log(json);
});

/** Runs the command, and answers its seconds and the most that it had in memory. */
async function measured(...argv: string[]): Promise<{ seconds: number; peakMB: number }> {
  const begun = Date.now();
  const child = spawn(process.execPath, [join(root, 'scripts', 'beckon.mjs'), ...argv, '--json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peakMB = 0;
  const timer = setInterval(() => (peakMB = Math.max(peakMB, memoryOf(child.pid ?? -1).allMB)), PAUSE);
  const code = await new Promise((resolve) => child.once('exit', resolve)).finally(() =>
    clearInterval(timer),
  );
  expect(code).toBe(0);
  return { seconds: (Date.now() - begun) / 1000, peakMB };
}
