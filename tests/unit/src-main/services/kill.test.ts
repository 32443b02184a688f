import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { createServices } from '../../../../src-main/services';
import { bundled } from '../../../fixtures/services/bundled';
import { bytesOf, temporaryFolder } from '../../../fixtures/services/fixtures';
import { clipOfSeed } from '../../../fixtures/services/recording-clip';

const KILLS = 50;

/** What is known of a clip from what the killed process printed. */
interface Known {
  seed: number;
  /** Where it must be; null: in the trash; undefined: a step on it was under way, so it may be here or there. */
  classId: string | null | undefined;
}

interface Line {
  did?: 'add' | 'relabel' | 'remove' | 'restore';
  will?: string;
  id: string;
  classId?: string;
  seed?: number;
}

function learn(known: Map<string, Known>, line: Line): void {
  const before = known.get(line.id);
  const seed = line.seed ?? before?.seed ?? Number.NaN;
  if (line.will !== undefined) known.set(line.id, { seed, classId: undefined });
  else if (line.did === 'remove') known.set(line.id, { seed, classId: null });
  else known.set(line.id, { seed, classId: line.classId });
}

/** Every clip file below a folder, as its name without extension. */
async function clipFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  return entries
    .map((path) => path.split(/[/\\]/).at(-1) ?? '')
    .filter((name) => name.endsWith('.safetensors') && !name.startsWith('.tmp-'))
    .map((name) => name.slice(0, -'.safetensors'.length));
}

/** What a few seconds do: the lock that a killed process held is no longer taken for one in use. */
async function letLocksGrowOld(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'locks');
  for (const name of await readdir(folder)) await utimes(join(folder, name), 0, 0);
}

describe('a process killed while it records', () => {
  it(`loses no clip it reported as saved, and leaves a project that opens, ${KILLS} times`, async () => {
    const program = await bundled('recording-child.ts');
    const dataDir = await temporaryFolder();
    const services = await createServices(dataDir);
    const { slug } = await services.projects.create('Killed');
    for (const name of ['Wave', 'Stop', 'Come']) await services.classes.add(slug, name);

    const known = new Map<string, Known>();
    for (let kill = 0; kill < KILLS; kill++) {
      const child = spawn(process.execPath, [program, dataDir, slug, String(kill * 10_000)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const exited = once(child, 'exit');
      const lines = createInterface({ input: child.stdout });
      const closed = once(lines, 'close');
      let seen = 0;
      const wanted = 1 + Math.floor(Math.random() * 12);
      lines.on('line', (text) => {
        learn(known, JSON.parse(text) as Line);
        // The kill comes a random moment after a random number of lines, so that it falls into every kind of step.
        if (++seen === wanted) setTimeout(() => child.kill('SIGKILL'), Math.random() * 20);
      });
      const [, signal] = (await exited) as [number | null, NodeJS.Signals | null];
      await closed;
      expect(signal).toBe('SIGKILL');
      await letLocksGrowOld(dataDir);

      await services.projects.open(slug);
      const { clips, unreadable } = await services.clips.list(slug);
      expect(unreadable).toEqual([]);
      const classOf = new Map(clips.map(({ id, classId }) => [id, classId]));
      expect(classOf.size).toBe(clips.length);
      const trashed = await clipFiles(join(dataDir, 'projects', slug, 'trash'));
      const inTrash = new Set(trashed.flatMap((name) => [name, name.replace(/-[a-z0-9]{8}$/, '')]));
      for (const [id, { classId }] of known) {
        if (classId === undefined) expect(classOf.has(id) !== inTrash.has(id), id).toBe(true);
        else if (classId === null) expect([classOf.has(id), inTrash.has(id)], id).toEqual([false, true]);
        else expect(classOf.get(id), id).toBe(classId);
      }
    }

    const { clips } = await services.clips.list(slug);
    expect(known.size).toBeGreaterThanOrEqual(KILLS);
    for (const clip of clips) {
      const seed = known.get(clip.id)?.seed;
      if (seed === undefined) continue;
      const { frames, clips: read } = await services.clips.read(slug, [clip]);
      const expected = clipOfSeed(clip.classId, seed);
      expect(read[0]?.timestamps).toEqual(expected.timestamps);
      expect(Buffer.compare(await bytesOf(frames), await bytesOf(expected.frames))).toBe(0);
    }
    const listed = await services.projects.list();
    expect(listed).toMatchObject([{ slug, unreadable: null, clips: clips.length }]);
  }, 180_000);
});
