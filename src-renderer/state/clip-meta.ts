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
  const source = device.id === SAMPLE_ID ? 'sample camera' : device.label;
  return metaOf(source, { mirror, fps }, session, appVersion);
}

/** The same for pixels from elsewhere, e.g. of a file. */
export function metaOf(
  source: string,
  { mirror, fps }: Pick<CaptureSettings, 'mirror' | 'fps'>,
  session: string,
  appVersion: string,
): ClipMeta {
  const recordedAt = new Date().toISOString();
  return { session, source: source.slice(0, 300), mirror, fps, recordedAt, appVersion };
}
