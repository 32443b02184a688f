import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { OutputValues } from '../../../../src-main/contract';
import { obs } from '../../../../src-main/outputs/obs';
import type { OutputError } from '../../../../src-main/outputs/output';
import { type Channel, type Link } from '../../../../src-main/outputs/output';
import { obsServer } from '../../../fixtures/outputs/obs-server';
import { failure, freePort, message } from '../../../fixtures/outputs/peers';

const never = new AbortController().signal;

async function open(settings: OutputValues, link: Partial<Link> = {}): Promise<Channel> {
  const channel = await obs.open(settings, { lost: () => undefined, note: () => undefined, ...link });
  onTestFinished(() => channel.close());
  return channel;
}

it('changes to the scene that is called as the gesture is, with a password', async () => {
  const { port, asked } = await obsServer('secret');
  const channel = await open({ port, password: 'secret' });
  await channel.send(message(), never);
  expect(asked).toEqual(['SetCurrentProgramScene {"sceneName":"Swipe left"}']);
});

it('shows and hides a source of the scene on air', async () => {
  const server = await obsServer();
  const shown = async (action: string, event: 'start' | 'end' = 'start'): Promise<boolean> => {
    const channel = await open({ port: server.port, action, scene: '', source: 'Lamp' });
    await channel.send(message({ event }), never);
    return server.shown;
  };
  expect(await shown('show')).toBe(true);
  expect(await shown('hide')).toBe(false);
  expect(await shown('toggle')).toBe(true);
  expect(await shown('toggle')).toBe(false);
  expect(await shown('hold')).toBe(true);
  expect(await shown('hold', 'end')).toBe(false);
  expect(server.asked[0]).toBe(
    'SetSceneItemEnabled {"sceneName":"Desk","sceneItemId":7,"sceneItemEnabled":true}',
  );
});

it('triggers a hotkey', async () => {
  const { port, asked } = await obsServer();
  const channel = await open({ port, action: 'hotkey', hotkey: 'OBSBasic.StartRecording' });
  await channel.send(message(), never);
  expect(asked).toEqual(['TriggerHotkeyByName {"hotkeyName":"OBSBasic.StartRecording"}']);
});

it('says that a name is missing, or unknown to OBS', async () => {
  const { port } = await obsServer();
  expect(await failure(obs.open({ port, action: 'show' }))).toEqual({
    message: 'Enter the name of the source in this output’s settings.',
    again: false,
  });
  const channel = await open({ port, scene: 'Nowhere' });
  expect(await failure(channel.send(message(), never))).toEqual({
    message: 'OBS has nothing of that name: No source was found by the name of `Nowhere`.',
    again: false,
  });
});

it.each(['', 'guess'])('says that the password is wrong (“%s”)', async (password) => {
  const { port } = await obsServer('secret');
  expect(await failure(obs.open({ port, password }))).toEqual({
    message: `OBS at 127.0.0.1, port ${port} does not accept the password.`,
    again: false,
  });
});

it('says that OBS is not there, or is something else', async () => {
  const port = await freePort();
  const absent = await failure(obs.open({ port }));
  expect(absent).toMatchObject({ again: true });
  expect(absent.message).toContain(`Nothing listens at 127.0.0.1, port ${port}.`);
  const other = createServer((socket) => void socket.end('HTTP/1.1 404 Not Found\r\n\r\n'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port: elsewhere } = other.address() as AddressInfo;
  expect(await failure(obs.open({ port: elsewhere }))).toEqual({
    message: `127.0.0.1, port ${elsewhere} did not answer as OBS does.`,
    again: true,
  });
});

it('says that OBS ended the connection, by itself and in the middle of a request', async () => {
  const { port, drop } = await obsServer('', (socket) => socket.terminate());
  const lost: OutputError[] = [];
  const channel = await open({ port }, { lost: (error) => void lost.push(error) });
  const ended = { message: `OBS at 127.0.0.1, port ${port} ended the connection.`, again: true };
  expect(await failure(channel.send(message(), never))).toEqual(ended);
  await open({ port }, { lost: (error) => void lost.push(error) });
  drop();
  await expect.poll(() => lost).toMatchObject([ended, ended]);
});
