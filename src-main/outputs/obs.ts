import OBSWebSocket, { OBSWebSocketError } from 'obs-websocket-js/json';
import type { GestureMessage } from '../contract';
import { fillTemplate } from '../shared/template';
import { computer } from './message-settings';
import { networkError } from './network-errors';
import { defineOutput, OutputError, templateValues } from './output';

/** How a connection ends that was not let in (obs-websocket 5). */
const WRONG_PASSWORD = 4009;
/** What was asked for is not there, or is not of the kind that was asked for. */
const NO_SUCH = [600, 601, 602];

/** Changes scenes, shows sources and triggers hotkeys in OBS, by the WebSocket server that OBS brings along. */
export const obs = defineOutput({
  id: 'obs',
  name: 'OBS',
  description: 'Changes the scene, shows or hides a source, or triggers a hotkey in OBS Studio 28 or newer.',
  settings: {
    host: computer('127.0.0.1 is this one. In OBS: Tools, WebSocket Server Settings, Enable.'),
    port: {
      kind: 'whole',
      label: 'Port',
      min: 1,
      max: 65_535,
      default: 4455,
      reason: 'Where OBS listens.',
    },
    password: {
      kind: 'text',
      format: 'secret',
      label: 'Password',
      hint: 'As OBS shows it under Show Connect Info. It is kept on this computer, not with the project.',
      default: '',
      optional: true,
      reason: 'OBS can do without.',
    },
    action: {
      kind: 'choice',
      label: 'What it does',
      options: [
        { value: 'scene', label: 'Changes to a scene' },
        { value: 'show', label: 'Shows a source' },
        { value: 'hide', label: 'Hides a source' },
        { value: 'toggle', label: 'Shows a hidden source, hides a shown one' },
        { value: 'hold', label: 'Shows a source until the gesture ends' },
        { value: 'hotkey', label: 'Triggers a hotkey' },
      ],
      default: 'scene',
      reason: 'What gestures are asked to do most.',
    },
    scene: {
      kind: 'text',
      format: 'template',
      label: 'Scene',
      hint: 'Empty: the one on air. {class}: the one that is called as the gesture is.',
      default: '{class}',
      optional: true,
      reason: 'Scenes that are called as gestures are need no further setting.',
    },
    source: {
      kind: 'text',
      format: 'template',
      label: 'Source',
      default: '',
      optional: true,
      reason: 'Changing scenes needs none.',
    },
    hotkey: {
      kind: 'text',
      format: 'template',
      label: 'Hotkey',
      hint: 'Its name inside OBS, such as OBSBasic.StartRecording.',
      default: '',
      optional: true,
      reason: 'Only hotkeys need one.',
    },
  },
  untilEnd: ({ action }) => action === 'hold',
  async open({ host, port, password, action, ...templates }, link) {
    const needed = ({ scene: 'scene', hotkey: 'hotkey' } as const)[action as string] ?? 'source';
    if (templates[needed] === '')
      throw new OutputError(`Enter the name of the ${needed} in this output’s settings.`);
    const where = `${host}, port ${port}`;
    const client = new OBSWebSocket();
    const address = `ws://${host.includes(':') ? `[${host}]` : host}:${port}`;
    await client.connect(address, password, { eventSubscriptions: 0 }).catch((error: unknown) => {
      throw refusal(error, where);
    });
    const closed = new Promise<never>((_, reject) => {
      client.once('ConnectionClosed', () =>
        reject(new OutputError(`OBS at ${where} ended the connection.`, true)),
      );
    });
    closed.catch((error: unknown) => link.lost(error as OutputError));
    link.note(`Connected to OBS at ${where}.`);
    const act = async (message: GestureMessage): Promise<void> => {
      const values = templateValues(message);
      const fill = (name: keyof typeof templates): string => fillTemplate(templates[name], values);
      if (action === 'hotkey') {
        await client.call('TriggerHotkeyByName', { hotkeyName: fill('hotkey') });
        return;
      }
      const sceneName =
        fill('scene') || (await client.call('GetCurrentProgramScene')).currentProgramSceneName;
      if (action === 'scene') {
        await client.call('SetCurrentProgramScene', { sceneName });
        return;
      }
      const sourceName = fill('source');
      const { sceneItemId } = await client.call('GetSceneItemId', { sceneName, sourceName });
      const item = { sceneName, sceneItemId };
      const shown = async (): Promise<boolean> =>
        action === 'toggle'
          ? !(await client.call('GetSceneItemEnabled', item)).sceneItemEnabled
          : action === 'show' || (action === 'hold' && message.event !== 'end');
      await client.call('SetSceneItemEnabled', { ...item, sceneItemEnabled: await shown() });
    };
    return {
      async send(message) {
        await Promise.race([act(message), closed]).catch((error: unknown) => {
          throw refusal(error, where);
        });
      },
      close() {
        client.removeAllListeners('ConnectionClosed');
        void client.disconnect();
      },
    };
  },
});

function refusal(error: unknown, where: string): OutputError {
  if (!(error instanceof OBSWebSocketError)) return networkError(error, where);
  const { code, message } = error;
  if (code === WRONG_PASSWORD)
    return new OutputError(`OBS at ${where} does not accept the password.`, false, { cause: error });
  if (NO_SUCH.includes(code))
    return new OutputError(`OBS has nothing of that name: ${message}`, false, { cause: error });
  const [system] = /\bE[A-Z]{4,}\b/.exec(message) ?? [];
  if (system) return networkError(Object.assign(new Error(message), { code: system }), where);
  if (code === -1 || (code >= 1000 && code < 4000))
    return new OutputError(`${where} did not answer as OBS does.`, true, { cause: error });
  return new OutputError(`OBS refused: ${message || `code ${code}`}`, false, { cause: error });
}
