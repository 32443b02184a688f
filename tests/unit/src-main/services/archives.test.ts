import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import type { ArchiveReport, OutputConfig } from '../../../../src-main/contract';
import { createServices, type Services } from '../../../../src-main/services';
import { fileSystemWith, nodeError } from '../../../fixtures/services/faulty-fs';
import {
  bytesOf,
  collect,
  newCaptions,
  newClip,
  newModel,
  temporaryFolder,
} from '../../../fixtures/services/fixtures';

type Files = Record<string, Uint8Array>;

let here: Services;
let there: Services;
let thereDir: string;
let slug: string;
let folder: string;

const webhook: OutputConfig = {
  id: 'hook',
  kind: 'http',
  name: 'Lamp',
  settings: {
    url: 'https://ada:pw@example.org/trigger/key/s3cret?token=t0ken',
    body: '{"api_key": "s3cret", "event": "{event}"}',
  },
  allowedHost: 'example.org',
  moments: { wave: ['start'] },
};
const osc: OutputConfig = {
  id: 'sound',
  kind: 'osc',
  name: 'Sound',
  settings: { host: '127.0.0.1', port: 9001, address: '/a/{class}' },
  moments: {},
};

beforeEach(async () => {
  here = await createServices(await temporaryFolder());
  thereDir = await temporaryFolder();
  there = await createServices(thereDir);
  folder = await temporaryFolder();
  const capture = { frames: 8, fps: 5, width: 32, height: 24, mirror: false };
  slug = (await here.projects.create('Hands 手', capture)).slug;
  await here.classes.add(slug, 'Wave', '#123456');
  await here.classes.add(slug, 'Stop 🙂');
  const { id } = await here.clips.add(slug, newClip('wave', 1, [2, 4, 5, 3], 'Ada'));
  await here.clips.add(slug, newClip('wave', 2, [3, 5, 4, 3], 'Bob'));
  await here.clips.add(slug, newClip('stop', 3));
  await here.projects.setTexts(slug, { [id]: 'Ada waves' });
  await here.models.save(slug, newModel('run-1'));
  await here.models.save(slug, newModel('run-2', { name: 'Second' }));
  await here.captions.save(slug, 'run-1', newCaptions());
  await writeFile(join(folder, 'evening.mp4'), Buffer.from('\0\0\0\x18ftypisom, and more'));
  await here.stretches.add(slug, join(folder, 'evening.mp4'), {
    name: 'Evening',
    source: 'evening.mp4',
    seconds: 12,
    events: [{ class: 'wave', start: 1, end: 2.5 }],
    unknown: [],
  });
});

const exported = async (): Promise<Uint8Array<ArrayBuffer>> =>
  collect((await here.archives.export(slug)).chunks);

async function open(bytes: Uint8Array, services = there): Promise<ArchiveReport> {
  await writeFile(join(folder, 'hands.beckon'), bytes);
  return services.archives.open(join(folder, 'hands.beckon'));
}

/** Why an archive of these files is refused, and that nothing of it stays. */
async function refusal(files: Files): Promise<string> {
  return refusalOf(zipSync(files, { level: 0 }));
}

async function refusalOf(bytes: Uint8Array): Promise<string> {
  const error: unknown = await open(bytes).catch((reason: unknown) => reason);
  expect(await readdir(join(thereDir, 'projects'))).toEqual([]);
  return error instanceof Error ? error.message : 'it was opened';
}

const why = (reason: string): string => `“hands.beckon” cannot be opened: ${reason}. Nothing was written.`;

