import { afterEach, describe, expect, it } from 'vitest';
import { guardLeaving } from '../../../../src-renderer/app/leaving';

const app = {
  training: { busy: false, hasUnsaved: false },
  pendingClips: { any: false },
  imports: { job: null },
  stretchRecorder: { active: false },
  stretches: { adding: null },
};
const objects = (): boolean => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
let stop: () => void = () => undefined;

afterEach(() => stop());

describe('guardLeaving', () => {
  it.each([
    ['nothing', app, false],
    ['a training', { ...app, training: { busy: true, hasUnsaved: false } }, true],
    ['a model that could not be saved', { ...app, training: { busy: false, hasUnsaved: true } }, true],
    ['a clip on its way to the disk', { ...app, pendingClips: { any: true } }, true],
    ['a stretch that is being recorded', { ...app, stretchRecorder: { active: true } }, true],
    ['a stretch on its way to the disk', { ...app, stretches: { adding: { name: 'a', share: 0 } } }, true],
    ['videos that come in', { ...app, imports: { job: { text: '1 of 2', share: 0.5 } } }, true],
  ])('with %s under way', (_, state, expected) => {
    stop = guardLeaving(state);
    expect(objects()).toBe(expected);
    stop();
    expect(objects()).toBe(false);
  });
});
