import type { ClipFeatureFiles } from '../../../src-main/contract';
import { EngineError, type InstantModel, type InstantRequest, type KeptClip } from '../api';
import { argMax } from '../../learning/arg-max';
import { mirrorsOf } from '../../learning/augment';
import { labelsOf, middleOf } from '../../learning/clips';
import { closedForm, confidencesOf } from '../../learning/closed-form';
import { learnUnseen } from '../../learning/unseen';
import { instantProblem, preprocessSpec } from '../../learning/defaults';
import { isNone } from '../../learning/none-class';
import { digest } from '../kernels/hash';
import { setHead } from '../model/head';
import { knowsIdle, outputsOf } from '../model/idle';
import { saveModel } from '../model/model-files';
import { motionName } from '../model/motion-start';
import { clipStates, rowsOf } from '../training/clip-states';
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

const keysOf = (request: InstantRequest): string[] => {
  const task = taskOf(request);
  return request.clips.map((clip) => statesKey(task, clip));
};

/** Places of those clips of a request that have not been looked at yet. */
export const unseenOf = (request: InstantRequest): number[] =>
  keysOf(request).flatMap((key, index) => (kept.has(key) ? [] : [index]));

/** What the clips of a request are to the motion network, as far as it is known. */
export const featuresOf = async (request: InstantRequest): Promise<ClipFeatureFiles> =>
  kept.pack(keysOf(request), await motionName());

/** Takes in what {@link featuresOf} gave. */
export async function recall({ values, ...features }: ClipFeatureFiles): Promise<void> {
  kept.unpack(features, await values.arrayBuffer(), await motionName());
}

/**
 * A model of all clips of a request, whose last layer is solved at once. Those not looked at before come as they are; any
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
      if (clip.shape[0] < spec.frames) continue;
      kept.set(statesKey(task, clip), await clipStates(model, middleOf(clip, spec.frames), task));
      looked += 1;
    }
    const known = request.clips.flatMap((clip) => {
      const states = kept.get(statesKey(task, clip));
      return states ? [{ clip, rows: rowsOf(states, clip, classes) }] : [];
    });
    if (new Set(known.map(({ clip }) => clip.classId)).size < 2)
      throw new EngineError('TOO_FEW_CLASSES', 'An instant model needs clips of at least two classes.');
    const rows = known.map((each) => each.rows);
    const idle = knowsIdle(config, spec);
    const { head, tried, sharpness } = closedForm(rows, { classes: classes.length, idle, halves: true });
    setHead(model, head);
    const unseen = learnUnseen(rows, classes.length);
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
    };
  } finally {
    model.dispose();
  }
}
