import type { LayersModel } from '@tensorflow/tfjs';
import type { Evaluation, Framing, Rehearsed, Unseen } from '../../../src-main/contract';
import { labelsOf } from '../../learning/clips';
import { changeTo, framingOf, viewOfClip } from '../../learning/framing';
import { Random } from '../../learning/random';
import { rehearsalOf } from '../../learning/excerpts';
import { drawRehearsals } from '../../learning/rehearsal';
import { FEW_STRETCHES } from '../../learning/stretch-count';
import type { KeptClip } from '../api';
import { hash } from '../kernels/hash';
import { givenDue, knowsIdle, outputsOf } from '../model/idle';
import { fitTemperature, soften } from './calibrate';
import { countLabels, evaluatePredictions } from './evaluate';
import { asGoodAnywhere } from './anywhere';
import { trainIdle } from './idle';
import { instantAccuracy } from './instant-accuracy';
import type { JobParameters } from './job-parameters';
import { NearestMean } from './nearest-mean';
import { answerClips, predictClips } from './predict';
import { answerRehearsals } from './rehearse';
import type { SplitClips } from './run-state';
import { unseenBy, withTypicality } from './unseen';

/** With fewer clips held out, those that it has learnt from tell, too, whether it matters where and how large gestures are. */
const FEWEST_HELD = 8;

/** What a model of a run answers: to clips, to streams made of them, and how good that is. */
export class JobJudge {
  #nearest: Promise<NearestMean> | null = null;
  #kept: LayersModel;
  /** How far each validation clip lies from what is known without them. */
  #apart: readonly (number | undefined)[] = [];

  /** @param breathe lets messages in between two pieces of work */
  constructor(
    private readonly parameters: JobParameters,
    private readonly breathe: () => Promise<void>,
  ) {
    this.#kept = parameters.model;
  }

  /** What clips are to this model, which answers alike, tells from now on what has never been seen. */
  keeps(model: LayersModel): void {
    this.#kept = model;
  }

  /** The probabilities of the classes, given that a gesture is due. */
  async predict(clips: readonly KeptClip[]): Promise<Float32Array> {
    const probabilities = await predictClips(
      this.parameters.model,
      clips,
      this.parameters.spec,
      this.parameters.request.config.batchSize,
      this.breathe,
    );
    return this.givenDue(probabilities);
  }

