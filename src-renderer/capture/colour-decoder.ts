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

  static override supports(codec: VideoCodec): boolean {
    return codec === 'vp8' || codec === 'vp9';
  }

  init(): void {
    this.#decoder = new VideoDecoder({
      output: (frame) => this.onSample(new VideoSample(frame)),
      error: (error) => this.onError(error),
    });
    this.#decoder.configure(this.config);
  }

  async decode(packet: EncodedPacket): Promise<void> {
    const decoder = this.#decoder;
    decoder?.decode(packet.toEncodedVideoChunk());
    while (decoder?.state === 'configured' && decoder.decodeQueueSize > MOST_WAITING) {
      await new Promise((resolve) => decoder.addEventListener('dequeue', resolve, { once: true }));
    }
  }

  async flush(): Promise<void> {
    await this.#decoder?.flush();
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
