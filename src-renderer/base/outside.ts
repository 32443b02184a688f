import type { CameraDevice, CameraFeed, FrameClock } from '../capture/api';
import type { CaptureSettings } from '../../src-main/contract';
import type { Engine } from '../engine/api';
import type { Client } from '../rpc/connection';

/** All that the app's state asks of the world. Tests put their own in its place. */
export interface Outside {
  client: Client;
  engine: Engine;
  cameras: {
    list(): Promise<CameraDevice[]>;
    /** Calls back when a camera was plugged in or out. Returns how to stop listening. */
    onChanged(listener: () => void): () => void;
    /** Rejects with a CameraError. */
    open(deviceId: string): Promise<CameraFeed>;
  };
  /** Takes frames of an open camera at the capture settings' rate, until it is closed. Rejects with a CameraError. */
  startClock(feed: CameraFeed, capture: CaptureSettings): Promise<FrameClock>;
  /** Calls back when the program behind the page is gone. */
  onLost(listener: (error: Error) => void): () => void;
}
