import { flushSync, mount, unmount } from 'svelte';
import { expect, it } from 'vitest';
import { Parts } from '../../../../../src-renderer/base/parts';
import { Camera } from '../../../../../src-renderer/features/camera/camera.svelte';
import AddClass from '../../../../../src-renderer/features/collect/AddClass.svelte';
import { Projects } from '../../../../../src-renderer/features/projects/project.svelte';
import WithParts from '../../../../fixtures/renderer/WithParts.svelte';
import { gesture } from '../../../../fixtures/renderer/samples';

it('says in the field that a class of this name is there already, once it is asked for, and tells of a new one', async () => {
  const added: string[] = [];
  const told: string[] = [];
  const projects = {
    classes: [gesture('wave', 'Wave')],
    addClass: (name: string) => {
      added.push(name);
      return Promise.resolve(gesture(name));
    },
  } as unknown as Projects;
  const parts = new Parts().add(Projects, projects).add(Camera, { feed: null } as Camera);
  const inner = { onadded: (classId: string) => told.push(classId) };
  const shown = mount(WithParts, { target: document.body, props: { parts, component: AddClass, inner } });
  const field = document.querySelector('input');
  const type = (text: string): void => {
    if (field) field.value = text;
    field?.dispatchEvent(new Event('input', { bubbles: true }));
    flushSync();
  };
  const ask = (): void => {
    document.querySelector('form')?.requestSubmit();
    flushSync();
  };
  const said = (): string | undefined => document.querySelector('[role="alert"]')?.textContent;

  // On the way to “Waves”, nothing is said.
  type('wave');
  expect(said()).toBeUndefined();
  ask();
  expect(said()).toBe('There is already a class called “Wave”. Choose another name.');
  expect(document.activeElement).toBe(field);
  expect(field?.getAttribute('aria-invalid')).toBe('true');
  expect([added, told]).toEqual([[], []]);

  type('waves');
  expect(said()).toBeUndefined();
  ask();
  expect(added).toEqual(['waves']);
  await expect.poll(() => told).toEqual(['waves']);
  await unmount(shown);
});
