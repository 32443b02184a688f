/** What a model took a clip for that it had not learnt from; classes are indices. */
export interface Answered {
  truth: number;
  predicted: number;
  confidence: number;
  /** What the clip's own class got. */
  own: number;
}

/** A class that is likelier than a clip's own by less than this factor is a guess. */
const CLEARLY = 2;

/**
 * Of each answer, whether it speaks against the clip's class: the clip was taken for another class, no less surely than clips
 * of that class are in the mean, and well before its own (confident learning: Northcutt, Jiang & Chuang 2021).
 */
export function doubtsOf(answers: readonly Answered[], classes: number): boolean[] {
  const usual = Array.from({ length: classes }, (_, label) => {
    const owns = answers.filter(({ truth }) => truth === label).map(({ own }) => own);
    return owns.length > 0 ? owns.reduce((a, b) => a + b, 0) / owns.length : 1;
  });
  return answers.map(
    ({ truth, predicted, confidence, own }) =>
      predicted !== truth && confidence >= Math.max(usual[predicted] ?? 1, CLEARLY * own),
  );
}
