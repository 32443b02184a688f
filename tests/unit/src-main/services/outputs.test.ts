import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, it, onTestFinished } from 'vitest';
import type { OutputConfig, OutputState } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { freePort, httpReceiver, message, oscReceiver } from '../../../fixtures/outputs/peers';
import { collect, newClip, temporaryFolder } from '../../../fixtures/services/fixtures';

const config = (change: Partial<OutputConfig> = {}): OutputConfig => ({
  id: 'synth',
  kind: 'osc',
  name: 'Synth',
  settings: { address: '/{event}', arguments: '{class}' },
  moments: { 'swipe-left': ['start'] },
  ...change,
});

async function open(): Promise<{ services: Services; slug: string; states: () => readonly OutputState[] }> {
  const services = await createServices(await temporaryFolder());
  const { slug } = await services.projects.create('Hands');
  let states: OutputState[] = [];
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
    services.outputs.stop();
  });
  void (async () => {
    for await (const told of services.outputs.states(slug, stop.signal)) states = told;
  })();
  return { services, slug, states: () => states };
}

it('sends what was chosen, once it is switched on', async () => {
  const { services, slug, states } = await open();
  const { outputs } = services;
  const { port, received } = await oscReceiver();
  await outputs.put(slug, config({ settings: { ...config().settings, port } }));
  outputs.send(slug, [message()]);
  await outputs.switch(slug, 'synth', true);
  const others = [message({ event: 'end' }), message({ classId: 'wave' })];
  outputs.send(slug, [...others, message({ className: 'Now' })]);
  outputs.send('another-project', [message()]);
  await expect.poll(states).toEqual([{ id: 'synth', on: true, sent: 1, lost: 0, problem: null }]);
  expect(received.map(({ address, values }) => [address, ...values])).toEqual([['/start', 'Now']]);

  await outputs.switch(slug, 'synth', false);
  outputs.send(slug, [message()]);
  await expect.poll(states).toEqual([{ id: 'synth', on: false, sent: 1, lost: 0, problem: null }]);
  expect(received).toHaveLength(1);
});

it('goes on with other settings where it is changed while on', async () => {
  const { services, slug, states } = await open();
  const { outputs } = services;
  const { port, received } = await oscReceiver();
  await outputs.put(slug, config({ settings: { port: await freePort() } }));
  await outputs.switch(slug, 'synth', true);
  await outputs.put(slug, config({ settings: { port, address: '/changed' } }));
  outputs.send(slug, [message()]);
  await expect.poll(states).toMatchObject([{ on: true, sent: 1 }]);
  expect(received.map(({ address }) => address)).toEqual(['/changed']);
});

it('stops all outputs at once', async () => {
  const { services, slug, states } = await open();
  const { outputs } = services;
  const { port, received } = await oscReceiver();
  const hook = await httpReceiver();
  await outputs.put(slug, config({ settings: { port } }));
  await outputs.put(slug, config({ id: 'hook', kind: 'http', settings: { url: hook.url } }));
  for (const id of ['synth', 'hook']) await outputs.switch(slug, id, true);
  await expect.poll(states).toMatchObject([{ on: true }, { on: true }]);
  outputs.stop();
  outputs.send(slug, [message()]);
  await expect.poll(states).toMatchObject([{ on: false }, { on: false }]);
  expect([...received, ...hook.posted]).toEqual([]);
});

it('is not held up by receivers that are slow or gone', async () => {
  const { services, slug, states } = await open();
  const { outputs } = services;
  const { port, received } = await oscReceiver();
  const slow = await httpReceiver(() => undefined);
  const put = (id: string, kind: string, settings: OutputConfig['settings']) =>
    outputs.put(slug, config({ id, kind, settings }));
  await put('slow', 'http', { url: slow.url });
  await put('gone', 'osc', { port: await freePort() });
  await put('well', 'osc', { port });
  for (const id of ['slow', 'gone', 'well']) await outputs.switch(slug, id, true);
  for (let number = 1; number <= 10; number++) outputs.send(slug, [message({ number })]);
  await expect.poll(() => received.length).toBe(10);
  await expect.poll(states).toMatchObject([
    { id: 'slow', sent: 0 },
    // How many of them are told to be lost is up to how soon the system says so.
    { id: 'gone', problem: expect.stringContaining('Nothing listens') as string },
    { id: 'well', sent: 10, lost: 0 },
  ]);
});

