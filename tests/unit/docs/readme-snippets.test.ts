import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../scripts/ensure-build.mjs';
import { findExporter } from '../../../src-main/formats/models';
import type { ExportModel } from '../../../src-main/formats/models/format';
import { createServices } from '../../../src-main/services';
import { movingClips, ownAnswers, randomNetwork, type RecordedClip } from '../../fixtures/networks';
import { snippetOf } from '../../fixtures/readme';
import { newModel, temporaryFolder } from '../../fixtures/services/fixtures';
import { inShell } from '../../fixtures/shell';
import { handedOut } from '../../fixtures/web-page';

/** The README's code for Node and for the command, taken from its text and run. What it shows in Python, `npm run test:parity` runs. */

const run = promisify(execFile);
const built = existsSync(join(root, 'out', 'webpage', 'beckon.js'));

let model: ExportModel;
let clip: RecordedClip;
let own: number[];

beforeAll(async () => {
  model = await randomNetwork({ names: ['Zażółć', 'مرحبا', '👋🏽'], spec: { mirror: false } });
  const [first] = movingClips(3, model.run.preprocess.frames).filter(({ mirror }) => !mirror);
  if (!first) throw new Error('There is no clip.');
  clip = first;
  own = (await ownAnswers(model, [clip]))[0] ?? [];
});

/** A folder in which packages are found as beside a package.json. */
async function packageFolder(files: Record<string, Uint8Array | string>): Promise<string> {
  const folder = await temporaryFolder();
  const all = { ...files, 'package.json': '{ "type": "module" }' };
  await Promise.all(Object.entries(all).map(([name, bytes]) => writeFile(join(folder, name), bytes)));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  return folder;
}

/** What code makes of the clip, in a process of its own: what it prints, and the value of an expression after it. */
async function given(folder: string, code: string, expression: string): Promise<number[]> {
  const [frames, height, width] = clip.shape;
  await writeFile(join(folder, 'clip.bin'), clip.frames);
  const pictures = `
const pictures = await import('node:fs').then(({ readFileSync }) => {
  const bytes = readFileSync('clip.bin');
  const size = bytes.length / ${frames};
  return Array.from({ length: ${frames} }, (_, at) => ({
    data: Uint8Array.from(bytes.subarray(at * size, (at + 1) * size)), width: ${width}, height: ${height} }));
});
`;
  const after = `\nconsole.log(JSON.stringify([...${expression}]));\nprocess.exit();\n`;
  await writeFile(join(folder, 'snippet.js'), `${pictures}${code}${after}`);
  const { stdout } = await run(process.execPath, ['snippet.js'], { cwd: folder });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as number[];
}

describe('the README’s code', () => {
  it.each(['tfjs', 'onnx'])('for %s, in JavaScript, answers as the app does', async (format) => {
    const folder = await packageFolder(unzipSync(await findExporter(format).build(model)));
    const probabilities = await given(folder, snippetOf(format, 'js'), 'probabilities');
    expect(probabilities).toHaveLength(own.length);
    probabilities.forEach((value, index) => expect(value).toBeCloseTo(own[index] ?? NaN, 5));
  });

  it.skipIf(!built)('for the web page’s module answers as the app does', async () => {
    const folder = await packageFolder(handedOut(await findExporter('html').build(model)));
    const probabilities = await given(folder, snippetOf('html', 'js'), 'answer.probabilities');
    expect(probabilities).toHaveLength(own.length);
    probabilities.forEach((value, index) => expect(value).toBeCloseTo(own[index] ?? NaN, 5));
  });

  it.skipIf(!built || process.platform === 'win32')(
    'for an archive makes a project of a project',
    async () => {
      const folder = await temporaryFolder();
      const services = await createServices(join(folder, 'data'));
      const { slug } = await services.projects.create('wl');
      await services.models.save(slug, newModel('run-1'));
      await inShell(folder, snippetOf('archive', 'sh'), { data: join(folder, 'data') });
      expect((await services.projects.list()).map(({ name }) => name).sort()).toEqual(['wl', 'wl (2)']);
      expect((await readFile(join(folder, 'wl.beckon'))).length).toBeGreaterThan(100);
    },
  );
});
