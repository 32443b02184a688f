import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { encode, Message } from 'node-osc';
import {
  fillTemplate,
  fillValue,
  templateWords,
  type TemplateValues,
  type TemplateWord,
} from '../shared/template';
import { computer } from './message-settings';
import { networkError } from './network-errors';
import { defineOutput, templateValues } from './output';

/** OSC messages over UDP, for sound, light and visuals: one message a gesture. */
export const osc = defineOutput({
  id: 'osc',
  name: 'OSC',
  description: 'Sends OSC messages over UDP, to programs for sound, light and visuals.',
  continuous: true,
  settings: {
    host: computer('127.0.0.1 is this one.'),
    port: {
      kind: 'whole',
      label: 'Port',
      min: 1,
      max: 65_535,
      default: 9000,
      reason: 'Where many programs that take OSC listen unless they are told otherwise.',
    },
    address: {
      kind: 'text',
      format: 'template',
      label: 'Address',
      hint: 'What the message is for, such as /gesture/{id}.',
      pattern: {
        source: '^/[^\\s#*,?[\\]]*$',
        problem: 'An address begins with / and has no spaces or any of # * , ? [ ].',
      },
      default: '/gesture/{event}',
      reason: 'Tells start and end apart, and whose gesture it was is in the arguments.',
    },
    arguments: {
      kind: 'text',
      format: 'words',
      label: 'Arguments',
      hint: 'With spaces between them. {confidence} and other numbers are floats, 1 is an integer, 1.0 a float, the rest text.',
      default: '{class} {confidence}',
      reason: 'What most receivers need.',
      optional: true,
    },
  },
  presets: [
    {
      name: 'Beckon',
      hint: 'The gesture’s name and how sure the model is.',
      values: { port: 9000, address: '/gesture/{event}', arguments: '{class} {confidence}' },
    },
    {
      name: 'Wekinator, class numbers',
      hint: 'As Wekinator’s classifier: the number of the class, as its receiving examples expect it.',
      values: { port: 12_000, address: '/wek/outputs', arguments: '{number}' },
    },
    {
      name: 'Wekinator, probabilities',
      hint: 'As Wekinator’s continuous outputs: the probability of every class.',
      values: { port: 12_000, address: '/wek/outputs', arguments: '{probabilities}' },
    },
    {
      name: 'Wekinator, one address a gesture',
      hint: 'As Wekinator’s dynamic time warping: /output_1 for the first class.',
      values: { port: 12_000, address: '/output_{number}', arguments: '' },
    },
  ],
  async open({ host, port, address, arguments: words }) {
    const where = `${host}, port ${port}`;
    const socket = await connect(host, port).catch((error: unknown) => {
      throw networkError(error, where);
    });
    const parts = templateWords(words);
    /** What the system has told since of messages sent before: that nobody listens. */
    let refused: Error | null = null;
    socket.on('error', (error) => (refused = error));
    return {
      async send(message) {
        const values = templateValues(message);
        const target = fillTemplate(address, values, inAddress);
        const bytes = encode(new Message(target, ...parts.flatMap((word) => argumentsOf(word, values))));
        const before = refused;
        refused = null;
        try {
          await new Promise<void>((resolve, reject) =>
            socket.send(bytes, (error) => (error ? reject(error) : resolve())),
          );
          if (message.event === 'held' || message.event === 'value') {
            // There are many: that nobody listens is told with the next one.
            if (before) throw before as Error;
            return;
          }
          // UDP confirms nothing, but a computer where nobody listens says so within a moment.
          await new Promise((resolve) => setTimeout(resolve, REFUSAL_MS));
          if (refused) throw refused as Error;
        } catch (error) {
          throw networkError(error, where);
        }
      },
      close: () => void socket.close(),
    };
  },
});

const REFUSAL_MS = 20;

/** A socket that is bound to its receiver, so that the system tells where nobody listens. */
async function connect(host: string, port: number): Promise<Socket> {
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  socket.unref();
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => {
      socket.close();
      reject(error);
    };
    socket.once('error', failed);
    socket.connect(port, address, () => {
      socket.off('error', failed);
      resolve(socket);
    });
  });
}

/** An address's parts are printable ASCII without what OSC uses for patterns. */
const inAddress = (text: string): string => text.replaceAll(/[^!-~]|[#*,/?[\]{}]/g, '-');

type Argument = { type: 'float' | 'integer' | 'string'; value: number | string };

function argumentsOf({ template, quoted }: TemplateWord, values: TemplateValues): Argument[] {
  const value = fillValue(template, values);
  if (typeof value === 'object') return value.map((each) => ({ type: 'float', value: each }));
  if (typeof value === 'number') return [{ type: 'float', value }];
  if (!quoted && /^-?\d{1,9}$/.test(template)) return [{ type: 'integer', value: Number(template) }];
  if (!quoted && /^-?\d*\.\d+$/.test(template)) return [{ type: 'float', value: Number(template) }];
  return [{ type: 'string', value }];
}