describe('a project archive', () => {
  it('brings everything to another computer', async () => {
    const bytes = await exported();
    const { project, clips, models } = await open(bytes);
    expect([clips, models]).toEqual([3, 2]);
    const { modified: _, ...source } = await here.projects.open(slug);
    expect(await there.projects.open(project.slug)).toMatchObject(source);
    expect(await there.clips.list(project.slug)).toEqual(await here.clips.list(slug));
    expect(await there.models.list(project.slug)).toEqual(await here.models.list(slug));
    for (const id of ['run-1', 'run-2']) {
      const [theirs, ours] = [await there.models.read(project.slug, id), await here.models.read(slug, id)];
      expect(theirs.run).toEqual(ours.run);
      expect(await bytesOf(theirs.topology)).toEqual(await bytesOf(ours.topology));
      expect(await bytesOf(theirs.weights)).toEqual(await bytesOf(ours.weights));
    }
    const captions = await there.captions.find(project.slug, 'run-1');
    expect(captions.files?.captions).toEqual(newCaptions().captions);
    const { stretches } = await here.stretches.list(slug);
    expect(stretches).toHaveLength(1);
    expect(await there.stretches.list(project.slug)).toEqual({ stretches, unreadable: [] });
    // What came in goes out again the same.
    expect(await collect((await there.archives.export(project.slug)).chunks)).toEqual(bytes);
  });

  it('gets a number where its name is taken', async () => {
    const bytes = await exported();
    const names: string[] = [];
    for (let time = 0; time < 3; time++) names.push((await open(bytes, here)).project.name);
    expect(names).toEqual(['Hands 手 (2)', 'Hands 手 (3)', 'Hands 手 (4)']);
    expect((await here.projects.list()).map((each) => each.clips)).toEqual([3, 3, 3, 3]);
  });

  it('carries no secrets, and no leave to send to other computers', async () => {
    await here.outputs.put(slug, webhook);
    await here.outputs.put(slug, osc);
    await here.outputs.put(slug, { ...osc, id: 'later', kind: 'telepathy', name: 'Thoughts' });
    const outgoing = await here.archives.export(slug);
    const bytes = await collect(outgoing.chunks);
    expect(outgoing.leftOut).toEqual([
      {
        file: 'The output “Thoughts”',
        reason: 'Nobody can say here which of its settings are secret.',
      },
    ]);
    expect(strFromU8(bytes)).not.toMatch(/s3cret|t0ken|ada:pw/);
    const { outputs } = (await open(bytes)).project;
    // Passwords are kept by the id.
    expect(outputs?.some(({ id }) => id === webhook.id || id === osc.id)).toBe(false);
    expect(outputs).toMatchObject([
      {
        kind: 'http',
        name: 'Lamp',
        settings: {
          url: 'https://example.org',
          body: '{\n  "api_key": "",\n  "event": "{event}"\n}',
        },
        moments: { wave: ['start'] },
      },
      { ...osc, id: expect.any(String) as string },
    ]);
    // Somebody may have written leave into it.
    const files = unzipSync(bytes);
    const described = JSON.parse(strFromU8(files['project.json'] ?? new Uint8Array())) as object;
    files['project.json'] = strToU8(JSON.stringify({ ...described, outputs: [{ ...webhook, run: true }] }));
    const [forged] = (await open(zipSync(files))).project.outputs ?? [];
    expect(Object.keys(forged ?? {}).sort()).toEqual(['id', 'kind', 'moments', 'name', 'settings']);
  });

  it('leaves out what is damaged here, and says so', async () => {
    const project = join(here.dataDir, 'projects', slug);
    await writeFile(join(project, 'clips', 'wave', 'broken.safetensors'), new Uint8Array(7));
    await writeFile(join(project, 'models', 'run-2', 'weights.bin'), new Uint8Array(15));
    const outgoing = await here.archives.export(slug);
    const { clips, models } = await open(await collect(outgoing.chunks));
    expect([clips, models]).toEqual([3, 1]);
    expect(outgoing.leftOut).toEqual([
      { file: 'wave/broken.safetensors', reason: expect.stringContaining('cut short') as string },
      {
        file: 'The model “Second”',
        reason: 'Its weights have 15 bytes where its model.json asks for 16.',
      },
    ]);
  });

  it('leaves nothing where it is stopped or the disk is full', async () => {
    const bytes = await exported();
    await writeFile(join(folder, 'x.beckon'), bytes);
    const stop = AbortSignal.abort();
    await expect(there.archives.open(join(folder, 'x.beckon'), { signal: stop })).rejects.toThrow(
      'Stopped. Nothing was written.',
    );
    let writes = 0;
    const full = await createServices(thereDir, {
      fileSystem: fileSystemWith((operation, path) => {
        if (operation === 'write' && path.includes('run-1') && ++writes > 1) throw nodeError('ENOSPC');
      }),
    });
    await expect(open(bytes, full)).rejects.toThrow(
      'The disk is full, so Beckon could not create the project',
    );
    expect(await readdir(join(thereDir, 'projects'))).toEqual([]);
  });
});

