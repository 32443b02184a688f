import type { ModelFiles } from '../../src-main/contract';
import type { TrainedModel } from '../engine/api';

/** A trained model as it is saved: with an id that no other has, a name and the time. */
export function modelFiles(trained: TrainedModel, name: string, appVersion: string): ModelFiles {
  const created = new Date().toISOString();
  const id = `run-${created.replaceAll(/[^0-9]/g, '').slice(0, 14)}-${crypto.randomUUID().slice(0, 4)}`;
  return {
    run: { ...trained.run, schema: 1, id, name, created, appVersion },
    topology: trained.topology,
    weights: trained.weights,
  };
}

/** `Model N` with the smallest N greater than every one in use. */
export function nameFor(taken: readonly string[]): string {
  const numbers = taken.map((name) => /^Model (\d+)$/.exec(name)?.[1]).filter((n) => n !== undefined);
  return `Model ${Math.max(0, ...numbers.map(Number)) + 1}`;
}
