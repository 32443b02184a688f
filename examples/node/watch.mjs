// Prints the gestures in raw pictures on stdin: `… | node watch.mjs 320x240 30`, which are their size and how many there are a second.
import { readFile } from 'node:fs/promises';
import { load } from './beckon.js';

const [size = '320x240', fps = '30'] = process.argv.slice(2);
const [width, height] = size.split('x').map(Number);
const model = await load(JSON.parse(await readFile(new URL('gestures.json', import.meta.url), 'utf8')));
for (const [kind, words] of [
  ['start', 'begins'],
  ['end', 'is over'],
])
  model.on(kind, ({ name, time }) => console.log(`${(time / 1000).toFixed(1)} s: ${name} ${words}`));

let pictures = 0;
let bytes = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  bytes = Buffer.concat([bytes, chunk]);
  for (const length = width * height * 3; bytes.length >= length; bytes = bytes.subarray(length)) {
    await model.push({ data: bytes.subarray(0, length), width, height }, (1000 * pictures) / Number(fps));
    pictures += 1;
  }
}
model.close();
