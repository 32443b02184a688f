import type { Answer, Evaluation, GestureClass } from '../../../src-main/contract';
import type { EngineClip } from '../api';
import { calibrationOf } from './calibrate';
import { argMax } from '../../learning/arg-max';
import { sessionRange, type SessionScore } from '../../learning/session-range';
import { clipKey } from '../../../src-main/shared/clip-key';

type NamedClip = Pick<EngineClip, 'classId' | 'id' | 'session'>;

/** How many of `labels` there are of each of `count` classes. */
export function countLabels(labels: readonly number[], count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function f1Of(precision: number | null, recall: number | null): number | null {
  if (precision === null || recall === null) return null;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

const rounded = (share: number): number => Math.round(share * 1e4) / 1e4;

/** Mean cross-entropy (nats) and accuracy of `[clips, classes]` probabilities, row after row. */
export function score(
  probabilities: ArrayLike<number>,
  truths: readonly number[],
  classCount: number,
): { loss: number; accuracy: number } {
  let loss = 0;
  let right = 0;
  truths.forEach((truth, clip) => {
    const row = Array.from({ length: classCount }, (_, i) => probabilities[clip * classCount + i] as number);
    loss -= Math.log(Math.max(row[truth] as number, 1e-7));
    if (argMax(row) === truth) right++;
  });
  const count = Math.max(1, truths.length);
  return { loss: loss / count, accuracy: right / count };
}

/**
 * How good predictions are.
 * @param probabilities `[clips, classes]`, row after row
 * @param truths index of each clip's class
 * @param trainCounts clips of each class the model was trained on; the most frequent one is the baseline's answer
 * @param clips those that were answered, where the answer to each, and how each session did, are to be told
 */
export function evaluatePredictions(
  probabilities: ArrayLike<number>,
  truths: readonly number[],
  classes: readonly Pick<GestureClass, 'id' | 'name'>[],
  trainCounts: readonly number[],
  clips: readonly NamedClip[] = [],
): Evaluation {
  const count = classes.length;
  const confusion = classes.map(() => new Array<number>(count).fill(0));
  const answers: Answer[] = [];
  const sessions = new Map<string, SessionScore>();
  truths.forEach((truth, clip) => {
    const shares = Array.from({ length: count }, (_, i) => probabilities[clip * count + i] as number);
    const predicted = argMax(shares);
    const named = clips[clip];
    if (named) {
      const [confidence, own] = [predicted, truth].map((index) => rounded(shares[index] as number));
      answers.push({ clip: clipKey(named), predicted, confidence: confidence as number, own: own as number });
      const session = sessions.get(named.session) ?? { clips: 0, right: 0 };
      session.clips += 1;
      session.right += predicted === truth ? 1 : 0;
      sessions.set(named.session, session);
    }
    const row = confusion[truth] as number[];
    row[predicted] = (row[predicted] ?? 0) + 1;
  });
  const at = (truth: number, predicted: number): number => confusion[truth]?.[predicted] ?? 0;
  const majority = argMax(trainCounts);
  const inMajority = truths.filter((truth) => truth === majority).length;
  return {
    clips: truths.length,
    ...score(probabilities, truths, count),
    baseline: inMajority / Math.max(1, truths.length),
    perClass: classes.map(({ id, name }, index) => {
      const own = truths.filter((truth) => truth === index).length;
      const answered = classes.reduce((sum, _, truth) => sum + at(truth, index), 0);
      const precision = ratio(at(index, index), answered);
      const recall = ratio(at(index, index), own);
      return { classId: id, name, clips: own, precision, recall, f1: f1Of(precision, recall) };
    }),
    confusion,
    ...(clips.length > 0 && {
      answers,
      sessions: [...sessions].map(([name, counts]) => ({ name, ...counts })),
      range: sessionRange([...sessions.values()]),
    }),
    calibration: calibrationOf(probabilities, truths, count),
  };
}
