import type { ClipFeatureFiles } from '../../../src-main/contract';
import {
  EngineError,
  type InstantExcerpt,
  type InstantModel,
  type InstantPiece,
  type InstantRequest,
  type KeptClip,
} from '../api';
import { argMax } from '../../learning/arg-max';
import { mirrorsOf } from '../../learning/augment';
import { labelsOf, usableClips } from '../../learning/clips';
import { closedForm, confidencesOf, type ClipRows } from '../../learning/closed-form';
import { learnUnseen } from '../../learning/unseen';
import { instantProblem, preprocessSpec } from '../../learning/defaults';
import { isNone } from '../../learning/none-class';
import { Random } from '../../learning/random';
import { digest, hash, textHash } from '../kernels/hash';
import { setHead } from '../model/head';
import { knowsIdle, outputsOf } from '../model/idle';
import { saveModel } from '../model/model-files';
import { instantName } from '../model/motion-start';
import { clipStates, excerptStates, namedBy, rowsOf } from '../training/clip-states';
import { instantNetwork } from '../training/instant-network';
import { KeptStates } from './kept-states';

/** What clips are to the motion network. */
const kept = new KeptStates();
/** What stands for a text in the name of states; there are few. */
const digests = new Map<string, string>();

const taskOf = ({ config, classes, capture }: InstantRequest) => ({
  spec: preprocessSpec(config, capture),
  config,
  classes,
});

/**
 * What names the states of a clip: its id, which no other clip of its project ever has, and what else of a configuration
 * and its class they depend on.
 */
function statesKey(
  { spec, config, classes }: ReturnType<typeof taskOf>,
  { classId, id }: { classId: string; id: string },
): string {
  const { augment, augmentation, seed, idle } = config;
  const [own = 0] = labelsOf([{ classId }], classes);
  const gesture = classes[own];
  const twin = (mirrorsOf(classes)[own] ?? null) !== null;
  const none = gesture ? isNone(gesture) : false;
  const text = JSON.stringify([spec, augment, augmentation, seed, idle, twin, none]);
  const known = digests.get(text) ?? digest(text);
  digests.set(text, known);
  return `${id} ${known}`;
}

/** The same of an excerpt, which its stretch, its place there and what is marked in it name. */
const excerptKey = (
  task: ReturnType<typeof taskOf>,
  { stretch, ...plan }: InstantExcerpt,
  capture: InstantRequest['capture'],
): string => {
  const { width, height, mirror } = capture;
  const { classId } = namedBy(plan);
  return statesKey(task, {
    classId,
    id: `${stretch} ${digest(JSON.stringify([plan, width, height, mirror]))}`,
  });
};

const excerptKeysOf = (request: InstantRequest): string[] => {
  const task = taskOf(request);
  return (request.excerpts ?? []).map((excerpt) => excerptKey(task, excerpt, request.capture));
};

const keysOf = (request: InstantRequest): string[] => {
  const task = taskOf(request);
  return [...request.clips.map((clip) => statesKey(task, clip)), ...excerptKeysOf(request)];
};

/** Places of those clips of a request that have not been looked at yet. */
export function unseenOf(request: InstantRequest): number[] {
  const task = taskOf(request);
  return request.clips.flatMap((clip, index) => (kept.has(statesKey(task, clip)) ? [] : [index]));
}

/** What the clips of a request are to the motion network, as far as it is known. */
export const featuresOf = async (request: InstantRequest): Promise<ClipFeatureFiles> =>
  kept.pack(keysOf(request), await instantName());

/** Takes in what {@link featuresOf} gave. */
export async function recall({ values, ...features }: ClipFeatureFiles): Promise<void> {
  kept.unpack(features, await values.arrayBuffer(), await instantName());
}

/** Looks at excerpts of a request, which models learn from afterwards. Does nothing where these do not learn when none is due. */
export async function lookAtExcerpts(
  request: InstantRequest,
  pieces: readonly InstantPiece[],
): Promise<void> {
  const task = taskOf(request);
  const { config, spec, classes } = task;
  if (!knowsIdle(config, spec)) return;
  const keys = excerptKeysOf(request);
  const model = await instantNetwork(config, spec, outputsOf(config, spec, classes));
  try {
    for (const { place, excerpt } of pieces) {
      const key = keys[place];
      if (key === undefined) continue;
      const random = new Random(hash(textHash(key), config.seed));
      kept.set(key, await excerptStates(model, excerpt, task, random));
    }
  } finally {
    model.dispose();
  }
}

/**
 * A model of all clips of a request, and of those of its excerpts that have been looked at, whose last layer is solved at once. Those not looked at before come as they are; any
 * that are then still missing are left out.
 * @throws EngineError `BAD_MODEL`, `TOO_FEW_CLASSES`
 */
export async function solveInstantly(
  request: InstantRequest,
  coming: () => Promise<KeptClip | null>,
): Promise<InstantModel> {
  const { config, classes } = request;
  const task = taskOf(request);
  const { spec } = task;
  const problem = instantProblem(config);
  if (problem) throw new EngineError('BAD_MODEL', problem);
  kept.bound(keysOf(request));
  let looked = 0;
  const model = await instantNetwork(config, spec, outputsOf(config, spec, classes));
  try {
    for (;;) {
      const clip = await coming();
      if (!clip) break;
      for (const usable of usableClips([clip], spec.frames)) {
        kept.set(statesKey(task, clip), await clipStates(model, usable, task));
        looked += 1;
      }
    }
    const known = request.clips.flatMap((clip) => {
      const states = kept.get(statesKey(task, clip));
      return states ? [{ clip, rows: rowsOf(states, clip, classes) }] : [];
    });
    if (new Set(known.map(({ clip }) => clip.classId)).size < 2)
      throw new EngineError('TOO_FEW_CLASSES', 'An instant model needs clips of at least two classes.');
    const rows = known.map((each) => each.rows);
    const idle = knowsIdle(config, spec);
    const excerpts = idle ? excerptsOf(request) : { rows: [], missing: [] };
    const options = { classes: classes.length, idle, halves: true, beside: excerpts.rows };
    const { head, tried, sharpness } = closedForm(rows, options);
    setHead(model, head);
    const unseen = learnUnseen(rows, classes.length)?.unseen;
    return {
      ...(await saveModel(model)),
      run: {
        id: 'instant',
        preprocess: spec,
        classes,
        ...(idle && { idle: true as const }),
        ...(unseen && { unseen }),
      },
      tried: tried.flatMap(({ clip, label, outputs, halves }) => {
        const of = known[clip]?.clip;
        const shares = confidencesOf(outputs, sharpness);
        const answer = argMax(shares);
        const [confidence = 0, own = 0] = [shares[answer], shares[label]];
        return of ? [{ classId: of.classId, id: of.id, answer, confidence, own, halves }] : [];
      }),
      clips: known.length,
      looked,
      excerpts: excerpts.rows.length,
      missing: excerpts.missing,
    };
  } finally {
    model.dispose();
  }
}

/** What is known of the excerpts of a request, and the places of the others. */
function excerptsOf(request: InstantRequest): { rows: ClipRows[]; missing: number[] } {
  const { classes, excerpts = [] } = request;
  const found = excerptKeysOf(request).map((key) => kept.get(key));
  return {
    rows: excerpts.flatMap((excerpt, place) => {
      const states = found[place];
      return states ? [rowsOf(states, namedBy(excerpt), classes)] : [];
    }),
    missing: found.flatMap((states, place) => (states ? [] : [place])),
  };
}
