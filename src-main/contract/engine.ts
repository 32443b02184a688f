import { z } from 'zod';
import { TRAIN_SETTINGS } from '../shared/train-settings';
import { choiceSchema } from './setting-schema';

/** Ways to compute: the graphics card by WebGL 2 or WebGPU, or the CPU by WebAssembly. */
export const backendSchema = z.enum(['webgl', 'wasm', 'webgpu']);
export type BackendName = z.infer<typeof backendSchema>;

/** A backend, or `auto`: the one that was measured to be the fastest. */
export const backendChoiceSchema = choiceSchema(TRAIN_SETTINGS.backend.options);
export type BackendChoice = z.infer<typeof backendChoiceSchema>;

/** How one backend did when it was tried. */
const backendReportSchema = z.object({
  backend: backendSchema,
  /** The graphics card's name as the browser tells it, or the CPU and its threads. */
  device: z.string(),
  /** True where the "graphics card" is a program on the CPU (SwiftShader, llvmpipe). */
  software: z.boolean(),
  /** Why it cannot be used, as a sentence; null: it computes what it should. */
  problem: z.string().nullable(),
  /** Milliseconds of a training step of eight clips, and of a live frame. Null: not measured. */
  trainMs: z.number().nullable(),
  liveMs: z.number().nullable(),
});
export type BackendReport = z.infer<typeof backendReportSchema>;

/** How the backends of one machine did. */
export const measurementSchema = z.object({
  /** Browser, graphics card and version of Beckon; where another is found, it is measured anew. */
  key: z.string(),
  reports: z.array(backendReportSchema),
});
export type Measurement = z.infer<typeof measurementSchema>;
