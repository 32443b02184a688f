// The same models in PyTorch, in a child process that steps when it is asked to.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../ensure-build.mjs';

/** @typedef {import('../../tests/bench/engine/contract').Size} Size */
/**
 * `train`: times of training steps in ms, for `budget` ms and at least `least` of them.
 * @typedef {{ device: string, train(size: Size, budget: number, least: number): Promise<number[]>, close(): void }} Pytorch
 */

/** Settings of OpenBLAS that are meant for other programs and slow this one. */
function environment() {
  const { OPENBLAS_CORETYPE: _type, OPENBLAS_L2_SIZE: _size, ...rest } = process.env;
  return rest;
}

/** The first Python that has PyTorch. */
function findPython() {
  const candidates = [process.env.PYTHON, 'python3', '/usr/bin/python3'].filter((name) => name !== undefined);
  return candidates.find(
    (name) => spawnSync(name, ['-c', 'import torch'], { env: environment(), stdio: 'ignore' }).status === 0,
  );
}

/** @returns {Promise<Pytorch | null>} null where no Python has PyTorch */
export async function startPytorch() {
  const python = findPython();
  if (python === undefined) return null;
  const child = spawn(python, [join(root, 'tests', 'bench', 'pytorch.py')], {
    env: environment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('PyTorch ended early.');
    return JSON.parse(value);
  };
  child.once('error', () => undefined);
  child.stdin.on('error', () => undefined);
  return {
    device: await answer(),
    train(size, budget, least) {
      child.stdin.write(`${JSON.stringify({ size, budget, least })}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}
