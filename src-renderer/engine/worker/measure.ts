import { median } from '../../../src-main/shared/median';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs';
import type { BackendName, BackendReport, Measurement, TrainConfig } from '../../../src-main/contract';
import { EngineError } from '../api';
import { startBackend } from '../backends';
import { gpuName } from '../backends/webgl';
import { defaultTrainConfig, preprocessSpec } from '../../learning/defaults';
import { classify } from '../model/forward';
import { buildModel } from '../model/model';
import { tensorShape } from '../../learning/preprocess';
import { Random } from '../../learning/random';
import { WindowClassifier } from '../stream/stream';
import { Trainer } from '../training/trainer';

const CAPTURE = { frames: 16, fps: 10, mirror: true };
const CLASSES = 4;
/** Timed repetitions after one that compiles and warms up. */
const STEPS = 3;
const FRAMES = 12;
/** How far a backend may be from plain TensorFlow.js on the CPU, relative to the greatest number. */
const TOLERANCE = 0.01;

type FrameShape = ReturnType<typeof tensorShape>;

/** The network of the check, small enough for plain TensorFlow.js on the CPU. */
const SMALL = { size: 12, filters: [4, 8], lstmUnits: 8, dropout: 0, batchSize: 2 };

/**
 * Tries every backend: whether it computes what plain TensorFlow.js computes on the CPU, through three training steps,
 * and how long a training step and a live frame of the default network take. A software renderer is tried only where
 * WebAssembly failed: it does on the CPU what WebAssembly does there without a detour.
 * @param known given back where its key is still this machine's
 */
export async function measure(known: Measurement | null, version: string): Promise<Measurement> {
  const key = [version, navigator.userAgent, navigator.hardwareConcurrency, gpuName() ?? 'no GPU'].join(
    ' | ',
  );
  if (known?.key === key) return known;
  const expected = await reference();
  const reports: BackendReport[] = [];
  for (const backend of ['wasm', 'webgl', 'webgpu'] as const) {
    const spare = reports.some(({ problem }) => problem === null);
    reports.push(await report(backend, expected, spare));
  }
  return { key, reports };
}

/** @param spare whether another backend was found that works */
async function report(backend: BackendName, expected: Float32Array, spare: boolean): Promise<BackendReport> {
  const empty = { backend, device: '', software: false, trainMs: null, liveMs: null };
  try {
    const { device, software } = await startBackend(backend);
    const named = { ...empty, device, software };
    if (software && spare) return { ...named, problem: null };
    const actual = await checkedNumbers();
    if (!isClose(actual, expected)) {
      return { ...named, problem: 'It gives wrong results, so Beckon does not use it.' };
    }
    return { ...named, problem: null, trainMs: await timeTraining(), liveMs: await timeLive() };
  } catch (error) {
    const problem =
      error instanceof EngineError
        ? error.message
        : `It failed when it was tested: ${error instanceof Error ? error.message : String(error)}`;
    return { ...empty, problem };
  }
}

/** What plain TensorFlow.js computes on the CPU. */
async function reference(): Promise<Float32Array> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return checkedNumbers();
}

function isClose(actual: Float32Array, expected: Float32Array): boolean {
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (
    actual.length === expected.length &&
    expected.every((value, i) => Math.abs((actual[i] as number) - value) <= TOLERANCE * size)
  );
}

function build(changes: Partial<TrainConfig>): {
  model: LayersModel;
  config: TrainConfig;
  shape: FrameShape;
} {
  const config = { ...defaultTrainConfig(), ...changes };
  const spec = preprocessSpec(config, CAPTURE);
  return { model: buildModel(config, spec, CLASSES), config, shape: tensorShape(spec) };
}

/** A batch of noise that is the same every time. */
function batch(size: number, shape: FrameShape): { inputs: tf.Tensor5D; labels: tf.Tensor2D } {
  const random = new Random(7);
  const count = shape.reduce<number>((a, b) => a * b, size);
  const values = Float32Array.from({ length: count }, () => random.between(-0.5, 0.5));
  const labels = new Float32Array(size * CLASSES);
  for (let i = 0; i < size; i++) labels[i * CLASSES + (i % CLASSES)] = 1;
  return {
    inputs: tf.tensor5d(values, [size, ...shape]),
    labels: tf.tensor2d(labels, [size, CLASSES]),
  };
}

/** Probabilities of a small network after three steps: forward, every gradient and the optimiser are in them. */
async function checkedNumbers(): Promise<Float32Array> {
  const { model, shape } = build(SMALL);
  const trainer = new Trainer(model, 0.01);
  const { inputs, labels } = batch(SMALL.batchSize, shape);
  try {
    for (let step = 0; step < 3; step++) trainer.step(inputs, labels);
    const output = tf.tidy(() => classify(model, inputs));
    const numbers = (await output.data()) as Float32Array;
    output.dispose();
    return numbers;
  } finally {
    tf.dispose([inputs, labels]);
    trainer.dispose();
    model.dispose();
  }
}

async function timeTraining(): Promise<number> {
  const { model, config, shape } = build({});
  const trainer = new Trainer(model, config.learningRate);
  const { inputs, labels } = batch(config.batchSize, shape);
  const times: number[] = [];
  try {
    for (let step = 0; step <= STEPS; step++) {
      const start = performance.now();
      trainer.step(inputs, labels);
      await trainer.settle();
      if (step > 0) times.push(performance.now() - start);
    }
    return median(times) ?? 0;
  } finally {
    tf.dispose([inputs, labels]);
    trainer.dispose();
    model.dispose();
  }
}

async function timeLive(): Promise<number> {
  const { model, config } = build({});
  const spec = preprocessSpec(config, CAPTURE);
  const classifier = new WindowClassifier(model, spec);
  const picture = new Uint8Array(96 * 96 * 3);
  const times: number[] = [];
  try {
    await classifier.warmUp();
    for (let frame = 0; frame < CAPTURE.frames + FRAMES; frame++) {
      const start = performance.now();
      const answer = await classifier.push(picture, 96, 96, true);
      if (answer) times.push(performance.now() - start);
    }
    return median(times) ?? 0;
  } finally {
    model.dispose();
  }
}
