import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CommandContext } from '../../../../src-main/cli/context';
import { withVideo } from '../../../../src-main/cli/held-video';
import { readTruth } from '../../../../src-main/cli/truth';
import { walk } from '../../../../src-main/cli/walk';
import { createServices } from '../../../../src-main/services';
import { temporaryFolder } from '../../../fixtures/services/fixtures';
import { makePipe } from '../../../fixtures/services/pipe';

it('a pipe in the place of a file is told of, and not waited for', async (test) => {
  const folder = await temporaryFolder();
  const pipe = join(folder, 'pipe.mp4');
  if (!(await makePipe(pipe))) test.skip();
  const context = { services: await createServices(join(folder, 'data')) } as CommandContext;
  const message = `${pipe} is not a file. Name a video.`;
  await expect(withVideo(context, pipe, () => Promise.resolve())).rejects.toMatchObject({
    code: 'INVALID',
    message,
  });
  await expect(readTruth(pipe)).rejects.toMatchObject({ code: 'INVALID', message: `${pipe} is not a file.` });
});

it('a folder with a pipe in it is walked to the end', async (test) => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'Wave'));
  // To know whether it moves, the picture is opened.
  if (!(await makePipe(join(folder, 'Wave', 'pipe.webp')))) test.skip();
  await writeFile(join(folder, 'Wave', 'clip.mp4'), 'x');
  const { sources, failed } = await walk(folder);
  const found = [...sources.map(({ path }) => path), ...failed.map(({ file }) => file)];
  expect(found.toSorted()).toEqual([join('Wave', 'clip.mp4'), join('Wave', 'pipe.webp')]);
});
