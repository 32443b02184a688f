import * as tf from '@tensorflow/tfjs-core';
import type { Epoch, Framing } from '../../../src-main/contract';
import { mirrorsOf, NO_AUGMENTATION, randomChange, type Backdrops } from '../../learning/augment';
import { backdropsFrom } from '../../learning/backdrop';
import { labelsOf } from '../../learning/clips';
import { closedForm, type ClipRows } from '../../learning/closed-form';
import { AUGMENTATION } from '../../learning/defaults';
import { Random } from '../../learning/random';
import { EngineError } from '../api';
import { hash } from '../kernels/hash';
import { setHead } from '../model/head';
import { knowsIdle, outputsOf } from '../model/idle';
import { averageOf, epochsInVain, isBetter } from './best-epoch';
import { clipStates, excerptStates, namedBy, rowsOf } from './clip-states';
import { score } from './evaluate';
import type { CounterfeitKinds } from './counterfeit-check';
import { trainIdle } from './idle';
import { JobJudge } from './job-judge';
import type { JobParameters } from './job-parameters';
import { clipOf, isCounterfeit, ofClasses, shownOf, type Lesson } from './lessons';
import { drawCounterfeits } from './pieces';
import { batchTensor } from './predict';
import type { PassState } from './run-state';
import { scheduledRate } from './schedule';
import { targets } from './targets';
import { Throughput } from './throughput';

/** Steps that may be under way on the device before the loop waits for it. */
const STEPS_IN_FLIGHT = 4;
/**
 * Where no clips are held out, nothing tells which epoch is best; then the mean of the weights of this share of the
 * epochs, the last, is kept (Izmailov et al. 2018).
 */
const AVERAGED = 0.25;
/** Pieces in which learning when nothing is due is told of. */
const IDLE_PIECES = 100;
/** Predicting a clip takes about this share of training on it. */
const PREDICT_SHARE = 0.3;

/** The epochs of one run, on one device. */
export class TrainingJob {
  readonly #throughput = new Throughput();
  readonly #random: Random;
  readonly #state: PassState;
  readonly #outputs: number;
  /** What is taught of a clip of each class: a row of the labels. */
  readonly #labels: number[][];
  /** How many times as many lessons an epoch has as there are clips. */
  #lessonsEach = 1;
  #abandoned = false;
  readonly judge: JobJudge;

  constructor(private readonly parameters: JobParameters) {
    const { request, trainer, state, clips } = parameters;
    this.#random = new Random(request.config.seed).fork();
    this.#state = state;
    this.#outputs = outputsOf(request.config, parameters.spec, request.classes);
    this.judge = new JobJudge(parameters, this.#breathe);
    this.#labels = targets(request, clips.train, this.#outputs);
    if (!state.latest) return;
    this.#random.resume(state.latest.random);
    trainer.resume(state.latest.trainer);
  }

  /** Its device is gone: whatever is still under way ends at its next turn. */
  abandon(): void {
    this.#abandoned = true;
  }

  /** Lets messages in between two pieces of work. */
  readonly #breathe = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#check();
  };

  #check(): void {
    if (this.#abandoned || this.parameters.isLost())
      throw new EngineError('CONTEXT_LOST', 'The device was lost.');
  }

  /** Trains to the last epoch or until stopped, then puts the best epoch's weights back. */
  async run(): Promise<{ epochs: Epoch[]; bestEpoch: number; stopped: boolean }> {
    const { request, trainer, stopped } = this.parameters;
    const state = this.#state;
    const patience = this.parameters.pass === 1 ? (request.config.patience ?? 0) : 0;
    const enough = (): boolean => patience > 0 && epochsInVain(state.epochs) >= patience;
    let ended = false;
    for (let epoch = state.epochs.length; epoch < this.parameters.epochs && !ended && !enough(); epoch++) {
      const record = request.config.instant ? await this.#solve() : await this.#epoch(epoch);
      this.#check();
      ended = record === null || stopped();
      if (record) await this.#keep(epoch, record);
      if (!ended && this.parameters.paused()) throw new EngineError('PAUSED', 'Training was paused.');
    }
    const { best, average, epochs } = state;
    if (!best) throw new EngineError('CANCELLED', 'Training was stopped before its first epoch had ended.');
    trainer.restore(this.parameters.pass === 1 || !average ? best.weights : average.weights);
    return { epochs, bestEpoch: best.epoch, stopped: epochs.length < this.parameters.epochs && !enough() };
  }

