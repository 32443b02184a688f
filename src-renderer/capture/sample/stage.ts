import { CameraError } from '../api';
import { Choreography } from './choreography';
import { paintRoom } from './room';
import { drawScene, paintGrain } from './scene';

export interface StageOptions {
  /** Which person and place to start with. */
  seed?: number;
  /** Seeds how gestures are performed; by default the same as `seed`. */
  performances?: number;
  /** Size of the picture in pixels. */
  width?: number;
  height?: number;
}

/**
 * What the sample camera sees: a drawn hand in a drawn room, on a canvas. Knows no clock: every call is given the time
 * in ms. The same seed, requests and times give the same pictures.
 */
export class Stage {
  readonly canvas: HTMLCanvasElement;
  readonly choreography: Choreography;
  readonly #ctx: CanvasRenderingContext2D;
  #room: OffscreenCanvas;
  #grain: OffscreenCanvas;
  #began: number;

  /** Throws a {@link CameraError} where the browser cannot draw. */
  constructor({ seed = 1, performances = seed, width = 640, height = 480 }: StageOptions, now: number) {
    this.canvas = document.createElement('canvas');
    this.canvas.width = width;
    this.canvas.height = height;
    const ctx = this.canvas.getContext('2d', { alpha: false, willReadFrequently: true });
    if (!ctx)
      throw new CameraError(
        'CAMERA_UNAVAILABLE',
        'This browser cannot draw the sample camera. Update it and try again.',
      );
    this.#ctx = ctx;
    this.choreography = new Choreography(seed, now, performances);
    this.#room = paintRoom(this.choreography.look, width, height);
    this.#grain = paintGrain(seed);
    this.#began = now;
  }

  /** Another person in another place; see {@link Choreography.newSession}. */
  newSession(seed: number, now: number, performances?: number): void {
    this.choreography.newSession(seed, now, performances);
    this.#room = paintRoom(this.choreography.look, this.canvas.width, this.canvas.height);
    this.#grain = paintGrain(seed);
    this.#began = now;
  }

  /** Draws the picture of a time that is not before that of the last call. */
  draw(now: number): void {
    const { width, height } = this.canvas;
    const { position: hand, shape } = this.choreography.handAt(now);
    const { look } = this.choreography;
    const t = (now - this.#began) / 1000;
    drawScene(this.#ctx, { look, room: this.#room, grain: this.#grain, hand, shape, t }, width, height);
  }
}
