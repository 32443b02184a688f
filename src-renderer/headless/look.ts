import { listCameras } from '../capture/cameras';
import { SAMPLE_DEVICE } from '../capture/sample/camera';
import type { JobRunner } from './context';

/** What videos are compressed with, and a common form of each. */
const CODECS = {
  'H.264': 'avc1.42E01E',
  'H.265': 'hvc1.1.6.L93.B0',
  VP8: 'vp8',
  VP9: 'vp09.00.10.08',
  AV1: 'av01.0.04M.08',
} as const;

async function decodes(codec: string): Promise<boolean> {
  if (!('VideoDecoder' in globalThis)) return false;
  const { supported } = await VideoDecoder.isConfigSupported({ codec }).catch(() => ({ supported: false }));
  return supported === true;
}

/** What of the machine matters to Beckon and can be seen from a page: how it computes, its cameras, its codecs. */
export const look: JobRunner<'look'> = async (_job, { client }) => {
  const { engine } = await client.settings.get();
  const cameras = (await listCameras()).filter(({ id }) => id !== SAMPLE_DEVICE.id);
  const found = await Promise.all(
    Object.entries(CODECS).map(async ([name, codec]) => ((await decodes(codec)) ? [name] : [])),
  );
  return {
    kind: 'look',
    reports: engine.measured?.reports ?? [],
    cameras: cameras.map(({ label }) => label),
    cores: navigator.hardwareConcurrency,
    threads: crossOriginIsolated,
    codecs: found.flat(),
  };
};
