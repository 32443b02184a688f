/* global p5 */
import { load } from './beckon.js';

const model = await load('gestures.json');

new p5((p) => {
  let video;
  let gesture = '';
  let size = 20;

  model.on('start', ({ name, index, confidence }) => {
    gesture = name;
    size = 200 * confidence;
    p.fill(p.color(`hsl(${(index * 137) % 360}, 80%, 60%)`));
  });
  model.on('end', () => (gesture = ''));

  p.setup = () => {
    p.createCanvas(640, 480);
    p.textSize(32);
    p.fill(255);
    video = p.createCapture(p.VIDEO);
    video.size(640, 480);
    video.hide();
  };

  p.draw = () => {
    p.image(video, 0, 0, p.width, p.height);
    p.circle(p.width / 2, p.height / 2, size);
    p.text(gesture, 20, 460);
    size = p.lerp(size, 20, 0.05);

    video.loadPixels();
    if (video.pixels.length === 0) return; // The camera has not begun yet.
    // A screen of many pixels has p5 keep more of them than the video is wide.
    const density = Math.sqrt(video.pixels.length / (4 * video.width * video.height));
    const [width, height] = [video.width * density, video.height * density];
    void model.push({ data: video.pixels, width, height }, p.millis());
  };
});