it('asks before it sends to another computer, and again for the next', async () => {
  const { services, slug, states } = await open();
  const { outputs } = services;
  const elsewhere = config({ settings: { host: '192.0.2.7' } });
  const sentence = (host: string) => `${host} is another computer. Allow it in this output’s settings first.`;
  expect(await outputs.test(elsewhere, message())).toEqual({ problem: sentence('192.0.2.7') });
  await outputs.put(slug, elsewhere);
  await outputs.switch(slug, 'synth', true);
  await expect.poll(states).toMatchObject([{ on: false, problem: sentence('192.0.2.7') }]);
  await outputs.put(slug, { ...elsewhere, allowedHost: '192.0.2.7' });
  await outputs.switch(slug, 'synth', true);
  await expect.poll(states).toMatchObject([{ on: true, problem: null }]);
  await outputs.put(slug, { ...elsewhere, settings: { host: '192.0.2.8' }, allowedHost: '192.0.2.7' });
  await expect.poll(states).toMatchObject([{ on: false, problem: sentence('192.0.2.8') }]);
});

it.each([
  [{ settings: { address: 'no-slash' } }, 'An address begins with /'],
  [{ settings: { arguments: '{klass}' } }, 'There is no placeholder {klass}.'],
  [{ settings: { port: 0 } }, 'Port must be between 1 and 65535.'],
  [{ settings: { port: 'http' } }, 'Port needs a number.'],
  [{ kind: 'http', settings: { url: 'lamp' } }, 'This is not a web address'],
  [{ kind: 'http', settings: { body: '{' } }, 'This is not valid JSON.'],
  [{ kind: 'smoke-signals' }, 'This version of Beckon has no output of the kind “smoke-signals”.'],
])('says why %j cannot be tried or switched on', async (change, sentence) => {
  const { services, slug, states } = await open();
  const output = config(change as unknown as Partial<OutputConfig>);
  expect((await services.outputs.test(output, message())).problem).toContain(sentence);
  await services.outputs.put(slug, output);
  await services.outputs.switch(slug, output.id, true);
  await expect
    .poll(states)
    .toMatchObject([{ on: false, problem: expect.stringContaining(sentence) as string }]);
});

it('tries one that is not saved', async () => {
  const { services } = await open();
  const { port, received } = await oscReceiver();
  expect(await services.outputs.test(config({ settings: { port } }), message())).toEqual({ problem: null });
  await expect.poll(() => received).toHaveLength(1);
});

it('is kept with the project, in order, with kinds and fields of other versions', async () => {
  const { services, slug } = await open();
  const { outputs, projects, dataDir } = services;
  for (const id of ['a', 'b', 'c']) await outputs.put(slug, config({ id }));
  await outputs.remove(slug, 'b');
  await outputs.put(slug, config({ id: 'b', name: 'Again' }), 1);
  await outputs.put(slug, config({ id: 'c', name: 'Other' }));
  const path = join(dataDir, 'projects', slug, 'project.json');
  const file = JSON.parse(await readFile(path, 'utf8')) as { outputs: object[] };
  const foreign = { ...config({ id: 'later', kind: 'telepathy' }), secret: { kept: true } };
  file.outputs.push(foreign);
  await writeFile(path, JSON.stringify(file));
  await projects.rename(slug, 'Feet');
  const again = await (await createServices(dataDir)).projects.open(slug);
  expect(again.outputs?.map(({ id, name }) => `${id} ${name}`)).toEqual([
    'a Synth',
    'b Again',
    'c Other',
    'later Synth',
  ]);
  expect(again.outputs?.at(-1)).toEqual(foreign);
  for (const id of ['a', 'b', 'c', 'later']) await outputs.remove(slug, id);
  expect(JSON.parse(await readFile(path, 'utf8'))).not.toHaveProperty('outputs');
});

it('stays out of the project’s dataset', async () => {
  const { services, slug } = await open();
  const { classId } = await services.classes.add(slug, 'Wave');
  await services.clips.add(slug, newClip(classId));
  await services.outputs.put(slug, config({ kind: 'http', settings: { url: 'http://localhost/secret' } }));
  const { chunks } = await services.datasets.export(slug, 'zip');
  const path = join(services.dataDir, 'out.zip');
  await writeFile(path, await collect(chunks));
  const { project: copy } = await services.datasets.import(path, { name: 'Copy' });
  expect(copy.classes.map(({ name }) => name)).toEqual(['Wave']);
  expect(copy).not.toHaveProperty('outputs');
  const zip = unzipSync(new Uint8Array(await readFile(path)));
  expect(new TextDecoder().decode(zip['project.json'])).not.toContain('secret');
});

it('survives the repair of a damaged project', async () => {
  const { services, slug } = await open();
  const { outputs, projects, dataDir } = services;
  await outputs.put(slug, config());
  const path = join(dataDir, 'projects', slug, 'project.json');
  const file = JSON.parse(await readFile(path, 'utf8')) as { outputs: object[]; name: unknown };
  await writeFile(path, JSON.stringify({ ...file, name: 7, outputs: [{ id: 7 }, ...file.outputs] }));
  await expect(projects.open(slug)).rejects.toThrow('damaged');
  expect((await projects.open(slug)).outputs).toEqual([config()]);
});
