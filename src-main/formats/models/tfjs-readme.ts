import { PACES } from '../../shared/paces';
import type { PreprocessSpec, Run } from '../../contract';
import { confidenceWords, furthestFigure, scoreCaveats, scoreSentence } from '../../shared/score-words';
import { count, percent } from '../../shared/words';

/** The README of a TensorFlow.js export: what it is, how to prepare its input exactly, how to load it. */
export function tfjsReadme(run: Run): string {
  const spec = run.preprocess;
  const shape = `[1, ${spec.frames}, ${spec.height}, ${spec.width}, ${channelCount(spec)}]`;
  return `# ${run.name}

A gesture classifier trained with Beckon ${run.appVersion} on ${run.created.slice(0, 10)}. It looks at ${spec.frames}
frames of a camera picture, taken ${spec.fps} times a second, and tells which of ${run.classes.length} gestures it saw:

${run.classes.map(({ name }, index) => `${index}. ${name}`).join('\n')}
${run.idle ? nothing(run) : ''}
${howGood(run)}

| File              | What it is                                                            |
| ----------------- | --------------------------------------------------------------------- |
| \`model.json\`      | The network, a TensorFlow.js LayersModel with Keras layers            |
| \`weights.bin\`     | Its weights, float32                                                  |
| \`labels.json\`     | The gestures' names, in the order of the network's outputs            |
| \`preprocess.json\` | How its input is made, for programs                                   |
| \`run.json\`        | How it was trained and how well it does                               |

\`run.json\` names the recording sessions, which may be people's names. Leave that file out where you do not want to pass
them on; the model works without it.

## Input

A float32 tensor of shape \`${shape}\` (batch, frames, height, width, channels), oldest frame first. For each frame:

${steps(spec)
  .map((step, index) => `${index + 1}. ${step}`)
  .join('\n')}

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

/** How good it is, with no names of sessions: of which clips, which network and which pass the figure is. */
function howGood(run: Run): string {
  const figure = furthestFigure(run);
  const warned = run.split.warnings.length;
  const score = `${scoreSentence(run)} Always answering with the most common gesture is right on ${percent(figure.evaluation.baseline)}.`;
  return [
    score,
    ...scoreCaveats(run),
    confidenceWords(figure),
    ...(warned > 0
      ? [`Beckon had ${count(warned, 'warning')} on how it was trained; \`run.json\` has them.`]
      : []),
  ].join('\n');
}

/** What the last output of a network that knows idle is for. */
const nothing = ({ classes }: Run): string => `
Output ${classes.length}, “(nothing)”, says that no gesture is due: none has begun, it has only just begun, or it is over. In a stream, let
a gesture start where its probability is above a threshold for two windows in a row, and end where it falls below half of that.
Beckon itself looks at each moment at ${PACES.length} paces, and takes the mean of the answers: pace p takes the frames round(p × k) back from the newest
one, for k = T − 1 … 0, with p = ${PACES.join(', ')}. One pace does too; it is somewhat more often wrong.
`;

const channelCount = ({ channels }: PreprocessSpec): number =>
  ({ 'grey-diff': 2, grey: 1, rgb: 3 })[channels];

function steps(spec: PreprocessSpec): string[] {
  const { width, height, scale, offset } = spec;
  const value = `multiply each byte by ${scale}${offset === 0 ? '' : ` and add ${offset}`}`;
  const grey = 'Make it grey: 0.299 R + 0.587 G + 0.114 B, without rounding.';
  return [
    spec.mirror
      ? 'Mirror the picture (swap left and right), unless it is mirrored already as in a mirror.'
      : 'Do not mirror the picture: a hand that moves to the camera’s right moves to the right in it.',
    `Crop the largest part with the aspect ratio ${width}:${height} around its centre and resize it to ${width}×${height} by averaging areas.`,
    ...(spec.channels === 'rgb'
      ? [`Keep red, green and blue as three channels; ${value}.`]
      : [grey, `The first channel: ${value}.`]),
    ...(spec.channels === 'grey-diff'
      ? [
          `The second channel: ${spec.differenceGain} × the difference between this frame's first channel and that of the frame before (0 for the first frame)${spec.steady ? ', less the mean of that over all pixels' : ''}.`,
        ]
      : []),
  ];
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
