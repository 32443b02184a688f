import { listCameras, onCamerasChanged, openCamera } from '../capture/cameras';
import { startFrameClock } from '../capture/frame-clock';
import { createEngine } from '../engine/client';
import { connect, onLost } from '../rpc/connection';
import { carryMidi } from '../rpc/midi';
import type { Outside } from '../base/outside';

/** The real world: the program behind the page, the cameras, the engine's worker. Rejects where nothing answers. */
export async function openOutside(): Promise<Outside> {
  const client = await connect();
  // Where it ends, the connection has, which is told by itself.
  carryMidi(client).catch(() => undefined);
  return {
    client,
    engine: createEngine(),
    cameras: { list: listCameras, onChanged: onCamerasChanged, open: openCamera },
    startClock: (feed, capture) => startFrameClock(feed, capture),
    onLost,
  };
}