  /** One pass over the training clips and one look at the validation clips. Null: it ended on the way. */
  async #epoch(epoch: number): Promise<Epoch | null> {
    const { config, classes } = this.parameters.request;
    const { epochs, trainer } = this.parameters;
    const { learningRate, warmUp } = config;
    const { train } = this.parameters.clips;
    const made = drawCounterfeits(train, train, await this.#counterfeits(), this.#random);
    const order = this.#random.shuffled<Lesson>([...train, ...made]);
    this.#lessonsEach = order.length / train.length;
    const batches = Math.ceil(order.length / config.batchSize);
    const labels: number[] = [];
    for (let batch = 0; batch < batches; batch++) {
      await this.#breathe();
      if (this.parameters.stopped()) return null;
      trainer.learningRate = scheduledRate({ learningRate, epochs, warmUp }, epoch, (batch + 1) / batches);
      const lessons = order.slice(batch * config.batchSize, (batch + 1) * config.batchSize);
      labels.push(...this.#step(lessons));
      if ((batch + 1) % STEPS_IN_FLIGHT === 0) await trainer.settle();
      this.#tick(epoch, batch, batches);
    }
    const probabilities = await trainer.takeEpoch();
    this.#check();
    const known = ofClasses(probabilities, labels, classes.length);
    const trained = score(this.judge.givenDue(known.probabilities), known.labels, classes.length);
    if (!Number.isFinite(trained.loss)) return this.#diverged(epoch);
    const validated = await this.#validate();
    this.#throughput.done(
      PREDICT_SHARE * Math.ceil(this.parameters.clips.validation.length / config.batchSize),
    );
    return {
      ...trained,
      validationLoss: validated?.loss ?? null,
      validationAccuracy: validated?.accuracy ?? null,
    };
  }

