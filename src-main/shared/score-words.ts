import { count, list, percent } from './words';

/** Fewer clips than this make a score that can be far off, and so do fewer than this of a class. */
const FEW_CLIPS = 20;
const FEW_OF_A_CLASS = 3;
/** So many models tested on the same sessions are many. */
const MANY_LOOKS = 5;
/** Confidence and being right lie no further apart than this where they agree. */
const AGREEING = 0.08;

export type Part = 'train' | 'validation' | 'test';

interface Range {
  low: number;
  high: number;
}

/** As much of an evaluation as its words need. */
export interface Score {
  clips: number;
  accuracy: number;
  perClass: readonly { name: string; clips: number }[];
  sessions?: readonly unknown[] | undefined;
  range?: Range | null | undefined;
  calibration?: Reliability | undefined;
  instant?: number | undefined;
}

interface Reliability {
  ece: number;
  bins: readonly { clips: number; accuracy: number | null; confidence: number | null }[];
}

/** As much of a run as the words for its scores need. */
export interface ScoredRun<S extends Score = Score> {
  config: { refit?: boolean | undefined; members?: number | undefined; network?: unknown };
  stopped: boolean;
  split: {
    by: 'session' | 'clip';
    validation: readonly string[];
    test: readonly string[];
    sessions: { test: readonly string[] };
  };
  metrics: { train: S; validation: S | null; test: S | null };
  from?: { learnt: readonly string[] } | undefined;
}

/** One of a run's scores: of which clips, and of which network. */
export interface Figure<S extends Score = Score> {
  part: Part;
  evaluation: S;
  /** What it was right on, e.g. `20 test clips of 2 sessions that it did not learn from`. */
  clips: string;
  /** `first`: the network of the first pass, in whose place another one was kept in the end. */
  network: 'kept' | 'first';
  /** Where the true score lies, 95 %; null where that cannot be told. */
  range: Range | null;
  /** Clips among them that it had learnt from before it was trained here. */
  known: number;
}

/** Whether the network that was kept learnt from the validation clips too, in passes after that which was scored on them. */
export const refitted = ({ config, split, stopped }: Omit<ScoredRun, 'metrics'>): boolean =>
  config.refit === true && split.validation.length > 0 && !stopped;

/** Of a run's scores, that on a part; null where that part has no clips. */
export function figureOf<S extends Score>(run: ScoredRun<S>, part: Part): Figure<S> | null {
  const evaluation = run.metrics[part];
  if (!evaluation) return null;
  const { split, from } = run;
  const before = new Set(from?.learnt);
  const sessions = count(split.sessions.test.length, 'session');
  const clips = {
    test: `${count(evaluation.clips, 'test clip')} of ${sessions} that it did not learn from`,
    validation: `${count(evaluation.clips, 'validation clip')}`,
    train: `the ${count(evaluation.clips, 'clip')} that it learnt from`,
  }[part];
  const known = part === 'train' ? 0 : split[part].filter((key) => before.has(key)).length;
  // Of sessions that it learnt from too, clips do not tell how it does on another.
  const apart = part === 'test' || (part === 'validation' && split.by === 'session');
  return {
    part,
    evaluation,
    clips,
    network: part !== 'test' && refitted(run) ? 'first' : 'kept',
    range: apart && known === 0 ? (evaluation.range ?? null) : null,
    known,
  };
}

/** The score that says most of what a model is worth: on test clips, else on validation clips, else on training clips. */
export function furthestFigure<S extends Score>(run: ScoredRun<S>): Figure<S> {
  return figureOf(run, 'test') ?? figureOf(run, 'validation') ?? (figureOf(run, 'train') as Figure<S>);
}

/** A run's score as a sentence: on which clips, and of which network. */
export function scoreSentence(run: ScoredRun): string {
  const { evaluation, clips, network } = furthestFigure(run);
  const who = network === 'first' ? 'The network of the first pass' : 'It';
  return `${who} was right on ${percent(evaluation.accuracy)} of ${clips}.`;
}