describe('a project archive that is not one', () => {
  let files: Files;
  beforeEach(async () => {
    files = unzipSync(await exported());
  });

  it('is refused with what is wrong', async () => {
    const clip = Object.keys(files).find((path) => path.startsWith('clips/stop/')) ?? '';
    const without = (path: string): Files =>
      Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
    expect(await refusal(without('beckon.json'))).toBe(why('it holds no beckon.json'));
    expect(await refusal(without('project.json'))).toBe(why('it holds no project.json'));
    expect(await refusal(without('models/run-1/weights.bin'))).toBe(
      why('it holds no models/run-1/weights.bin'),
    );
    expect(await refusal({ ...files, 'run.sh': strToU8('rm') })).toBe(
      why('it holds “run.sh”, which no archive has'),
    );
    expect(await refusal({ ...files, 'clips/CON/a.safetensors': new Uint8Array(9) })).toContain(
      'which no archive has',
    );
    expect(await refusal({ ...files, 'models/run-1/x/y': new Uint8Array(9) })).toContain(
      'which no archive has',
    );
    expect(await refusal({ ...files, [clip]: new Uint8Array(9) })).toContain(
      `${clip}: The file is cut short`,
    );
    expect(await refusal({ ...files, [clip.replace('stop', 'fist')]: files[clip] ?? new Uint8Array() })).toBe(
      why('it holds clips of “fist”, which is none of its project’s classes'),
    );
    expect(
      await refusal({ ...files, 'beckon.json': strToU8('{"format":"beckon-archive","version":2}') }),
    ).toBe('This archive was written by a newer Beckon. Update Beckon to open it.');
    expect(await refusal({ ...files, 'beckon.json': strToU8('{}') })).toContain(
      'says that it is something else',
    );
    expect(await refusal({ ...files, 'project.json': strToU8('{"name":"x"}') })).toContain(
      'its project.json is damaged',
    );
    expect(await refusal({ ...files, 'models/run-1/run.json': strToU8('[]') })).toContain('is not valid');
    expect(await refusal({ ...files, 'models/run-1/model.json': strToU8('[[[') })).toContain(
      'Its model.json is damaged',
    );
    const video = Object.keys(files).find((path) => path.endsWith('.mp4')) ?? '';
    expect(await refusal(without(video.replace('.mp4', '.json')))).toContain('it holds no stretches/');
    expect(await refusal(without(video))).toContain('which no archive has');
    expect(await refusal({ ...files, [video]: new Uint8Array(20) })).toContain('It is no video of this kind');
    const nan = new Uint8Array(new Float32Array([1, NaN, 2, 3]).buffer);
    expect(await refusal({ ...files, 'models/run-1/weights.bin': nan })).toBe(
      why('models/run-1/weights.bin: Its weight “dense/kernel” holds values that are no numbers'),
    );
    expect(await refusalOf(strToU8('not a zip'))).toBe(
      '“hands.beckon” is not a zip file, or it is cut short.',
    );
  });

  it('is refused where a path leads out of it or a file is there twice', async () => {
    const zip = async (paths: readonly string[]): Promise<Uint8Array> => {
      const made = new ZipFile();
      for (const [path, bytes] of Object.entries(files)) made.addBuffer(Buffer.from(bytes), path);
      for (const path of paths) made.addBuffer(Buffer.from('x'), path);
      made.end();
      return collect(made.outputStream as AsyncIterable<Uint8Array>);
    };
    const bytes = await zip(['clips/aa/evil.safetensors']);
    const evil = Buffer.from(bytes).toString('latin1').replaceAll('clips/aa/evil', '../../../evil');
    expect(await refusalOf(Buffer.from(evil, 'latin1'))).toContain('Its path leads out of the zip');
    expect(await refusalOf(await zip(['project.json']))).toBe(why('it holds “project.json” twice'));
  });

  it('is refused where it would fill the disk', async () => {
    const bomb = zipSync({ ...files, 'clips/wave/big.safetensors': new Uint8Array(64 << 20) }, { level: 9 });
    expect(await refusalOf(bomb)).toMatch(/it would unpack to 0\.1 GB, far more than what is in it/);
    // A size that is a lie.
    const lie = Buffer.from(zipSync(files, { level: 0 }));
    const at = lie.lastIndexOf('project.json') - 22;
    lie.writeUInt32LE(0xffff_fff0, at);
    expect(await refusalOf(lie)).toContain('far more than what is in it');
  });
});
