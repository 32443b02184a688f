import type { Run } from '../../contract';
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
  { name: 'beckon_input.mjs', what: 'Makes the input and tells gestures, in JavaScript' },
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
import { CameraWindow, GestureRule, prepareClip } from './beckon_input.mjs';

const model = await tf.loadLayersModel('./model.json');
const description = await (await fetch('beckon.json')).json();

/** \`pictures\`: ${spec.frames === 1 ? 'one ImageData' : `${spec.frames} ImageData of one size, ${(1000 / spec.fps).toFixed(0)} ms apart, oldest first`}; \`mirrored\`: they are mirrored already. */
function classify(pictures, mirrored = false) {
  const { values, shape } = prepareClip(description.preprocess, pictures, mirrored);
  const probabilities = tf.tidy(() => model.predict(tf.tensor(values, [1, ...shape])).dataSync());
  return description.labels.map((label, index) => ({ label, probability: probabilities[index] }));
}
\`\`\`

Of a camera, \`CameraWindow\` in \`beckon_input.mjs\` takes pictures at whatever rate they come, looks where Beckon would, and answers as it does;
\`GestureRule\` tells when a gesture starts and ends:

\`\`\`js
const { preprocess, framing, paces, events } = description;
const [camera, rule] = [new CameraWindow(preprocess, framing, paces), new GestureRule(events)];

const answer = ({ values, shape }) => tf.tidy(() => model.predict(tf.tensor(values, [1, ...shape])).dataSync());

/** Of an ImageData that was taken at this time, in ms: the gestures that start or end with it. */
async function watch(picture, time, mirrored = false) {
  const answers = await camera.answers(picture, time, answer, mirrored);
  return answers.flatMap((probabilities) => rule.push(probabilities, time));
}
\`\`\`
`;
}
