import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type {
  CaptionFiles,
  Captions,
  CheckpointFiles,
  CheckpointState,
  ClipShape,
  Evaluation,
  GestureClass,
  ModelFiles,
  NewClip,
  LearningCurve,
  Run,
  TriggerReport,
} from '../../../../src-main/contract';
import type { Chunks } from '../../../../src-main/store/disk';

/** A new empty folder, removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'beckon-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** Bytes that differ from one seed to the next. */
export function pixels(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = (seed + 1) * 2654435761;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export function newClip(classId: string, seed = 1, shape: ClipShape = [2, 4, 5, 3], session = 's1'): NewClip {
  const length = shape.reduce((product, side) => product * side, 1);
  return {
    classId,
    shape,
    timestamps: Array.from({ length: shape[0] }, (_, frame) => frame * 100 + seed / 8),
    meta: {
      session,
      source: 'Cámara “1” 摄像头',
      mirror: true,
      fps: 10,
      recordedAt: '2026-11-23T09:30:00.000Z',
      appVersion: '0.1.0',
    },
    frames: new Blob([pixels(length, seed)]),
  };
}

export const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await blob.arrayBuffer());

/** All of a stream's bytes. */
export async function collect(chunks: Chunks): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: (Uint8Array<ArrayBuffer> | string)[] = [];
  for await (const chunk of chunks) pieces.push(typeof chunk === 'string' ? chunk : new Uint8Array(chunk));
  return bytesOf(new Blob(pieces));
}

const evaluation = (classes: GestureClass[]): Evaluation => ({
  clips: 4,
  accuracy: 0.75,
  loss: 0.5,
  baseline: 0.5,
  perClass: classes.map(({ id, name }) => ({
    classId: id,
    name,
    clips: 2,
    precision: 0.75,
    recall: null,
    f1: null,
  })),
  confusion: classes.map((_, row) => classes.map((_, column) => (row === column ? 2 : 0))),
});

/** A run of a model with one weight of 4 floats. */
export function newRun(id: string, change: Partial<Run> = {}): Run {
  const classes: GestureClass[] = [
    { id: 'wave', name: 'Wave', colour: '#2f7de1', key: '1' },
    { id: 'stop', name: 'Stop', colour: '#d9630d', key: '2' },
  ];
  return {
    schema: 1,
    id,
    name: 'Run 1',
    created: '2026-11-23T10:00:00.000Z',
    appVersion: '0.1.0',
    config: {
      epochs: 3,
      batchSize: 8,
      learningRate: 0.001,
      seed: 7,
      channels: 'grey-diff',
      size: 32,
      filters: [8, 16],
      bottleneck: 0,
      lstmUnits: 16,
      dropout: 0.2,
      wrap: 'whole',
      augment: true,
      validationShare: 0.2,
      testSessions: [],
      backend: 'webgl',
    },
    classes,
    preprocess: {
      version: 1,
      crop: 'centre',
      width: 32,
      height: 32,
      channels: 'grey-diff',
      differenceGain: 4,
      scale: 1 / 255,
      offset: 0,
      mirror: true,
      frames: 16,
      fps: 10,
    },
    split: {
      by: 'session',
      train: ['wave/a'],
      validation: ['stop/b'],
      test: [],
      sessions: { train: ['s1'], validation: ['s2'], test: [] },
      warnings: [],
    },
    epochs: [{ loss: 1, accuracy: 0.5, validationLoss: null, validationAccuracy: null }],
    bestEpoch: 0,
    stopped: false,
    metrics: { train: evaluation(classes), validation: evaluation(classes), test: null },
    layers: [{ name: 'dense', type: 'Dense', outputShape: [2], parameters: 4 }],
    backend: { name: 'webgl', device: 'a GPU' },
    seconds: 12.5,
    ...change,
  };
}

export const topology = {
  modelTopology: { class_name: 'Sequential', config: { name: 'gestures', layers: [] } },
  format: 'layers-model',
  generatedBy: 'TensorFlow.js tfjs-layers v4.22.0',
  convertedBy: null,
  weightsManifest: [
    {
      paths: ['./group1-shard1of1.bin'],
      weights: [{ name: 'dense/kernel', shape: [2, 2], dtype: 'float32' }],
    },
  ],
};

export function newModel(id: string, change: Partial<Run> = {}): ModelFiles {
  return {
    run: newRun(id, change),
    topology: new Blob([JSON.stringify(topology)]),
    weights: new Blob([new Float32Array([0.5, -1, 2, 0.25])]),
  };
}

/** A run interrupted after its first epoch, with `count` numbers. */
export function newCheckpoint(count = 6, change: Partial<CheckpointState> = {}): CheckpointFiles {
  const { config, classes, split, epochs } = newRun('interrupted');
  return {
    state: {
      schema: 1,
      saved: '2026-11-26T09:30:00.000Z',
      config,
      classes,
      capture: { frames: 16, fps: 10, width: 96, height: 96, mirror: true },
      split,
      backend: 'wasm',
      seconds: 2.5,
      pass: 1,
      first: null,
      epochs,
      bestEpoch: 0,
      averaged: 0,
      random: [1, -2, 3, 4],
      steps: 1,
      moves: [],
      warnings: [],
      sizes: { weights: [2], moments: [1] },
      ...change,
    },
    numbers: new Blob([Float32Array.from({ length: count }, (_, i) => i / 4)]),
  };
}

/** Captions of two words, with `change` in them. */
export function newCaptions(change: Partial<Captions> = {}): CaptionFiles {
  return {
    captions: {
      schema: 1,
      created: '2026-11-26T09:30:00.000Z',
      from: 'clip',
      words: ['a', 'wave'],
      longest: 2,
      tensors: [
        { name: 'embedding', shape: [4, 2] },
        { name: 'words_bias', shape: [4] },
      ],
      seed: 1,
      clips: 4,
      losses: [1.5, 0.25],
      score: {
        on: 'validation',
        seen: false,
        clips: 2,
        exact: 0.5,
        tokens: 0.75,
        baseline: 0.5,
        examples: [{ clip: 'wave/1', text: 'a wave', said: 'a' }],
      },
      seconds: 1.25,
      ...change,
    },
    weights: new Blob([Float32Array.from({ length: 12 }, (_, i) => i / 8)]),
  };
}
/** What was measured of a run over ten minutes without gestures. */
export const newTriggers = (change: Partial<TriggerReport> = {}): TriggerReport => ({
  measured: '2026-11-26T09:30:00.000Z',
  source: 'desk.mp4',
  seconds: 600,
  threshold: 0.6,
  perClass: [{ classId: 'wave', name: 'Wave', triggers: 2 }],
  byThreshold: [{ threshold: 0.6, triggers: 2 }],
  ...change,
});

/** Of a curve that was stopped after its first point. */
export const newCurve = (): LearningCurve => ({
  measured: '2026-11-26T09:30:00.000Z',
  part: 'validation',
  points: [
    {
      share: 0.25,
      clips: 3,
      accuracy: 0.5,
      perClass: [{ classId: 'wave', name: 'Wave', clips: 3, tested: 4, recall: null }],
    },
  ],
});
