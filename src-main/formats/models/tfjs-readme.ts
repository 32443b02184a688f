import type { PreprocessSpec, Run } from '../../contract';
import { cardHead, fileTable, inputWords } from './card';

const FILES = [
  { name: 'model.json', what: 'The network, a TensorFlow.js LayersModel with Keras layers' },
  { name: 'weights.bin', what: 'Its weights, float32' },
  { name: 'labels.json', what: 'The gestures’ names, in the order of the network’s outputs' },
  { name: 'preprocess.json', what: 'How its input is made, for programs' },
  {
    name: 'beckon.json',
    what: 'All that programs need to know: labels, input, when a gesture starts and ends, scores',
  },
  { name: 'run.json', what: 'How it was trained and how well it does' },
];

/** The README of a TensorFlow.js export: what it is, how to prepare its input exactly, how to load it. */
export function tfjsReadme(run: Run): string {
  const spec = run.preprocess;
  return `${cardHead(run)}
${fileTable(FILES)}

${inputWords(spec)}
## Use

\`\`\`js
import * as tf from '@tensorflow/tfjs';

const model = await tf.loadLayersModel('model.json');
const labels = await (await fetch('labels.json')).json();

${snippet(spec)}
/** \`frames\`: ${spec.frames} ImageData of one size, ${spec.mirror ? 'mirrored' : 'not mirrored'}, ${(1000 / spec.fps).toFixed(0)} ms apart, oldest first. */
function classify(frames) {
  const probabilities = tf.tidy(() => model.predict(prepare(frames)).dataSync());
  return labels.map((label, index) => ({ label, probability: probabilities[index] }));
}
\`\`\`
`;
}

function snippet({ width, height, channels, scale, offset, differenceGain, steady }: PreprocessSpec): string {
  const scaled = `mul(${scale})${offset === 0 ? '' : `.add(${offset})`}`;
  const last = {
    rgb: ['  return resized.expandDims(0);'],
    grey: ['  return resized.expandDims(0);'],
    'grey-diff': [
      '  const before = tf.concat([resized.slice(0, 1), resized.slice(0, frames.length - 1)]);',
      `  const difference = resized.sub(before).mul(${differenceGain});`,
      `  return tf.concat([resized, difference${steady ? '.sub(difference.mean([1, 2], true))' : ''}], -1).expandDims(0);`,
    ],
  }[channels];
  return `/** \`[to, from]\`: the share of each of \`from\` pixels in each of \`to\`, which cover \`length\` pixels around the centre. */
function areaWeights(from, length, to) {
  const step = length / to;
  const row = (start) =>
    Array.from({ length: from }, (_, pixel) =>
      Math.max(0, Math.min(start + step, pixel + 1) - Math.max(start, pixel)) / step);
  return tf.tensor2d(Array.from({ length: to }, (_, i) => row((from - length) / 2 + i * step)));
}

function prepare(frames) {
  const { width, height } = frames[0];
  const rows = areaWeights(height, Math.min(height, (width * ${height}) / ${width}), ${height});
  const columns = areaWeights(width, Math.min(width, (height * ${width}) / ${height}), ${width});
  const pixels = tf.stack(frames.map((frame) => tf.browser.fromPixels(frame))).toFloat();
  const planes = pixels${channels === 'rgb' ? '' : '.mul([0.299, 0.587, 0.114]).sum(-1, true)'}.transpose([0, 3, 1, 2]);
  const resized = rows.matMul(planes).matMul(columns, false, true).transpose([0, 2, 3, 1]).${scaled};
${last.join('\n')}
}
`;
}
