import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { webglContext } from '../../../src-renderer/engine/backends/webgl';
import { countWebgl, type WebglCounts } from '../support/webgl-counter';
import type { BenchPage, Cost, Entrant, Opened, Soak, Timed } from './contract';
import { benchData } from './data';
import { batchOf, ourEngine, stockEngine, type Engine } from './engines';
import { build, commonWeights } from './models';
import { watchPeak } from './peak';
import { SIZES } from './sizes';
import { start } from './start';

/** Steps after which what they keep is freed. */
const SWEEP = 50;

/** Everything a page holds once it is open. */
interface Open {
  model: LayersModel;
  engine: Engine;
  /** A new optimizer on the same model. */
  restart(): Engine;
  counter: WebglCounts | null;
}

let state: Open | null = null;

function opened(): Open {
  if (!state) throw new Error('The page was not opened.');
  return state;
}

async function open({ variant, backend, size: name, trains, divisor }: Entrant): Promise<Opened> {
  const size = { ...SIZES[name], batch: SIZES[name].batch / divisor };
  const data = benchData(size);
  const device = await start(variant, backend);
  const counter = backend === 'webgl' ? countWebgl(webglContext()) : null;
  const begun = performance.now();
  const batch = batchOf(data);
  const model = build(variant, size);
  const restart = (): Engine =>
    variant === 'ours' ? ourEngine(model, size, data, batch) : stockEngine(model, data, batch);
  const engine = restart();
  state = { model, engine, restart, counter };
  if (trains) await engine.step();
  return {
    device,
    buildToFirstStep: trains ? performance.now() - begun : null,
    programs: counter?.programs ?? null,
    size,
  };
}

/** Times `work` for `budget` ms, `least` times in any case. */
async function timed(work: () => Promise<unknown>, budget: number, least: number): Promise<Timed> {
  const { engine, counter } = opened();
  const times: number[] = [];
  let cost: Cost | null = null;
  const until = performance.now() + budget;
  while (times.length < least || performance.now() < until) {
    counter?.reset();
    const begun = performance.now();
    const peak = await watchPeak(work);
    times.push(performance.now() - begun);
    cost = { draws: counter?.draws ?? null, uploadBytes: counter?.uploadedBytes ?? null, ...peak };
    if (times.length % SWEEP === 0) await engine.sweep();
  }
  await engine.sweep();
  return { times, cost };
}

/** Steps and frames have been taken before. */
async function soak(steps: number, frames: number, budget: number): Promise<Soak> {
  const { engine } = opened();
  const again = async (work: () => Promise<unknown>, most: number): Promise<number> => {
    const until = performance.now() + budget / 2;
    let done = 0;
    while (done < most && performance.now() < until) {
      await work();
      if (++done % SWEEP === 0) await engine.sweep();
    }
    await engine.sweep();
    return done;
  };
  await engine.sweep();
  const before = tf.memory().numTensors;
  const stepsDone = await again(() => engine.step(), steps);
  const framesDone = await again(() => engine.frame(), frames);
  return { steps: stepsDone, frames: framesDone, tensorsGrown: tf.memory().numTensors - before };
}

const page: BenchPage = {
  open,
  soak,
  restart() {
    const current = opened();
    current.engine.dispose();
    commonWeights(current.model);
    current.engine = current.restart();
    return Promise.resolve();
  },
  async checkedStep() {
    let loss = NaN;
    const step = async (): Promise<void> => {
      loss = await opened().engine.lossOfStep();
    };
    return { ...(await timed(step, 0, 1)), loss };
  },
  async answer() {
    const { engine } = opened();
    let answer: ArrayLike<number> = [];
    for (let i = 0; i < engine.framesToAnswer; i++) answer = await engine.frame();
    return Array.from(answer);
  },
  train: (budget, least) => timed(() => opened().engine.step(), budget, least),
  live: (budget, least) => timed(() => opened().engine.frame(), budget, least),
};
window.bench = page;
