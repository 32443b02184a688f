import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { execute } from '../../../../../src-main/cli/cli';
import { ruleWords } from '../../../../../src-main/cli/commands/score';
import { createServices, type Services } from '../../../../../src-main/services';
import { newModel, temporaryFolder } from '../../../../fixtures/services/fixtures';

/** What these commands do before they need a browser, and without one. What they do with one is tested end to end. */

let dir: string;
let services: Services;
let slug: string;

beforeEach(async () => {
  dir = await temporaryFolder();
  services = await createServices(join(dir, 'data'));
  ({ slug } = await services.projects.create('Hands'));
  await services.classes.add(slug, 'Wave');
  // No command here may get as far as a browser: where one did, this name would stand in the sentence.
  vi.stubEnv('BECKON_CHROMIUM', '/nowhere/browser');
});
afterEach(() => vi.unstubAllEnvs());

async function beckon(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => ({ write: (text: string) => (said[name] += text) });
  const code = await execute([...argv, '--data', join(dir, 'data')], {
    root: dir,
    out: sink('out'),
    err: sink('err'),
    env: {},
    signal: new AbortController().signal,
  });
  return { code, ...said };
}

async function keep(name: string): Promise<string> {
  const video = join(dir, `${name}.webm`);
  await writeFile(video, new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  const stretch = { name, source: `${name}.webm`, seconds: 75, unknown: [{ start: 4, end: 5 }] };
  const events = [{ class: 'wave', start: 1, end: 2 }];
  return (await services.stretches.add(slug, video, { ...stretch, events })).id;
}

describe('stretches', () => {
  it('are listed, with what was done in them, and those that cannot be read are named', async () => {
    expect((await beckon('stretches', 'Hands')).out).toMatch(/^There are no stretches yet\./);
    const id = await keep('Evening');
    const broken = await keep('Broken');
    await writeFile(join(dir, 'data', 'projects', slug, 'stretches', `${broken}.json`), '{');
    const { code, out, err } = await beckon('stretches', 'hands');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`${id}\\s+Evening\\s+1 min 15 s\\s+1\\s+1\\s+judge`));
    expect(err).toMatch(new RegExp(`^stretches/${broken}\\.json is left out: .*not valid JSON\\.\\n$`));
    const listed = JSON.parse((await beckon('stretches', 'hands', '--json')).out) as Record<
      string,
      unknown[]
    >;
    expect(listed).toMatchObject({ stretches: [{ id, name: 'Evening', seconds: 75 }] });
    expect(listed.unreadable).toHaveLength(1);
  });

  it('are not added where the video or what was done in it cannot be understood', async () => {
    const truth = join(dir, 'truth.json');
    await writeFile(truth, '{"events": [{"class": "Salute", "start": 1, "end": 2}]}');
    const missing = await beckon('add-stretch', 'Hands', '--video', '/nowhere.mp4');
    expect(missing).toMatchObject({ code: 1, err: 'There is no video /nowhere.mp4.\n' });
    const foreign = await beckon('add-stretch', 'Hands', '--video', '/nowhere.mp4', '--truth', truth);
    expect(foreign.err).toMatch(/“Salute”/);
    expect((await services.stretches.list(slug)).stretches).toEqual([]);
  });
});

describe('the score over stretches', () => {
  it('is refused together with what is for one video', async () => {
    await services.models.save(slug, newModel('run-1'));
    const both = await beckon('score', 'Hands', '--fit', '--threshold', '0.5');
    expect(both.err).toMatch(/^--fit is for the project’s stretches/);
    const half = await beckon('score', 'Hands', '--video', 'a.mp4');
    expect(half.err).toMatch(/^Name both, --video and --truth, or neither/);
  });

  it('tells the rule that was found, a class’s own threshold by its name', () => {
    const classes = [
      { id: 'wave', name: 'Wave' },
      { id: 'push', name: 'Push' },
    ];
    const rule = { threshold: 0.65, windows: 1, release: 0.5, cooldown: 0.5 };
    expect(ruleWords(null, classes)).toEqual([]);
    expect(ruleWords(rule, classes)).toEqual([
      'The rule kept with the model: threshold 65\u00a0%, 1 window in a row, released below 50\u00a0% of the threshold, cooldown 0.5 s.',
    ]);
    expect(ruleWords({ ...rule, windows: 3, classThresholds: { push: 0.9 } }, classes)[0]).toContain(
      'threshold 65\u00a0% (Push 90\u00a0%), 3 windows in a row',
    );
  });
});
