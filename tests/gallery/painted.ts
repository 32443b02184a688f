/** Something to look at: a disc that goes across the picture, `at` of the way. */
function paint(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, at: number): void {
  const { width, height } = context.canvas;
  context.fillStyle = '#4a6f8a';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#f0c987';
  context.beginPath();
  context.arc(width * (0.15 + 0.7 * at), height / 2, height / 6, 0, 2 * Math.PI);
  context.fill();
}

/** Square frames of one clip. */
export function paintedFrames(count: number): ImageData[] {
  const context = new OffscreenCanvas(96, 96).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser cannot draw.');
  return Array.from({ length: count }, (_, frame) => {
    paint(context, frame / (count - 1));
    return context.getImageData(0, 0, 96, 96);
  });
}

/** A camera that shows one picture. */
export function paintedStream(): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
  const stream = canvas.captureStream();
  const context = canvas.getContext('2d');
  if (context) paint(context, 0);
  return stream;
}
