import type { Services } from '../../src-main/services';
import { barClip } from './clips';

/** A small project: bars that move to the left and to the right, in two sessions, trained and watched on the CPU. */
export async function makeHandsProject(services: Services): Promise<string> {
  const capture = { frames: 8, fps: 10, width: 32, height: 32, mirror: true };
  const { slug } = await services.projects.create('Hands', capture);
  for (const [c, name] of ['Left', 'Right'].entries()) {
    const { classId } = await services.classes.add(slug, name);
    for (let i = 0; i < 8; i++)
      await services.clips.add(slug, barClip(classId, `s${i % 2}`, c === 0 ? -2 : 2, i));
  }
  await services.settings.set({
    lastProject: slug,
    camera: { deviceId: 'sample' },
    engine: { training: 'wasm', live: 'wasm' },
  });
  return slug;
}
