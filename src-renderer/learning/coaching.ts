import type { ClipRef } from '../../src-main/contract';
import { clipKey } from '../../src-main/shared/clip-key';
import { CLIPS_AT_ONCE } from './at-once';
import { byClass } from './clip-groups';
import { doubtsOf } from './doubt';

/** How a clip was answered by a model that had not learnt from it: which class it was taken for, by id. */
export interface LeftOutAnswer extends ClipRef {
  as: string;
  confidence: number;
  /** How sure the model was of the clip's own class. */
  own: number;
  /** Of two models that had learnt from half of the other clips each, the share that was right; null where that is not known. */
  halves: number | null;
}

/** A clip that looks more like another class, by id, than like its own. */
interface Doubt {
  clip: ClipRef;
  as: string;
  confidence: number;
}

/** The one thing that is worth saying about the clips of a class. */
export type Advice =
  | ({ kind: 'doubt' } & Doubt)
  /**
   * So many of the clips of two classes were taken for the other one. `more`: whether more clips of both have helped so far;
   * null where that cannot be told.
   */
  | { kind: 'alike'; other: string; confused: number; of: number; more: boolean | null }
  /** So many clips are missing before it is recognised at all. */
  | { kind: 'few'; missing: number }
  /** All its clips are of one session, though there are others: it could be tried on none. */
  | { kind: 'session'; clips: number }
  /** So many are right, and as many with half of the clips. */
  | { kind: 'enough'; right: number; of: number; sessions: number };

export interface Coaching {
  /** By class. */
  advice: ReadonlyMap<string, Advice>;
  /** By the clip's key. */
  doubts: ReadonlyMap<string, Doubt>;
}

export const NO_COACHING: Coaching = { advice: new Map(), doubts: new Map() };

interface Evidence {
  /** Ids, in their order. */
  classes: readonly string[];
  /** All there are now. */
  clips: readonly (ClipRef & { session: string })[];
  /** Those about clips that are gone or have moved since count for nothing. */
  answers: readonly LeftOutAnswer[];
  /** Whether a person has said that nothing is wrong with a clip that looks like another class. */
  isFine: (clip: ClipRef, as: string) => boolean;
}

/** What is said once it is clear goes on being said until it is clearly no longer so: a clip more or less changes nothing. */
const ALIKE = { begin: { clips: 2, share: 0.15 }, end: { clips: 1, share: 0.1 } };
/** Share of a class's clips that half of the clips got wrong and all got right: below it, more of them have stopped helping. */
const LOST = { begin: 0.05, end: 0.1 };
/** Clips that must have been tried before anything is said of how many are enough. */
const TELLING = 10;
/** Where more of a class's clips than this share look like another one, the classes are alike and not the clips wrong. */
const WRONG_SHARE = 1 / 3;
/** Share of the other clips of two classes that must have been told apart rightly before one of them is called wrong. */
const FIT_TO_JUDGE = { begin: 0.7, end: 0.5 };

/** What a person should know of the clips of each class while more are recorded, by how clips that were left out were answered. */
export function coach({ classes, clips, answers: all, isFine }: Evidence, before = NO_COACHING): Coaching {
  const there = new Set(clips.map(clipKey));
  const answers = all.filter((each) => there.has(clipKey(each)) && classes.includes(each.as));
  const doubts = doubtfulOf(classes, answers, before, isFine);
  const doubted = new Map(doubts.map((doubt) => [clipKey(doubt.clip), doubt]));
  const known = answers.filter((answer) => !doubted.has(clipKey(answer)));
  const sessions = new Set(clips.map(({ session }) => session)).size;
  const ofClass = byClass(clips);
  const advice = new Map<string, Advice>();
  for (const classId of classes) {
    const own = ofClass.get(classId) ?? [];
    const said = before.advice.get(classId);
    const found =
      doubtIn(classId, doubts, said) ??
      alikeTo(classId, classes, known, said) ??
      (all.length > 0 ? fewOf(own) : null) ??
      onlySession(own, sessions) ??
      enoughOf(classId, known, said, sessions);
    if (found) advice.set(classId, found);
  }
  return { advice, doubts: doubted };
}

/**
 * The surest first, and of two classes one at a time: a clip in the wrong class makes others look wrong, too. What was doubted
 * before still is, for as long as the clip is taken for the same class.
 */