  async #answer(clips: readonly KeptClip[]): ReturnType<typeof answerClips> {
    const { spec, request } = this.parameters;
    const { probabilities, states } = await answerClips(
      this.#kept,
      clips,
      spec,
      request.config.batchSize,
      this.breathe,
    );
    return { probabilities: this.givenDue(probabilities), states };
  }

  givenDue(probabilities: Float32Array): Float32Array {
    const { spec, request } = this.parameters;
    const { config, classes } = request;
    return givenDue(probabilities, outputsOf(config, spec, classes), classes.length);
  }

  /**
   * Makes the model as sure as its answers on the validation clips give it reason to be: the temperature, or null
   * where there is nothing to go by.
   */
  async calibrate(): Promise<number | null> {
    const { classes } = this.parameters.request;
    const clips = this.parameters.clips.validation;
    if (clips.length === 0) return null;
    const temperature = fitTemperature(await this.predict(clips), labelsOf(clips, classes), classes.length);
    soften(this.parameters.model, temperature);
    return temperature;
  }

  /**
   * Where live use is to look; undefined where it is to look at the whole square. At each movement by itself, if the model tells
   * clips apart as well that are moved to where most gestures are made, and made as large as most.
   */
  async framing(): Promise<Framing | undefined> {
    const { model, request, spec, clips } = this.parameters;
    const { config, classes } = request;
    if (config.follow !== true || !knowsIdle(config, spec)) return undefined;
    const known = [...clips.train, ...clips.validation];
    const framing = framingOf(spec, known, classes);
    if (!framing) return undefined;
    const tried = clips.validation.length >= FEWEST_HELD ? clips.validation : known;
    const plain = await this.predict(tried);
    const moved = this.givenDue(
      await predictClips(model, tried, spec, config.batchSize, this.breathe, (clip) =>
        changeTo(viewOfClip(spec, clip, framing)),
      ),
    );
    if (asGoodAnywhere(labelsOf(tried, classes), { plain, moved }, classes.length)) return framing;
    const { spread, movement, least } = framing;
    return { spread, movement, least };
  }

  /**
   * What the model answers to streams put together from these clips, which it has not learnt from, and to excerpts of recorded stretches;
   * undefined where it does not know when none is due, or is stopped. Comes last: a network that another pass will replace learns only now, in short,
   * when no gesture is due, and forgets how it was calibrated.
   */
  async rehearse(
    held: readonly KeptClip[],
    { temperature, framing }: { temperature: number | null; framing: Framing | undefined },
  ): Promise<Rehearsed | undefined> {
    const { request, spec, model, trainer, clips, stopped, passes } = this.parameters;
    const { config, classes } = request;
    if (!knowsIdle(config, spec)) return undefined;
    const random = new Random(hash(0x8e4e, config.seed));
    const { clips: count, rehearsals } = drawRehearsals(held, spec, classes, random);
    const { best } = this.parameters.state;
    const { excerpts = [] } = request;
    if (passes > 1 && !config.instant && best && rehearsals.length > 0) {
      trainer.restore(best.weights);
      const between = this.breathe;
      const kinds = (await this.parameters.counterfeits?.(between)) ?? undefined;
      const task = { spec, config, classes, clips: clips.train, excerpts, kinds, stopped, between };
      await trainIdle(model, { ...task, framing, most: FEW_STRETCHES });
      soften(model, temperature ?? 1);
    }
    const asked = { spec, classes: classes.length, framing, stopped, between: this.breathe };
    // They count beside rehearsals only: by themselves they are too kind to a model that has learnt from them.
    const seen = rehearsals.length > 0 ? excerpts.map((each) => rehearsalOf(each, classes, spec.fps)) : [];
    const recorded = seen.flatMap((each) => each ?? []);
    const streams = stopped() ? null : await answerRehearsals(model, [...rehearsals, ...recorded], asked);
    const excerptGestures = recorded.reduce((sum, { gestures }) => sum + gestures.length, 0);
    const beside = recorded.length > 0 ? { excerpts: recorded.length, excerptGestures } : {};
    // What another pass learns besides makes it surer than this network; what is solved anew, or stays, is as sure.
    const sure = passes > 1 && !config.instant ? {} : { asSure: true as const };
    return streams ? { clips: count, ...beside, ...sure, streams } : undefined;
  }

  /** What it takes to tell a movement that the model has never seen, as `unseenBy` has it. */
  async unseen(widening?: number): Promise<Unseen | null> {
    const { request, spec, clips, states } = this.parameters;
    const { config, classes } = request;
    const task = { spec, config, classes, clips, states, widening, between: this.breathe };
    const learnt = await unseenBy(this.#kept, task);
    this.#apart = learnt?.held ?? [];
    return learnt?.unseen ?? null;
  }

  /**
   * How the model does on a part, without augmentation; null where the part is empty.
   * @param unseen by which it is told how usual each of its clips is
   */
  async evaluate(part: keyof SplitClips, unseen: Unseen | null = null): Promise<Evaluation | null> {
    const { request, clips: all, states: known = new Map() } = this.parameters;
    const { classes } = request;
    const clips = all[part];
    if (clips.length === 0) return null;
    const labels = labelsOf(clips, classes);
    const counts = countLabels(labelsOf(all.train, classes), classes.length);
    const nearest = await this.#nearestMean();
    const compared = { request, train: all.train, tried: clips, states: known, between: this.breathe };
    const instant = part === 'train' ? null : await instantAccuracy(compared);
    const { probabilities, states } = unseen
      ? await this.#answer(clips)
      : { probabilities: await this.predict(clips), states: [] };
    const evaluation = evaluatePredictions(probabilities, labels, classes, counts, clips);
    return {
      ...(unseen
        ? withTypicality(evaluation, states, unseen, part === 'validation' ? this.#apart : [])
        : evaluation),
      nearestMean: await nearest.accuracy(clips, labels, this.breathe),
      ...(instant !== null && { instant }),
    };
  }

  #nearestMean(): Promise<NearestMean> {
    const { request, clips, spec } = this.parameters;
    const { classes } = request;
    const { train } = clips;
    this.#nearest ??= NearestMean.of(train, labelsOf(train, classes), classes.length, spec, this.breathe);
    return this.#nearest;
  }

  /** How the model does on each part. There are always clips to train on. How usual clips are is told of those held out. */
  async metrics(
    unseen: Unseen | null,
  ): Promise<{ train: Evaluation; validation: Evaluation | null; test: Evaluation | null }> {
    return {
      train: (await this.evaluate('train')) as Evaluation,
      validation: await this.evaluate('validation', unseen),
      test: await this.evaluate('test', unseen),
    };
  }
}
