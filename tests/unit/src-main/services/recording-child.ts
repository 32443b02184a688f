import { createServices } from '../../../../src-main/services';
import type { ClipRef } from '../../../../src-main/contract';
import { clipOfSeed } from './recording-clip';

/**
 * Run by kill.test.ts in a process of its own, until it is killed: records clips through the services, and meanwhile
 * relabels, deletes and restores some and edits the project. Prints one JSON object a line, before and after each step.
 */
const [dataDir = '', slug = '', firstSeed = '0'] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const { projects, classes, clips } = await createServices(dataDir);
const project = await projects.open(slug);
const ids = project.classes.filter(({ name }) => !name.startsWith('Passing')).map(({ id }) => id);
const pick = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T;
const mine: ClipRef[] = [];

for (let seed = Number(firstSeed); ; seed++) {
  const { classId, id } = await clips.add(slug, clipOfSeed(pick(ids), seed));
  mine.push({ classId, id });
  say({ did: 'add', id, classId, seed });
  const step = Math.random();
  const index = Math.floor(Math.random() * mine.length);
  const ref = mine[index] as ClipRef;
  if (step < 0.3) {
    const to = pick(ids);
    say({ will: 'relabel', id: ref.id });
    await clips.relabel(slug, [ref], to);
    mine[index] = { classId: to, id: ref.id };
    say({ did: 'relabel', id: ref.id, classId: to });
  } else if (step < 0.5) {
    say({ will: 'remove', id: ref.id });
    const { trashIds } = await clips.remove(slug, [ref]);
    say({ did: 'remove', id: ref.id });
    if (Math.random() < 0.5) {
      say({ will: 'restore', id: ref.id });
      await clips.restore(slug, trashIds);
      say({ did: 'restore', id: ref.id, classId: ref.classId });
    } else {
      mine.splice(index, 1);
    }
  } else if (step < 0.7) {
    await projects.rename(slug, `Killed ${seed}`);
    await classes.update(slug, pick(ids), { colour: `#${(seed % 0xffffff).toString(16).padStart(6, '0')}` });
  } else if (step < 0.85) {
    const added = await classes.add(slug, `Passing ${seed}`);
    const clip = await clips.add(slug, clipOfSeed(added.classId, seed));
    say({ did: 'add', id: clip.id, classId: added.classId, seed });
    say({ will: 'remove-class', id: clip.id });
    const { trashId } = await classes.remove(slug, added.classId);
    if (Math.random() < 0.5) await classes.restore(slug, trashId);
  }
}