/** What a person should know of a run's score before they trust it, as sentences, the weightiest first. */
export function scoreCaveats(run: ScoredRun): string[] {
  const figure = furthestFigure(run);
  const { part, evaluation, known } = figure;
  if (part === 'train') {
    return ['No clips were held out, so this score says little about new clips.'];
  }
  const chosen =
    part === 'test'
      ? []
      : [
          'No session was held out for testing. The validation clips were used to choose the best epoch and to adjust the ' +
            `confidence, so this score is a little too good.${passWords(run)}`,
        ];
  if (known > 0) return [...chosen, knownWords(known, evaluation)];
  return [
    ...chosen,
    ...rangeWords(part, evaluation, part === 'test' || run.split.by === 'session'),
    ...scoreWarnings(part, evaluation),
  ];
}

/** Of which network a score on validation clips is, where that is not the one that was kept; begins with a space. */
function passWords(run: ScoredRun): string {
  if (!refitted(run)) return '';
  const { members = 1, network } = run.config;
  const learnt =
    network || members === 1
      ? 'the model was retrained with these clips included'
      : `${members} networks were trained with these clips included, and merged into the model`;
  return ` It was measured after the first pass; then ${learnt}, and no clips are left to measure the result.`;
}

const knownWords = (known: number, { clips }: Pick<Score, 'clips'>): string =>
  `The model knew ${known} of these ${count(clips, 'clip')} from its training, so this score flatters it: it will be right less often on new clips.`;

/** `between 61 % and 93 %`. */
export const betweenWords = ({ low, high }: Range): string =>
  `between ${percent(low, 0)} and ${percent(high, 0)}`;

/** Where the true score lies, as sentences; none where that was not kept. */
function rangeWords(part: Part, { range, sessions }: Score, apart: boolean): string[] {
  if (!apart) {
    return [
      `The ${part} clips come from sessions it also learnt from, so no range can be given for other sessions.`,
    ];
  }
  if (range) {
    const many = count(sessions?.length ?? 0, 'session');
    return [`On other sessions, expect ${betweenWords(range)} (95\u00a0% range, by resampling the ${many}).`];
  }
  return sessions?.length === 1
    ? [`All ${part} clips come from one session, so no range can be given for other sessions.`]
    : [];
}

/**
 * What a person should know of the score on clips that somebody chose, as sentences.
 * @param known clips among them that the model had learnt from, or was chosen by
 */
export const scoreRemarks = (evaluation: Score, known: number): string[] =>
  known > 0
    ? [knownWords(known, evaluation)]
    : [...rangeWords('test', evaluation, true), ...scoreWarnings('test', evaluation)];

function scoreWarnings(part: Part, { clips, perClass }: Score): string[] {
  const name = (row: { name: string }): string => row.name;
  const missing = perClass.filter((row) => row.clips === 0).map(name);
  const scarce = perClass.filter((row) => row.clips > 0 && row.clips < FEW_OF_A_CLASS).map(name);
  const warnings: string[] = [];
  if (clips < FEW_CLIPS) {
    warnings.push(`This score rests on only ${count(clips, `${part} clip`)}, so it can be far off.`);
  }
  if (scarce.length > 0) {
    warnings.push(
      `There are fewer than ${FEW_OF_A_CLASS} ${part} clips of ${list(scarce)}, so ` +
        `${scarce.length === 1 ? 'its own score says' : 'their own scores say'} little.`,
    );
  }
  if (missing.length > 0) {
    warnings.push(
      `There are no ${part} clips of ${list(missing)}, so this score says nothing about ${missing.length === 1 ? 'it' : 'them'}.`,
    );
  }
  return warnings;
}

/** Whether a model that was trained gets no more of the clips held out right than Instant does, made of the same others. */
export const noBetterThanInstant = ({ evaluation: { accuracy, instant }, known }: Figure): boolean =>
  instant !== undefined && known === 0 && accuracy <= instant;

/** What training has brought beyond Instant, by the same clips, as a sentence; null where that was not measured. */
export function instantWords(figure: Figure): string | null {
  const { evaluation, part, network, known } = figure;
  const { accuracy, instant, clips } = evaluation;
  // Instant has not seen clips that the model knew from before.
  if (instant === undefined || known > 0) return null;
  const [own, other] = [accuracy, instant].map((share) => Math.round(share * clips)) as [number, number];
  const these = `of these ${count(clips, `${part} clip`)}`;
  const as = 'made of the same clips with nothing trained,';
  const who = network === 'first' ? 'the network of the first pass' : 'this model';
  if (own > other)
    return `Instant, ${as} is right on ${other} ${these}; training brought ${own - other} more.`;
  const outcome =
    own === other
      ? `is right on as many ${these}, ${own}`
      : `is right on ${other} ${these}, ${who} on ${own}`;
  return `Training brought nothing here: Instant, ${as} ${outcome}.`;
}

