import { ORPCError } from '@orpc/client';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_CAPTURE, type Project } from '../../../../../src-main/contract';
import { History } from '../../../../../src-renderer/base/history.svelte';
import { Toasts } from '../../../../../src-renderer/base/toasts.svelte';
import { Projects } from '../../../../../src-renderer/features/projects/project.svelte';
import type { Client } from '../../../../../src-renderer/rpc/connection';
import { gesture } from '../../../../fixtures/renderer/samples';

let projects: Projects;
let history: History;
let toasts: Toasts;
/** What main answers a new name with, where it refuses it. */
let refusal: ORPCError<string, unknown> | null;

beforeEach(() => {
  refusal = null;
  toasts = new Toasts();
  history = new History(toasts);
  let kept: Project = {
    schema: 1,
    slug: 'hands',
    name: 'Hands',
    classes: [gesture('left', 'Left')],
    capture: DEFAULT_CAPTURE,
    created: new Date(0).toISOString(),
    modified: new Date(0).toISOString(),
  };
  const change = (to: Partial<Project>): Promise<Project> => {
    if (refusal) return Promise.reject(refusal);
    return Promise.resolve((kept = { ...kept, ...to }));
  };
  const client = {
    projects: {
      list: () => Promise.resolve([]),
      deleted: () => Promise.resolve([]),
      rename: ({ name }: { name: string }) => change({ name }),
      setTexts: ({ texts }: { texts: Record<string, string> }) => change({ texts }),
    },
    classes: {
      update: ({ name }: { name: string }) => change({ classes: [gesture('left', name)] }),
    },
  } as unknown as Client;
  projects = new Projects(client, toasts, history);
  projects.current = kept;
});

const labels = ({ done, undone } = history.steps): string[][] =>
  [done, undone].map((steps) => steps.map(({ label }) => label));

describe('a new name', () => {
  it('is taken back by Undo, and given again by Redo', async () => {
    await projects.rename('Feet');
    await projects.renameClass('left', 'Right');
    await history.undo();
    await history.undo();
    expect([projects.current?.name, projects.classes[0]?.name]).toEqual(['Hands', 'Left']);
    await history.redo();
    await history.redo();
    expect([projects.current?.name, projects.classes[0]?.name]).toEqual(['Feet', 'Right']);
  });

  it('stands in the way of no step before it once the old one is taken', async () => {
    await projects.say(['a'], 'a slow one');
    await projects.renameClass('left', 'Right');
    refusal = new ORPCError('ALREADY_EXISTS', { message: 'There is already a class called “Left”.' });
    await history.undo();
    expect(toasts.items.at(-1)?.text).toBe(refusal.message);
    refusal = null;
    await history.undo();
    expect(labels()).toEqual([[], ['Described 1 clip']]);
  });

  it('can still be taken back where that failed for a while', async () => {
    await projects.renameClass('left', 'Right');
    refusal = new ORPCError('DISK_FULL', { message: 'The disk is full.' });
    await history.undo();
    expect(labels()).toEqual([['Renamed class Left to Right'], []]);
    refusal = null;
    await history.undo();
    expect(projects.classes[0]?.name).toBe('Left');
  });
});
