import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { uncaughtSentence } from '../../../../src-main/hosts/last-net';
import { bundled } from '../../../fixtures/services/bundled';

it('an error that nobody waits for is logged with its cause and told, and the program goes on', async () => {
  const program = await bundled('uncaught-child.ts');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program]);
  expect(stdout.trim().split('\n')).toEqual([
    'told Error: in a callback',
    'told Error: in a promise',
    'went on: true',
  ]);
  for (const text of ['in a callback', 'the cause', 'in a promise']) expect(stderr).toContain(text);
});

it('is a sentence of one line, however long its message', () => {
  const sentence = uncaughtSentence(new Error(`It broke.\n${'x'.repeat(5000)}`));
  expect(sentence).toContain('(It broke.)');
  expect(uncaughtSentence('x'.repeat(5000)).length).toBeLessThan(400);
});
