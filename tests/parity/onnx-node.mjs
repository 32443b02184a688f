// Answers windows by onnxruntime-node. Takes a JSON file: [{"folder", "windows", "shape"}, ...], where `windows` holds the numbers of all of them and `shape` is that
// of one, and the package.json of where it is installed; prints {"version", "answers": [...]}.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** @type {{ folder: string, windows: string, shape: number[] }[]} */
const jobs = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
/** @type {typeof import('onnxruntime-web')} whose interface it shares */
const ort = createRequire(process.argv[3] ?? '')('onnxruntime-node');
/** @type {number[][][]} */
const answers = [];
for (const { folder, windows, shape } of jobs) {
  const model = await ort.InferenceSession.create(join(folder, 'model.onnx'));
  const values = new Float32Array(new Uint8Array(readFileSync(windows)).buffer);
  const count = values.length / shape.reduce((product, side) => product * side, 1);
  const { probabilities } = await model.run({ frames: new ort.Tensor('float32', values, [count, ...shape]) });
  const all = Array.from(/** @type {Float32Array} */ (probabilities?.data));
  const outputs = all.length / count;
  answers.push(Array.from({ length: count }, (_, at) => all.slice(at * outputs, (at + 1) * outputs)));
}
process.stdout.write(`\n${JSON.stringify({ version: ort.env.versions.node, answers })}\n`);
