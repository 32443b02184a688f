import type { CaptureSettings, ClipMeta } from '../../src-main/contract';
import { MAX_SOURCE } from '../../src-main/shared/limits';
import { SAMPLE_ID, type CameraFeed } from '../capture/api';

/** What is written beside a clip's pixels, as of now. */
export function clipMeta(
  { device }: CameraFeed,
  { mirror, fps }: CaptureSettings,
  session: string,
  appVersion: string,
): ClipMeta {
  const source = device.id === SAMPLE_ID ? 'sample camera' : device.label.slice(0, MAX_SOURCE);
  return { session, source, mirror, fps, recordedAt: new Date().toISOString(), appVersion };
}

/** What is written beside the pixels of a clip that was taken from a file, as of now. */
export function importedMeta(
  name: string,
  { mirror, fps }: CaptureSettings,
  session: string,
  appVersion: string,
): ClipMeta {
  const recordedAt = new Date().toISOString();
  return { session, source: name.slice(0, MAX_SOURCE), mirror, fps, recordedAt, appVersion };
}
