import { count, percent } from './words';

/** As much of a measured loss as its words need. */
interface Loss {
  on: 'test' | 'validation' | 'all';
  clips: number;
  before: number;
  after: number;
}

/** What it costs a model to keep its weights less exactly, as a sentence; null: there were no clips to measure it on. */
export function lossWords(precision: string, loss: Loss | null): string {
  if (!loss)
    return `The project has no clips of this model’s classes, so what ${precision} costs cannot be measured.`;
  const { on, clips, before, after } = loss;
  const where = on === 'all' ? count(clips, 'clip') : count(clips, `${on} clip`);
  return before === after
    ? `On ${where}, ${percent(after)} right with ${precision}, as before.`
    : `On ${where}, ${percent(after)} right with ${precision}; ${percent(before)} before.`;
}