  /** In place of epochs: the last layer that fits the training clips best. Null: it ended on the way. */
  async #solve(): Promise<Epoch | null> {
    const { request, spec, model, clips, stopped, states: kept = new Map(), pass, passes } = this.parameters;
    const { config, classes } = request;
    const rows: ClipRows[] = [];
    const batches = clips.train.length;
    for (const clip of clips.train) {
      const states = kept.get(clip) ?? (await clipStates(model, clip, { spec, config, classes }));
      kept.set(clip, states);
      rows.push(rowsOf(states, clip, classes));
      await this.#breathe();
      if (stopped()) return null;
      if (rows.length === 1) this.#throughput.skip();
      else this.#throughput.done(1);
      const secondsLeft = this.#throughput.secondsFor(batches - rows.length);
      const pieces = { epoch: 1, epochs: 1, batch: rows.length, batches, secondsLeft };
      this.parameters.onProgress({ kind: 'batch', frames: false, pass, passes, ...pieces });
    }
    const idle = knowsIdle(config, spec);
    const beside = idle ? await this.#excerptRows() : [];
    setHead(model, closedForm(rows, { classes: classes.length, idle, beside }).head);
    const labels = labelsOf(clips.train, classes);
    const trained = score(await this.judge.predict(clips.train), labels, classes.length);
    const validated = await this.#validate();
    return {
      ...trained,
      validationLoss: validated?.loss ?? null,
      validationAccuracy: validated?.accuracy ?? null,
    };
  }

  /** What excerpts of recorded stretches are to a model whose last layer is solved; those that are seen before it is stopped. */
  async #excerptRows(): Promise<ClipRows[]> {
    const { request, spec, model, stopped, states: kept = new Map() } = this.parameters;
    const { config, classes, excerpts = [] } = request;
    const rows: ClipRows[] = [];
    for (const [index, excerpt] of excerpts.entries()) {
      if (stopped()) break;
      const random = new Random(hash(index, hash(0xe8ce, config.seed)));
      const task = { spec, config, classes };
      const states = kept.get(excerpt) ?? (await excerptStates(model, excerpt, task, random));
      kept.set(excerpt, states);
      rows.push(rowsOf(states, namedBy(excerpt), classes));
      await this.#breathe();
    }
    return rows;
  }

  /** Ends with the best epoch before, where there is one. */
  #diverged(epoch: number): null {
    const smaller = 'Choose a smaller learning rate and train again.';
    if (!this.#state.best) throw new EngineError('INTERNAL', `Training diverged. ${smaller}`);
    this.#state.warnings.push(
      `Training diverged in epoch ${epoch + 1}, so the best epoch before it was kept. ${smaller}`,
    );
    return null;
  }

  /** @returns the outputs that the lessons, or their frames, were taught as; a mirrored one is its twin's */
  #step(lessons: readonly Lesson[]): number[] {
    const { config, classes } = this.parameters.request;
    const mirrors = mirrorsOf(classes);
    const { augmentation: strengths = AUGMENTATION } = config;
    const clips = lessons.map(shownOf);
    const backdrops = (index: number): Backdrops =>
      backdropsFrom(clipOf(lessons[index] as Lesson), this.parameters.clips.train);
    const changes = labelsOf(clips, classes).map((label, index) =>
      config.augment
        ? randomChange(label, mirrors, this.#random, strengths, backdrops(index))
        : { augmentation: NO_AUGMENTATION, label },
    );
    const { frames, spec, trainer } = this.parameters;
    const taught = changes.flatMap(({ label }, index) => {
      if (isCounterfeit(lessons[index] as Lesson)) return classes.length;
      return frames ? new Array<number>(spec.frames).fill(label) : label;
    });
    tf.tidy(() => {
      const augment = (index: number) => changes[index]?.augmentation ?? NO_AUGMENTATION;
      const inputs = batchTensor(clips, spec, augment);
      const labels = taught.map((label) => this.#labels[label] as number[]);
      const [count, time, ...picture] = inputs.shape;
      const pictures = frames ? tf.reshape<tf.Rank.R5>(inputs, [count * time, 1, ...picture]) : inputs;
      trainer.step(pictures, tf.tensor2d(labels, [taught.length, this.#outputs]));
    });
    return taught;
  }

  /** Ways to make movements of the clips that are no gesture; none where it has no output for that. */
  async #counterfeits(): Promise<CounterfeitKinds> {
    const { request, spec, frames = false, counterfeits } = this.parameters;
    const { config } = request;
    if (!counterfeits || frames || config.instant || !knowsIdle(config, spec)) return new Map();
    const kinds = await counterfeits(this.#breathe);
    // That was no work of an epoch.
    this.#throughput.skip();
    return kinds ?? new Map<string, never>();
  }

  async #validate(): Promise<{ loss: number; accuracy: number } | null> {
    const { classes } = this.parameters.request;
    const clips = this.parameters.clips.validation;
    if (clips.length === 0) return null;
    return score(await this.judge.predict(clips), labelsOf(clips, classes), classes.length);
  }

  /**
   * Teaches a model that has learnt its clips when no gesture is due. Does nothing where it has no output for that. Ended
   * by a person, it keeps what it has learnt by then.
   * @param framing by which it will look
   */
  async learnIdle(framing?: Framing): Promise<void> {
    const { request, spec, model, clips, stopped, onProgress, pass, passes } = this.parameters;
    const { config, classes } = request;
    // What is solved at once knows it already.
    if (!knowsIdle(config, spec) || config.instant) return;
    const throughput = new Throughput();
    let told = 0;
    await trainIdle(model, {
      excerpts: request.excerpts,
      framing,
      kinds: await this.#counterfeits(),
      spec,
      config,
      classes,
      clips: clips.train,
      stopped,
      between: async (done) => {
        await this.#breathe();
        const batch = Math.floor(done * IDLE_PIECES);
        if (batch === told) return;
        throughput.done(batch - told);
        told = batch;
        const secondsLeft = throughput.secondsFor(IDLE_PIECES - batch);
        const pieces = { epoch: 1, epochs: 1, batch, batches: IDLE_PIECES, secondsLeft };
        onProgress({ kind: 'batch', frames: false, idle: true, pass, passes, ...pieces });
      },
    });
  }

  #tick(epoch: number, batch: number, batches: number): void {
    // The first batch compiles every program and says nothing about the throughput.
    if (epoch === 0 && batch === 0) this.#throughput.skip();
    else this.#throughput.done(1);
    const secondsLeft = this.#secondsLeft(epoch, batches - batch - 1, batches);
    const { pass, passes, epochs, frames = false } = this.parameters;
    this.parameters.onProgress({
      kind: 'batch',
      frames,
      pass,
      passes,
      epoch: epoch + 1,
      epochs,
      batch: batch + 1,
      batches,
      secondsLeft,
    });
  }

  #secondsLeft(epoch: number, batchesLeft: number, batches: number): number | null {
    const { epochs, request, clips, later } = this.parameters;
    const { batchSize } = request.config;
    const validation = PREDICT_SHARE * Math.ceil(clips.validation.length / batchSize);
    const epochsLeft = epochs - epoch - 1;
    const own = batchesLeft + validation + epochsLeft * (batches + validation);
    return this.#throughput.secondsFor(own + this.#lessonsEach * later);
  }

  async #keep(epoch: number, record: Epoch): Promise<void> {
    const state = this.#state;
    const trainer = await this.parameters.trainer.state();
    // What was read from a lost device, the validation before included, is worth nothing.
    this.#check();
    state.epochs.push(record);
    state.latest = { epochs: epoch + 1, trainer, random: this.#random.state() };
    const before = state.best && (state.epochs[state.best.epoch] ?? null);
    if (!before || isBetter(record, before)) state.best = { epoch, weights: trainer.weights };
    const { epochs } = this.parameters;
    const second = this.parameters.pass > 1;
    if (second && epoch >= epochs * (1 - AVERAGED)) state.average = averageOf(state.average, trainer.weights);
    this.parameters.keep();
    if (second || this.parameters.frames) return;
    this.parameters.onProgress({
      kind: 'epoch',
      epoch: epoch + 1,
      epochs,
      record,
      bestEpoch: state.best?.epoch ?? epoch,
      secondsLeft: this.#secondsLeft(
        epoch,
        0,
        Math.ceil(
          (this.#lessonsEach * this.parameters.clips.train.length) / this.parameters.request.config.batchSize,
        ),
      ),
    });
  }
}
