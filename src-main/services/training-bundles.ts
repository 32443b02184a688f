import { BeckonError, type ClipInfo, type Split, type UnreadableFile } from '../contract';
import { shardsOf } from '../formats/datasets/shards';
import { zipStream, type ZipPart } from '../formats/datasets/zip-stream';
import type { TrainingPlan } from '../formats/models/training-start';
import { clipKey } from '../shared/clip-key';
import { CLIP_EXTENSION } from '../store/clip-file';
import type { ProjectFiles } from '../store/project-files';
import type { Clips } from './clips';
import type { OutgoingDataset } from './datasets';
import type { Models } from './models';
import { labelled, PARTS, planFromMotion, planFromRun } from './training-plan';

/** What is to be trained: a model further, or Beckon's motion network with some sessions kept for the test. */
export type TrainingWish = { runId: string } | { testSessions: readonly string[] };

export interface OutgoingBundle extends OutgoingDataset {
  /** What the app would do and training elsewhere does not, as sentences. */
  notes: readonly string[];
}

/** A project's clips on their way to where a network is trained on them. */
export class TrainingBundles {
  constructor(
    private readonly files: ProjectFiles,
    private readonly others: { clips: Clips; models: Models },
  ) {}

  /** Rejects where there is nothing to learn from, or where the network is none that Beckon can write down. */
  async export(slug: string, wish: TrainingWish, appVersion: string): Promise<OutgoingBundle> {
    const project = await this.files.read(slug);
    const { clips: all, unreadable } = await this.others.clips.list(slug);
    const leftOut: UnreadableFile[] = unreadable.map(({ classId, file, reason }) => ({
      file: `${classId}/${file}`,
      reason,
    }));
    const leave = ({ classId, id }: ClipInfo, reason: string): void =>
      void leftOut.push({ file: `${classId}/${id}${CLIP_EXTENSION}`, reason });
    const model = 'runId' in wish ? await this.#model(slug, wish.runId) : null;
    const classes = model?.run.classes ?? project.classes;
    const frames = model?.run.preprocess.frames ?? project.capture.frames;
    const clips = all.filter((clip) => {
      const hindrance = !classes.some(({ id }) => id === clip.classId)
        ? 'The model does not know its class.'
        : clip.shape[0] === frames
          ? null
          : `It has ${clip.shape[0]} frames, and the network takes ${frames}.`;
      if (hindrance !== null) leave(clip, hindrance);
      return hindrance === null;
    });
    const ground = { project, clips, appVersion, created: new Date().toISOString() };
    const plan = model
      ? planFromRun(ground, { ...model, capture: project.capture, threshold: 0 })
      : await planFromMotion(ground, 'testSessions' in wish ? wish.testSessions : []);
    if (plan.run.split.train.length === 0) {
      throw new BeckonError('EMPTY', 'None of the project’s clips is left to learn from.');
    }
    const chunks = zipStream(this.#parts(slug, plan, clips, leave), new Date(ground.created));
    return { name: `${slug}-training.zip`, clips: clips.length, chunks, leftOut, notes: plan.notes };
  }

  async #model(slug: string, runId: string) {
    const { run, topology, weights } = await this.others.models.read(slug, runId);
    const [layers, numbers] = await Promise.all([topology.arrayBuffer(), weights.arrayBuffer()]);
    return { run, topology: new Uint8Array(layers), weights: new Uint8Array(numbers) };
  }

  /** The clips first, so that the rest can tell which ones there are. */
  async *#parts(
    slug: string,
    plan: TrainingPlan,
    clips: readonly ClipInfo[],
    leave: (clip: ClipInfo, reason: string) => void,
  ): AsyncGenerator<ZipPart> {
    const shards: string[] = [];
    const there = new Set<string>();
    const read = (clip: ClipInfo): Promise<Uint8Array> => this.others.clips.readFile(slug, clip);
    for await (const { name, bytes, clips: taken } of shardsOf(labelled(plan, clips), read, leave)) {
      shards.push(name);
      for (const { info } of taken) there.add(clipKey(info));
      yield { path: name, bytes };
    }
    const run = { ...plan.run, split: within(plan.run.split, there) };
    // Its Python comes in by the bundler, which not everything that has these services went through.
    const { trainingFiles } = await import('../formats/models/training-bundle');
    for (const { name, bytes } of trainingFiles({ ...plan, run }, shards)) {
      yield { path: name, bytes: typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes };
    }
  }
}

/** A split of the clips that are there. */
const within = (split: Split, there: ReadonlySet<string>): Split => ({
  ...split,
  ...Object.fromEntries(PARTS.map((part) => [part, split[part].filter((key) => there.has(key))])),
});