function doubtfulOf(
  classes: readonly string[],
  answers: readonly LeftOutAnswer[],
  before: Coaching,
  isFine: Evidence['isFine'],
): readonly Doubt[] {
  const clear = doubtsOf(
    answers.map(({ classId, as, confidence, own }) => ({
      truth: classes.indexOf(classId),
      predicted: classes.indexOf(as),
      confidence,
      own,
    })),
    classes.length,
  );
  const wasSaid = (answer: LeftOutAnswer): boolean => before.doubts.get(clipKey(answer))?.as === answer.as;
  const doubtful = answers.filter(
    (answer, index) => answer.as !== answer.classId && (clear[index] || wasSaid(answer)),
  );
  const said = new Set<string>();
  return doubtful
    .filter((answer) => {
      const { classId, as } = answer;
      const alike = doubtful.filter((other) => other.classId === classId && other.as === as);
      const own = answers.filter((other) => other.classId === classId);
      const rest = answers.filter(
        (other) => (other.classId === classId || other.classId === as) && !alike.includes(other),
      );
      const right = rest.filter((other) => other.as === other.classId).length;
      return (
        alike.length <= Math.max(1, WRONG_SHARE * own.length) &&
        right >= (wasSaid(answer) ? FIT_TO_JUDGE.end : FIT_TO_JUDGE.begin) * rest.length
      );
    })
    .filter((answer) => !isFine(answer, answer.as))
    .sort((a, b) => Number(wasSaid(b)) - Number(wasSaid(a)) || a.own - b.own)
    .filter(({ classId, as }) => {
      const pair = [classId, as].sort().join(' ');
      const first = !said.has(pair);
      said.add(pair);
      return first;
    })
    .map(({ classId, id, as, confidence }) => ({ clip: { classId, id }, as, confidence }));
}

/** The one that was spoken of before, where there is still reason to. */
function doubtIn(classId: string, doubts: readonly Doubt[], said: Advice | undefined): Advice | null {
  const own = doubts.filter(({ clip }) => clip.classId === classId);
  const same = own.find(({ clip }) => said?.kind === 'doubt' && said.clip.id === clip.id);
  const doubt = same ?? own[0];
  return doubt ? { kind: 'doubt', ...doubt } : null;
}

/** The class that it is mixed up with most, or the one that was spoken of before. */
function alikeTo(
  classId: string,
  classes: readonly string[],
  answers: readonly LeftOutAnswer[],
  said: Advice | undefined,
): Advice | null {
  const pairs = classes
    .filter((other) => other !== classId)
    .map((other) => {
      const both = answers.filter((each) => each.classId === classId || each.classId === other);
      const confused = both.filter((each) => each.as === (each.classId === other ? classId : other));
      return { other, confused: confused.length, of: both.length, more: stillHelps(both) };
    });
  const holds = ({ confused, of }: (typeof pairs)[number], { clips, share }: typeof ALIKE.begin): boolean =>
    confused >= clips && confused >= share * of;
  const same = pairs.find(
    (pair) => said?.kind === 'alike' && said.other === pair.other && holds(pair, ALIKE.end),
  );
  const worst = pairs.reduce<(typeof pairs)[number] | null>(
    (most, pair) => (holds(pair, ALIKE.begin) && pair.confused > (most?.confused ?? 0) ? pair : most),
    null,
  );
  const pair = same ?? worst;
  return pair ? { kind: 'alike', ...pair } : null;
}

function fewOf(clips: readonly unknown[]): Advice | null {
  const missing = CLIPS_AT_ONCE - clips.length;
  return clips.length > 0 && missing > 0 ? { kind: 'few', missing } : null;
}

function onlySession(clips: readonly { session: string }[], sessions: number): Advice | null {
  const own = new Set(clips.map(({ session }) => session)).size;
  return sessions > 1 && own === 1 && clips.length >= CLIPS_AT_ONCE
    ? { kind: 'session', clips: clips.length }
    : null;
}

function enoughOf(
  classId: string,
  answers: readonly LeftOutAnswer[],
  said: Advice | undefined,
  sessions: number,
): Advice | null {
  const own = answers.filter((each) => each.classId === classId);
  const most = said?.kind === 'enough' ? LOST.end : LOST.begin;
  if (stillHelps(own, most) !== false) return null;
  const right = own.filter(({ as }) => as === classId).length;
  return { kind: 'enough', right, of: own.length, sessions };
}

/** Whether all clips do clearly better than half of them; null where too few were tried to tell. */
function stillHelps(answers: readonly LeftOutAnswer[], most = LOST.begin): boolean | null {
  if (answers.length < TELLING) return null;
  let lost = 0;
  for (const { classId, as, halves } of answers) {
    if (halves === null) return null;
    lost += Number(as === classId) - halves;
  }
  return lost > most * answers.length;
}
