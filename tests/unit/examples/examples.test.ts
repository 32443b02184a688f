import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root } from '../../../scripts/ensure-build.mjs';
import { html } from '../../../src-main/formats/models/html';
import { osc } from '../../../src-main/outputs/osc';
import { HEIGHT, lampForExport, lampPictures, WIDTH } from '../../e2e/lamp';
import { message, oscReceiver } from '../../fixtures/outputs/peers';
import { temporaryFolder } from '../../fixtures/services/fixtures';
import { handedOut } from '../../fixtures/web-page';

/** The examples for Node and Processing; those for Python and p5.js are run by `npm run test:parity`. */

const built = existsSync(join(root, 'out', 'webpage', 'beckon.js'));

it.skipIf(!built)('the one for Node prints the gestures in pictures that are piped into it', async () => {
  const folder = await temporaryFolder();
  await cp(join(root, 'examples', 'node'), folder, { recursive: true });
  for (const [name, text] of Object.entries(handedOut(await html.build(await lampForExport())))) {
    await writeFile(join(folder, name), text);
  }
  const child = spawn(process.execPath, ['watch.mjs', `${WIDTH}x${HEIGHT}`, '20'], { cwd: folder });
  const [said, problems] = [[] as string[], [] as string[]];
  child.stdout.on('data', (text) => said.push(String(text)));
  child.stderr.on('data', (text) => problems.push(String(text)));
  child.stdin.end(Buffer.concat(lampPictures(3)));
  expect(await new Promise((resolve) => child.once('close', resolve)), problems.join('')).toBe(0);
  expect(said.join('').trim().split('\n')).toEqual([
    expect.stringMatching(/^0\.\d s: Bright begins$/),
    expect.stringMatching(/^1\.\d s: Bright is over$/),
    expect.stringMatching(/^\d\.\d s: Dark begins$/),
    expect.stringMatching(/^3\.\d s: Dark is over$/),
    expect.stringMatching(/^3\.\d s: Bright begins$/),
  ]);
});

it('the one for Processing listens to what the OSC output sends', async () => {
  const sketch = await readFile(join(root, 'examples', 'processing', 'Beckon', 'Beckon.pde'), 'utf8');
  const preset = osc.presets.find(({ name }) => name === 'Beckon');
  expect(/new OscP5\(this, (\d+)\)/.exec(sketch)?.[1]).toBe(String(preset?.values['port']));
  const listens = [...sketch.matchAll(/checkAddrPattern\("(.+?)"\) && message\.checkTypetag\("(.+?)"\)/g)];
  const { port, received } = await oscReceiver();
  const channel = await osc.open({ ...preset?.values, port });
  onTestFinished(() => channel.close());
  const never = new AbortController().signal;
  for (const event of ['start', 'end'] as const) await channel.send(message({ event }), never);
  await expect.poll(() => received).toHaveLength(2);
  expect(received.map(({ address, tags }) => [address, tags])).toEqual(
    listens.map(([, address, tags]) => [address, tags]),
  );
  expect(received[0]?.values[0]).toBe(message().className);
});