/** How far apart confidence and being right lie on a part; null where that was not measured, or on too few clips. */
export function calibrationError({ part, evaluation: { calibration, clips } }: Figure): number | null {
  return part === 'test' && calibration && clips >= FEW_CLIPS ? calibration.ece : null;
}

/** Whether a model's confidence can be trusted, as far as a score tells, as a sentence. */
export function confidenceWords(figure: Figure): string {
  const { part, evaluation } = figure;
  const { calibration, clips } = evaluation;
  if (part === 'validation') {
    return 'Its confidence was adjusted on these very clips, so they cannot show how far it can be trusted. Hold out a session for testing to find out.';
  }
  if (part === 'train')
    return 'It learnt from these clips, so they cannot show how far its confidence can be trusted.';
  if (!calibration) return 'How far its confidence can be trusted was not measured.';
  if (clips < FEW_CLIPS) {
    return `${count(clips, 'clip')} ${clips === 1 ? 'is' : 'are'} too few to tell how far its confidence can be trusted.`;
  }
  const on = `on these ${count(clips, 'clip')}`;
  if (calibration.ece <= AGREEING) return `It was right about as often as it said, ${on}.`;
  const surer = calibration.bins.reduce(
    (sum, bin) => sum + bin.clips * ((bin.confidence ?? 0) - (bin.accuracy ?? 0)),
    0,
  );
  return surer > 0
    ? `It was right less often than it said, ${on}.`
    : `It was right more often than it said, ${on}.`;
}

/** A cross-validation's score as a sentence. `folds`: of each, how many clips it was tried on. */
export function crossvalSentence({ folds, mean, spread, range, ece }: CrossvalScore): string {
  const clips = folds.reduce((sum, fold) => sum + fold.evaluation.clips, 0);
  return [
    `Accuracy ${percent(mean)}, the mean of ${count(folds.length, 'fold')} (standard deviation of the folds ${percent(spread)}).`,
    ...(range
      ? [`On other sessions, expect ${betweenWords(range)} (95\u00a0% range, by resampling the folds).`]
      : []),
    clips < FEW_CLIPS
      ? `${count(clips, 'clip')} are too few to tell how far confidence can be trusted.`
      : `Calibration error ${percent(ece)}.`,
  ].join(' ');
}

/** What training has brought beyond Instant over all folds, as a sentence; null where that was not measured. */
export function crossvalInstantWords({
  mean,
  instant,
}: Pick<CrossvalScore, 'mean' | 'instant'>): string | null {
  if (instant === undefined) return null;
  const of = `Instant, made of the same clips with nothing trained, has a mean accuracy of ${percent(instant)}`;
  return mean > instant ? `${of}.` : `Training brought nothing here: ${of}.`;
}

interface CrossvalScore {
  folds: readonly { evaluation: { clips: number } }[];
  mean: number;
  spread: number;
  range: Range | null;
  ece: number;
  instant?: number | undefined;
}

/** As much of a row of the run list as the words for its score need. */
interface Summary {
  testAccuracy: number | null;
  validationAccuracy: number | null;
  trainAccuracy: number;
  refitted: boolean;
}

/** The score of a run in a list, and what it is of: `90 % on test`, `90 % on validation, first pass`. */
export function scoreLine(run: Summary): string {
  if (run.testAccuracy !== null) return `${percent(run.testAccuracy, 0)} on test`;
  if (run.validationAccuracy === null) return `${percent(run.trainAccuracy, 0)} on training`;
  return `${percent(run.validationAccuracy, 0)} on validation${run.refitted ? ', first pass' : ''}`;
}

/** Where many models were tested on the very sessions of this one: that the best of them looks better than it is. */
export function looksWarning(
  run: Pick<ScoredRun, 'split' | 'metrics'>,
  runs: readonly { testSessions: readonly string[] }[],
): string | null {
  if (!run.metrics.test) return null;
  const key = (sessions: readonly string[]): string => JSON.stringify([...sessions].sort());
  const own = key(run.split.sessions.test);
  const models = runs.filter(({ testSessions }) => key(testSessions) === own).length;
  if (models < MANY_LOOKS) return null;
  return (
    `You have compared ${models} models on this test, so the best score flatters you. ` +
    'Test the one you keep on a session that none of them was tested on.'
  );
}
