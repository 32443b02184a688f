import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Epoch, Evaluation, GestureClass, PreprocessSpec, Split } from '../../src-main/contract';
import { EngineError, type EngineClip, type EngineDevice } from './api';
import type { TrainedModel, TrainProgress, TrainRequest } from './api';
import { NO_AUGMENTATION, randomAugmentation, type Augmentation } from './augment';
import { checkClips, labelsOf } from './clips';
import { preprocessSpec } from './defaults';
import { countLabels, evaluatePredictions, score } from './evaluate';
import { buildModel, layerTable } from './model';
import { saveModel } from './model-files';
import { Pace } from './pace';
import { batchTensor, predictClips } from './predict';
import { Random } from './random';
import { clipKey, splitClips } from './split';
import { Trainer } from './trainer';

/** Steps that may be under way on the device before the loop waits for it. */
const STEPS_IN_FLIGHT = 4;
/** Predicting a clip takes about this share of training on it. */
const PREDICT_SHARE = 0.3;

interface TrainContext {
  device: EngineDevice;
  /** True once a person asked to stop. */
  stopped: () => boolean;
  onProgress: (progress: TrainProgress) => void;
}

/** Lets messages in between two pieces of work. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Trains a model from scratch on clips that are already here.
 * @throws EngineError as {@link checkClips} and `splitClips` do; `cancelled` if stopped before an epoch has ended.
 */
export async function trainModel(
  request: TrainRequest,
  loaded: readonly EngineClip[],
  context: TrainContext,
): Promise<TrainedModel> {
  const { config, classes, capture } = request;
  const checked = checkClips(loaded, classes, capture);
  const split = splitClips(checked.clips, config, classes);
  split.warnings.push(...checked.warnings);
  const spec = preprocessSpec(config, capture);
  const model = buildModel(config, spec, classes.length);
  const trainer = new Trainer(model, config.learningRate);
  const layers = layerTable(model);
  context.onProgress({ kind: 'split', split, layers, device: context.device });
  const started = performance.now();
  const job = new TrainingJob(request, spec, model, trainer, partition(checked.clips, split), context);
  try {
    const outcome = await job.run();
    const metrics = await job.metrics();
    split.warnings.push(...job.warnings);
    return {
      run: {
        config,
        classes,
        preprocess: spec,
        split,
        ...outcome,
        metrics,
        layers,
        backend: { name: context.device.backend, device: context.device.device },
        seconds: (performance.now() - started) / 1000,
      },
      ...(await saveModel(model)),
    };
  } finally {
    job.dispose();
    trainer.dispose();
    model.dispose();
  }
}

type Parts = Record<'train' | 'validation' | 'test', EngineClip[]>;

function partition(clips: readonly EngineClip[], split: Split): Parts {
  const byKey = new Map(clips.map((clip) => [clipKey(clip), clip]));
  const pick = (keys: string[]): EngineClip[] => keys.flatMap((key) => byKey.get(key) ?? []);
  return { train: pick(split.train), validation: pick(split.validation), test: pick(split.test) };
}

/** The epochs of one run. */
class TrainingJob {
  /** What a person should know of how it went, as sentences. */
  readonly warnings: string[] = [];
  readonly #epochs: Epoch[] = [];
  readonly #pace = new Pace();
  readonly #random: Random;
  #best: { epoch: number; weights: tf.Tensor[] } | null = null;

  constructor(
    readonly request: TrainRequest,
    readonly spec: PreprocessSpec,
    readonly model: LayersModel,
    readonly trainer: Trainer,
    readonly parts: Parts,
    readonly context: TrainContext,
  ) {
    this.#random = new Random(request.config.seed).fork();
  }

