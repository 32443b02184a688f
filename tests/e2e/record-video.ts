import type { Page } from '@playwright/test';

/** A video of so many seconds, recorded by the page. */
export async function recordVideo(page: Page, seconds: number): Promise<Buffer> {
  const bytes = await page.evaluate(async (ms) => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    let frame = 0;
    const paint = setInterval(() => {
      if (!context) return;
      context.fillStyle = `hsl(${frame++ * 5} 60% 50%)`;
      context.fillRect(0, 0, canvas.width, canvas.height);
    }, 40);
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
    const data = new Promise<Blob>((resolve) => (recorder.ondataavailable = (event) => resolve(event.data)));
    recorder.start();
    await new Promise((resolve) => setTimeout(resolve, ms));
    recorder.stop();
    clearInterval(paint);
    return [...new Uint8Array(await (await data).arrayBuffer())];
  }, seconds * 1000);
  return Buffer.from(bytes);
}
