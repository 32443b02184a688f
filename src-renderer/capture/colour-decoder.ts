import {
  CustomVideoDecoder,
  registerDecoder,
  VideoSample,
  type EncodedPacket,
  type VideoCodec,
} from 'mediabunny';

/** Packets that wait in the browser's decoder before more are handed over. */
const MOST_WAITING = 8;

/**
 * Decodes WebM without its transparency, which no clip has. (The library would merge the two in a worker made from a
 * string, and the page may not run strings.)
 */
class ColourDecoder extends CustomVideoDecoder {
  #decoder: VideoDecoder | null = null;
  #tellFailed = (): void => undefined;
  /** Once it has failed, it no longer tells that it is ready for more. */
  readonly #failed = new Promise<void>((resolve) => (this.#tellFailed = resolve));

  static override supports(codec: VideoCodec): boolean {
    return codec === 'vp8' || codec === 'vp9';
  }

  init(): void {
    this.#decoder = new VideoDecoder({
      output: (frame) => this.onSample(new VideoSample(frame)),
      error: (error) => this.#fail(error),
    });
    this.#decoder.configure(this.config);
  }

  async decode(packet: EncodedPacket): Promise<void> {
    const decoder = this.#decoder;
    if (decoder?.state !== 'configured') return;
    try {
      decoder.decode(packet.toEncodedVideoChunk());
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
    while (this.#isOpen() && decoder.decodeQueueSize > MOST_WAITING) {
      await Promise.race([
        this.#failed,
        new Promise((resolve) => decoder.addEventListener('dequeue', resolve, { once: true })),
      ]);
    }
  }

  /** What fails in it was told to `onError` already. */
  async flush(): Promise<void> {
    if (this.#isOpen()) await this.#decoder?.flush().catch(() => undefined);
  }

  #fail(error: Error): void {
    this.onError(error);
    this.#tellFailed();
  }

  #isOpen(): boolean {
    return this.#decoder?.state === 'configured';
  }

  close(): void {
    if (this.#decoder?.state !== 'closed') this.#decoder?.close();
  }
}

let registered = false;

export function useColourDecoder(): void {
  if (!registered) registerDecoder(ColourDecoder);
  registered = true;
}
