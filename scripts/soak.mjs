// `npm run soak [-- --minutes 30]`: the app on Live, headless, with lights before the webcam that its model recognises and
// outputs that are on, for so long. Prints how memory and delays have grown, and how many frames were missed; ends with
// an error where that is more than the bounds allow. All samples go to soak.json.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureLive } from './bench/live.mjs';
import { faultsOf, soakTable, warm } from './bench/soak-table.mjs';
import { root } from './ensure-build.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' } } });
const minutes = Number(values.minutes);
if (!(minutes >= 2)) throw new Error('--minutes takes a number from 2 on.');

/** @type {{ ended: boolean, measured: { samples: import('./bench/soak-table.mjs').Sample[], received: object } | null }} */
const { ended, measured } = await measureLive('soak', minutes);
const samples = measured?.samples ?? [];
writeFileSync(join(root, 'soak.json'), `${JSON.stringify(measured, null, 2)}\n`);
const faults = [...(ended ? [] : ['It came to an early end.']), ...faultsOf(samples)];
const length = ((samples.at(-1)?.seconds ?? 0) / 60).toFixed(1);
const lines = [
  `${new Date().toISOString().slice(0, 10)} · ${length} min · ${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} logical cores`,
  '',
  ...(warm(samples).length >= 3 ? [soakTable(samples), ''] : []),
  `Received: ${JSON.stringify(measured?.received ?? {})}.`,
  faults.length === 0 ? 'Passed.' : `Failed. ${faults.join(' ')}`,
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
