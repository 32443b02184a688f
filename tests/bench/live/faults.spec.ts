import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import type { OutputConfig } from '../../../src-main/contract';
import { expect, test } from '../../e2e/app';
import { freePort, rudePeer, webPeer } from './peers';
import { asked, openLive, readFigures, switchAll, type Figures } from './stage';

/** The page's figures are of 200 frames, which last 20 s: after so long, of those of this turn only. */
const TURN_MS = 22_000;
const TOKEN = 'a-token-of-the-bench';

test('how late recognition is, without outputs and with receivers that fail, in turns', async ({
  openApp,
  newFolder,
}) => {
  const { file, minutes } = asked();
  const [absent, gone, behind, silent, rude] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    webPeer(false),
    rudePeer(),
  ]);
  const always = { red: ['start', 'held', 'value'], green: ['start', 'value'], blue: ['start', 'value'] };
  const edges = { red: ['start', 'end'], green: ['start', 'end'], blue: ['start', 'end'] };
  const output = (
    name: string,
    kind: string,
    settings: object,
    moments: Record<string, string[]>,
  ): OutputConfig =>
    ({ id: name.toLowerCase().replaceAll(' ', '-'), kind, name, settings, moments }) as OutputConfig;
  const outputs = [
    output('Absent OSC', 'osc', { port: absent }, always),
    output('Absent broker', 'mqtt', { port: gone }, always),
    output('Silent web', 'http', { url: `http://127.0.0.1:${silent.port}/` }, edges),
    output('Rude web', 'http', { url: `http://127.0.0.1:${rude.port}/` }, edges),
    output('Rude OBS', 'obs', { port: rude.port }, edges),
    output('Lagging page', 'websocket', { port: behind, token: TOKEN }, always),
  ];
  const { page } = await openLive(await newFolder(), openApp, outputs);
  const turns: { without: Figures; faulty: Figures }[] = [];
  const turn = async (): Promise<Figures> => {
    await page.waitForTimeout(TURN_MS);
    return readFigures(page);
  };
  while (turns.length < Math.max(2, (minutes * 60_000) / (2 * TURN_MS))) {
    await switchAll(page, outputs, false);
    const without = await turn();
    await switchAll(page, outputs, true);
    await expect(page.getByRole('listitem', { name: 'Lagging page' })).toContainText('on:');
    const lagging = new WebSocket(`ws://127.0.0.1:${behind}/?token=${TOKEN}`);
    await once(lagging, 'open');
    // It reads nothing any more.
    lagging.pause();
    turns.push({ without, faulty: await turn() });
    await expect(page.getByRole('listitem', { name: 'Silent web' }).getByRole('alert')).toBeVisible();
    await expect(page.getByRole('listitem', { name: 'Rude web' }).getByRole('alert')).toBeVisible();
    await expect(page.getByRole('listitem', { name: 'Absent broker' }).getByRole('alert')).toBeVisible();
    lagging.terminate();
  }
  await writeFile(file, JSON.stringify({ turns }));
  silent.close();
  rude.close();
});
