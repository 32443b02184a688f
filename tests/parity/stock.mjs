// Answers windows by TensorFlow.js as it is published, in a process that has nothing of Beckon's. Takes a JSON file: [{"folder", "windows", "shape"}, ...], where
// `windows` holds the numbers of all of them and `shape` is that of one; prints {"version", "answers": [...]}.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** @type {{ folder: string, windows: string, shape: number[] }[]} */
const jobs = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
await tf.setBackend('cpu');
/** @type {unknown[]} */
const answers = [];
for (const { folder, windows, shape } of jobs) {
  /** @type {tf.io.ModelJSON} */
  const document = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
  const weights = new Uint8Array(readFileSync(join(folder, 'weights.bin')));
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology: document.modelTopology,
      weightSpecs: document.weightsManifest.flatMap((group) => group.weights),
      weightData: weights.buffer,
    }),
  );
  const values = new Float32Array(new Uint8Array(readFileSync(windows)).buffer);
  const count = values.length / shape.reduce((product, side) => product * side, 1);
  const output = model.predict(tf.tensor(values, [count, ...shape]));
  answers.push(Array.isArray(output) ? null : output.arraySync());
  model.dispose();
}
process.stdout.write(`\n${JSON.stringify({ version: tf.version.tfjs, answers })}\n`);
