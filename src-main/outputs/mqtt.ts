import { connectAsync, type MqttClient } from 'mqtt';
import { fillJson, fillTemplate } from '../shared/template';
import { computer, jsonBody } from './message-settings';
import { networkError } from './network-errors';
import { defineOutput, OutputError, templateValues, type OutputIdentity } from './output';

/** A broker has so long, in ms, to let it in. */
const CONNECT_MS = 4000;
/** What a broker answers to a wrong name or password, in MQTT 3.1.1 and 5. */
const REFUSALS = [4, 5, 134, 135];

/** Publishes to an MQTT broker; Home Assistant is told of a sensor that shows the gesture. */
export const mqtt = defineOutput({
  id: 'mqtt',
  name: 'MQTT',
  description: 'Publishes to an MQTT broker. In Home Assistant a gesture sensor appears by itself.',
  continuous: true,
  settings: {
    host: computer('Where the broker runs. 127.0.0.1 is this one.'),
    port: {
      kind: 'whole',
      label: 'Port',
      min: 1,
      max: 65_535,
      default: 1883,
      reason: 'Where brokers listen.',
    },
    tls: {
      kind: 'switch',
      label: 'Encrypted (TLS)',
      hint: 'Brokers that can do it listen on port 8883, most often.',
      default: false,
      reason: 'Most brokers at home do without.',
    },
    user: {
      kind: 'text',
      format: 'plain',
      label: 'User name',
      default: '',
      optional: true,
      reason: 'Many brokers at home let everybody in.',
    },
    password: {
      kind: 'text',
      format: 'secret',
      label: 'Password',
      hint: 'It is kept on this computer, not with the project.',
      default: '',
      optional: true,
      reason: 'Many brokers at home let everybody in.',
    },
    topic: {
      kind: 'text',
      format: 'template',
      label: 'Topic',
      pattern: { source: '^[^#+\\s]+$', problem: 'A topic has no spaces and neither # nor +.' },
      default: 'beckon/gesture',
      reason: 'One topic for all gestures; the message says which.',
    },
    body: jsonBody,
    discovery: {
      kind: 'switch',
      label: 'Tell Home Assistant',
      hint: 'A sensor appears there that shows the gesture, and “none” after its end.',
      default: true,
      reason: 'What most people want MQTT for; other receivers do not mind.',
    },
  },
  moments: ['start', 'end'],
  retries: [500, 1000],
  async open({ host, port, tls, user, password, topic, body, discovery }, link, output) {
    const where = `${host}, port ${port}`;
    const sensor = sensorOf(output);
    const client = await connectAsync(
      `${tls ? 'mqtts' : 'mqtt'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
      {
        ...(user !== '' && { username: user }),
        ...(password !== '' && { password }),
        clientId: `beckon-${crypto.randomUUID().slice(0, 13)}`,
        connectTimeout: CONNECT_MS,
        // What is lost is opened anew, and said so, by whoever opened this.
        reconnectPeriod: 0,
        queueQoSZero: false,
        ...(discovery && {
          will: { topic: sensor.status, payload: Buffer.from('offline'), qos: 1 as const, retain: true },
        }),
      },
      false,
    ).catch((error: unknown) => {
      throw refusal(error, where);
    });
    const gone = (): void => link.lost(new OutputError(`${where} ended the connection.`, true));
    client.on('close', gone);
    if (discovery) {
      await publish(client, sensor.config, JSON.stringify(sensor.about), where, true);
      await publish(client, sensor.status, 'online', where, true);
      await publish(client, sensor.state, 'none', where, true);
    }
    link.note(`Connected to ${where}.`);
    return {
      async send(message) {
        const values = templateValues(message);
        const target = fillTemplate(topic, values, inTopic);
        await publish(client, target, fillJson(body, values), where);
        const { className, confidence, event } = message;
        if (!discovery || event === 'held' || event === 'value') return;
        await publish(client, sensor.attributes, JSON.stringify({ confidence }), where, true);
        await publish(client, sensor.state, event === 'end' ? 'none' : className, where, true);
      },
      close() {
        if (client.disconnecting) return;
        client.off('close', gone);
        if (discovery && client.connected) client.publish(sensor.status, 'offline', { qos: 1, retain: true });
        client.end();
      },
    };
  },
});

/** A level of a topic has no separator, no wildcard and no control characters. */
const inTopic = (text: string): string => text.replaceAll(/[/#+\p{Cc}]/gu, '-');

async function publish(
  client: MqttClient,
  topic: string,
  payload: string,
  where: string,
  retain = false,
): Promise<void> {
  if (!client.connected) throw new OutputError(`${where} ended the connection.`, true);
  await client.publishAsync(topic, payload, { qos: 1, retain }).catch((error: unknown) => {
    throw networkError(error, where);
  });
}

function refusal(error: unknown, where: string): OutputError {
  if (error instanceof Error && 'code' in error && REFUSALS.includes(Number(error.code)))
    return new OutputError(`${where} does not accept the user name or the password.`, false, {
      cause: error,
    });
  if (error instanceof Error && /connack timeout|Couldn't connect/.test(error.message))
    return new OutputError(`${where} did not answer as an MQTT broker does.`, true, { cause: error });
  return networkError(error, where);
}

/** The sensor as Home Assistant is told of it (MQTT discovery), and its topics. */
function sensorOf({ id, name }: OutputIdentity) {
  const base = `beckon/${id}`;
  const [state, attributes, status] = [`${base}/gesture`, `${base}/attributes`, `${base}/status`];
  return {
    state,
    attributes,
    status,
    config: `homeassistant/sensor/beckon-${id}/gesture/config`,
    about: {
      name: 'Gesture',
      unique_id: `beckon-${id}-gesture`,
      icon: 'mdi:hand-wave',
      state_topic: state,
      json_attributes_topic: attributes,
      availability_topic: status,
      device: { identifiers: [`beckon-${id}`], name: `Beckon ${name}`, manufacturer: 'Beckon' },
      origin: { name: 'Beckon' },
    },
  };
}
