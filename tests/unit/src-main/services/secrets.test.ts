import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { OutputConfig } from '../../../../src-main/contract';
import { createServices } from '../../../../src-main/services';
import type { Cipher } from '../../../../src-main/services/secrets';
import { freePort, message } from '../../../fixtures/outputs/peers';
import { consentOf } from '../../../../src-main/shared/consent';
import { temporaryFolder } from '../../../fixtures/services/fixtures';

const TOKEN = 'a-token-of-the-test';
const reversed: Cipher = {
  seal: (text) => `reversed ${[...text].reverse().join('')}`,
  open: (sealed) => {
    if (!sealed.startsWith('reversed ')) throw new Error('Not mine.');
    return [...sealed.slice(9)].reverse().join('');
  },
};

const server = (settings: OutputConfig['settings']): OutputConfig => ({
  id: 'page',
  kind: 'websocket',
  name: 'Page',
  settings,
  moments: { wave: ['start'] },
});

async function open(cipher?: Cipher, dataDir?: string) {
  const services = await createServices(dataDir ?? (await temporaryFolder()), { ...(cipher && { cipher }) });
  const slug = dataDir ? 'hands' : (await services.projects.create('Hands')).slug;
  const file = (name: string) => readFile(join(services.dataDir, name), 'utf8');
  return { services, slug, file };
}

it('keeps tokens apart from the project, for nobody else to read', async () => {
  const { services, slug, file } = await open();
  const { outputs, dataDir } = services;
  const saved = await outputs.put(slug, server({ port: 4000, token: TOKEN }));
  expect(saved.outputs?.[0]?.settings).toEqual({ port: 4000 });
  expect(await file(`projects/${slug}/project.json`)).not.toContain(TOKEN);
  expect(await file('secrets.json')).toContain(TOKEN);
  if (process.platform !== 'win32')
    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  expect(await outputs.secretsOf('page')).toEqual({ token: TOKEN });

  // One that is not given stays; an empty one is forgotten.
  await outputs.put(slug, server({ port: 4001 }));
  expect(await outputs.secretsOf('page')).toEqual({ token: TOKEN });
  await outputs.put(slug, server({ port: 4001, token: '' }));
  expect(await outputs.secretsOf('page')).toEqual({});
});

it('forgets them with their output, and has them back with Undo', async () => {
  const { services, slug, file } = await open();
  const { outputs } = services;
  const { outputs: [output] = [] } = await outputs.put(slug, server({ token: TOKEN }));
  await outputs.remove(slug, 'page');
  expect(await file('secrets.json')).not.toContain(TOKEN);
  if (output) await outputs.put(slug, output);
  expect(await outputs.secretsOf('page')).toEqual({ token: TOKEN });
});

it('seals them where the host can, and says so where that cannot be undone', async () => {
  const { services, slug, file } = await open(reversed);
  const port = await freePort();
  await services.outputs.put(slug, server({ port, token: TOKEN }));
  expect(await file('secrets.json')).not.toContain(TOKEN);
  expect(await services.outputs.secretsOf('page')).toEqual({ token: TOKEN });
  expect(await services.outputs.test(server({ port }), message())).toEqual({
    problem: 'Nobody is connected, so nobody got it.',
  });

  const { services: others } = await open(undefined, services.dataDir);
  const sealed = { problem: 'Token was sealed by another program or for another person. Enter it again.' };
  expect(await others.outputs.test(server({ port }), message())).toEqual(sealed);
  expect(await others.outputs.test(server({ port, token: TOKEN }), message())).not.toEqual(sealed);
});

it('tries a server that is on as it stands, since its port is taken by itself', async () => {
  const { services, slug } = await open();
  const port = await freePort();
  const output = server({ port, token: TOKEN });
  await services.outputs.put(slug, output);
  await services.outputs.switch(slug, 'page', true);
  const nobody = { problem: 'Nobody is connected, so nobody got it.' };
  await expect.poll(() => services.outputs.test(output, message()), { timeout: 15_000 }).toEqual(nobody);
  expect((await services.outputs.test({ ...output, id: 'other' }, message())).problem).toContain('is in use');
  services.outputs.stop();
});

it('says that its file is damaged', async () => {
  const { services } = await open();
  await writeFile(join(services.dataDir, 'secrets.json'), '{"page": 7}');
  await expect(services.outputs.secretsOf('page')).rejects.toThrow('is damaged. Move it away');
});

it('runs no program before a person has agreed to just that, on this computer', async () => {
  const { services, slug, file } = await open();
  const { outputs } = services;
  const output: OutputConfig = {
    id: 'sound',
    kind: 'command',
    name: 'Sound',
    settings: { program: process.execPath, arguments: '--version' },
    moments: { wave: ['start'] },
  };
  const refused = { problem: 'Allow this program in this output’s settings first.' };
  expect(await outputs.test(output, message())).toEqual(refused);
  const { program = '' } = output.settings;
  const yes = { allowed: consentOf(['program', 'arguments'], output.settings) };
  await outputs.put(slug, { ...output, settings: { ...output.settings, ...yes } });
  expect(await file(`projects/${slug}/project.json`)).not.toContain('allowed');
  expect(await outputs.test(output, message())).toEqual({ problem: null });
  // Changed behind Beckon's back, it is another program.
  const other = { ...output, settings: { program, arguments: '--help' } };
  expect(await outputs.test(other, message())).toEqual(refused);
  await outputs.put(slug, other);
  await outputs.switch(slug, 'sound', true);
  const states = outputs.states(slug);
  expect((await states.next()).value).toMatchObject([{ id: 'sound', on: false, ...refused }]);
  await states.return();
});