  /** Trains to the last epoch or until stopped, then puts the best epoch's weights back. */
  async run(): Promise<{ epochs: Epoch[]; bestEpoch: number; stopped: boolean }> {
    let stopped = false;
    for (let epoch = 0; epoch < this.request.config.epochs && !stopped; epoch++) {
      const record = await this.#epoch(epoch);
      stopped = record === null || this.context.stopped();
      if (record) this.#keep(epoch, record);
    }
    const best = this.#best;
    if (!best) throw new EngineError('cancelled', 'Training was stopped before its first epoch had ended.');
    this.trainer.restore(best.weights);
    const unfinished = this.#epochs.length < this.request.config.epochs;
    return { epochs: this.#epochs, bestEpoch: best.epoch, stopped: unfinished };
  }

  dispose(): void {
    if (this.#best) tf.dispose(this.#best.weights);
  }

  /** One pass over the training clips and one look at the validation clips. Null: it ended on the way. */
  async #epoch(epoch: number): Promise<Epoch | null> {
    const { config, classes } = this.request;
    this.trainer.learningRate = scheduledRate(config, epoch);
    const order = this.#random.shuffled(this.parts.train);
    const batches = Math.ceil(order.length / config.batchSize);
    const augment = (): Augmentation => (config.augment ? randomAugmentation(this.#random) : NO_AUGMENTATION);
    for (let batch = 0; batch < batches; batch++) {
      await breathe();
      if (this.context.stopped()) return null;
      const clips = order.slice(batch * config.batchSize, (batch + 1) * config.batchSize);
      this.#step(clips, augment);
      if ((batch + 1) % STEPS_IN_FLIGHT === 0) await this.trainer.settle();
      this.#tick(epoch, batch, batches);
    }
    const trained = score(await this.trainer.takeEpoch(), labelsOf(order, classes), classes.length);
    if (!Number.isFinite(trained.loss)) return this.#diverged(epoch);
    const validated = await this.#validate();
    this.#pace.done(PREDICT_SHARE * Math.ceil(this.parts.validation.length / config.batchSize));
    return {
      ...trained,
      validationLoss: validated?.loss ?? null,
      validationAccuracy: validated?.accuracy ?? null,
    };
  }

  /** Ends with the best epoch before, where there is one. */
  #diverged(epoch: number): null {
    const smaller = 'Choose a smaller learning rate and train again.';
    if (!this.#best)
      throw new EngineError('internal', `Training ran out of the range of numbers. ${smaller}`);
    this.warnings.push(
      `Training ran out of the range of numbers in epoch ${epoch + 1}, so the best epoch before it was kept. ${smaller}`,
    );
    return null;
  }

  #step(clips: readonly EngineClip[], augment: () => Augmentation): void {
    const { classes } = this.request;
    tf.tidy(() => {
      const inputs = batchTensor(clips, this.spec, augment);
      const labels = new Float32Array(clips.length * classes.length);
      labelsOf(clips, classes).forEach((label, i) => (labels[i * classes.length + label] = 1));
      this.trainer.step(inputs, tf.tensor2d(labels, [clips.length, classes.length]));
    });
  }

  async #validate(): Promise<{ loss: number; accuracy: number } | null> {
    const { classes } = this.request;
    const clips = this.parts.validation;
    if (clips.length === 0) return null;
    return score(await this.#predict(clips), labelsOf(clips, classes), classes.length);
  }

  #predict(clips: readonly EngineClip[]): Promise<Float32Array> {
    return predictClips(this.model, clips, this.spec, this.request.config.batchSize, breathe);
  }

  #tick(epoch: number, batch: number, batches: number): void {
    const { epochs } = this.request.config;
    // The first batch compiles every program and says nothing about the pace.
    if (epoch === 0 && batch === 0) this.#pace.skip();
    else this.#pace.done(1);
    const secondsLeft = this.#secondsLeft(epoch, batches - batch - 1, batches);
    this.context.onProgress({
      kind: 'batch',
      epoch: epoch + 1,
      epochs,
      batch: batch + 1,
      batches,
      secondsLeft,
    });
  }

  #secondsLeft(epoch: number, batchesLeft: number, batches: number): number | null {
    const { epochs, batchSize } = this.request.config;
    const validation = PREDICT_SHARE * Math.ceil(this.parts.validation.length / batchSize);
    const epochsLeft = epochs - epoch - 1;
    return this.#pace.secondsFor(batchesLeft + validation + epochsLeft * (batches + validation));
  }

  #keep(epoch: number, record: Epoch): void {
    this.#epochs.push(record);
    const before = this.#best && (this.#epochs[this.#best.epoch] ?? null);
    if (!before || isBetter(record, before)) {
      if (this.#best) tf.dispose(this.#best.weights);
      this.#best = { epoch, weights: this.trainer.snapshot() };
    }
    const { epochs } = this.request.config;
    this.context.onProgress({
      kind: 'epoch',
      epoch: epoch + 1,
      epochs,
      record,
      bestEpoch: this.#best?.epoch ?? epoch,
      secondsLeft: this.#secondsLeft(
        epoch,
        0,
        Math.ceil(this.parts.train.length / this.request.config.batchSize),
      ),
    });
  }

  /** How the model does on each part, without augmentation. */
  async metrics(): Promise<{ train: Evaluation; validation: Evaluation | null; test: Evaluation | null }> {
    const { classes } = this.request;
    const counts = countLabels(labelsOf(this.parts.train, classes), classes.length);
    const evaluate = async (clips: readonly EngineClip[]): Promise<Evaluation> =>
      evaluatePredictions(await this.#predict(clips), labelsOf(clips, classes), classes, counts);
    const some = (clips: EngineClip[]): Promise<Evaluation> | null =>
      clips.length > 0 ? evaluate(clips) : null;
    return {
      train: await evaluate(this.parts.train),
      validation: await some(this.parts.validation),
      test: await some(this.parts.test),
    };
  }
}

/** From the configured rate down to a twentieth of it, along half a cosine (Loshchilov & Hutter 2017). */
export function scheduledRate(
  { learningRate, epochs }: { learningRate: number; epochs: number },
  epoch: number,
): number {
  return learningRate * (0.05 + 0.95 * 0.5 * (1 + Math.cos((Math.PI * epoch) / epochs)));
}

/** Higher validation accuracy, then lower validation loss; without validation lower training loss. */
export function isBetter(epoch: Epoch, than: Epoch): boolean {
  const accuracy = (epoch.validationAccuracy ?? 0) - (than.validationAccuracy ?? 0);
  if (accuracy !== 0) return accuracy > 0;
  return (epoch.validationLoss ?? epoch.loss) < (than.validationLoss ?? than.loss);
}

/** Clips of each class a saved run was trained on. */
export function trainCountsOf(train: readonly string[], classes: readonly GestureClass[]): number[] {
  return classes.map((item) => train.filter((key) => key.startsWith(`${item.id}/`)).length);
}
