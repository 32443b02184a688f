import type { CaptureSettings, ClipMeta } from '../../src-main/contract';
import type { CameraFeed } from '../capture/api';
import { SAMPLE_ID } from './camera.svelte';

/** What is written beside a clip's pixels, as of now. */
export function clipMeta(
  { device }: CameraFeed,
  { mirror, fps }: CaptureSettings,
  session: string,
  appVersion: string,
): ClipMeta {
  const source = device.id === SAMPLE_ID ? 'sample camera' : device.label.slice(0, 300);
  return { session, source, mirror, fps, recordedAt: new Date().toISOString(), appVersion };
}
