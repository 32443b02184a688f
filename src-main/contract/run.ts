import { z } from 'zod';
import { TRAIN_SETTINGS } from '../shared/train-settings';
import { MAX_UNSEEN_UNITS, UNSEEN_PERCENTS } from '../shared/unseen-bounds';
import { augmentationSchema } from './augmentation';
import { idSchema, nameSchema, timeSchema } from './common';
import { measurementsSchema } from './measurements';
import { gestureClassSchema } from './project';
import { fieldsOf } from './setting-schema';

const settings = fieldsOf(TRAIN_SETTINGS);

/**
 * The only way from pixels to tensors, in training and live alike; saved with each model.
 * Input is a clip of RGB bytes; output is `[frames, height, width, channelCount]` float32.
 */
const preprocessSpecSchema = z.object({
  version: z.literal(1),
  /** The stored picture is cropped to the network's aspect ratio around its centre, then resized (area average). */
  crop: z.literal('centre'),
  width: settings.size,
  height: settings.size,
  /**
   * `rgb`: 3 channels. `grey`: 1 channel, luma 0.299 R + 0.587 G + 0.114 B. `grey-diff`: 2 channels, grey and
   * `differenceGain` × the difference to the frame before (0 for the first frame of a window).
   */
  channels: settings.channels,
  differenceGain: z.number(),
  /**
   * True: from a difference, its mean over all pixels is taken off: what a flickering lamp or a camera that sets its
   * exposure does to the whole picture is no motion. Absent: false.
   */
  steady: z.boolean().optional(),
  /** Value in the tensor = byte × scale + offset. */
  scale: z.number(),
  offset: z.number(),
  /** True: expects pictures mirrored as in a mirror; a source that is not mirrored is flipped first. */
  mirror: z.boolean(),
  /** Frames in the window, and their rate a second. */
  frames: z.int().min(1).max(128),
  fps: z.number().min(1).max(60),
});
export type PreprocessSpec = z.infer<typeof preprocessSpecSchema>;

/** The CNN of a pretrained network, which stands in place of Beckon's own. */
const pretrainedBackboneSchema = z.object({
  /** The file's name. */
  name: z.string().min(1).max(200),
  /** Side of the square picture it takes, in pixels. */
  size: z.int().min(8).max(256),
  channels: z.enum(['grey', 'rgb']),
  /** What its pixels are to be. */
  range: z.enum(['0..1', '-1..1', '0..255']),
  /** Numbers that it makes of a picture, and multiplications that this takes, roughly. */
  features: z.int().positive(),
  multiplications: z.number().nonnegative(),
});
export type PretrainedBackbone = z.infer<typeof pretrainedBackboneSchema>;

/**
 * What movements in the clips of gestures are like, by which live use tells how far away a person is and where to look: how
 * far they spread, in shares of the centre square, and how strong they are.
 */
export const framingSchema = z.object({
  spread: z.number().positive(),
  movement: z.number().positive(),
  /**
   * The middle of the movements, in shares of the centre square. Where it is there, each movement is looked at as if it were made
   * there and as large as those in the clips: gestures are told apart as well without knowing where they were made, and how large.
   */
  centre: z.object({ x: z.number(), y: z.number() }).optional(),
  /**
   * How strong those of each class are at least, but for a tenth of its clips; absent in runs of earlier versions, which name whatever
   * looks like a gesture.
   */
  least: z.array(z.number().nonnegative()).optional(),
});
export type Framing = z.infer<typeof framingSchema>;

/**
 * What it takes to tell a movement that a model has never seen, by what enters its last layer: see
 * `src-renderer/learning/unseen.ts`.
 */
export const unseenSchema = z
  .object({
    /** Of each class: the direction of its mean after `whitening`, of length 1. */
    means: z.array(z.array(z.number()).min(1).max(MAX_UNSEEN_UNITS)).min(1),
    /** A lower triangle, row after row, that makes clips of one class spread alike in every direction. */
    whitening: z.array(z.number()).max((MAX_UNSEEN_UNITS * (MAX_UNSEEN_UNITS + 1)) / 2),
    /**
     * The same of movements that are made of the clips and are none of the classes. Absent in runs of versions before, and where
     * there are none such.
     */
    others: z.array(z.array(z.number()).min(1).max(MAX_UNSEEN_UNITS)).optional(),
    /** The distance beyond which 0, 1, 2 … percent of known clips are taken for never seen. */
    thresholds: z.array(z.number().min(0).max(2)).length(UNSEEN_PERCENTS + 1),
    /**
     * The same for a stream, whose windows seldom have a gesture in their very middle. Absent in runs of versions before: in a
     * stream, they take nothing for never seen.
     */
    live: z
      .array(z.number().min(0).max(2))
      .length(UNSEEN_PERCENTS + 1)
      .optional(),
    /** How much further clips lie that it was kept from than such as it has learnt from. */
    widening: z.number().min(1),
    /**
     * A whole gesture's worth of movement, as `src-renderer/learning/movement.ts` measures it: where so much is seen that no
     * gesture was named for, it is taken for never seen. Absent where clips hardly move, and in runs of versions before.
     */
    movement: z.number().positive().optional(),
  })
  .refine(({ means, others = [], whitening }) =>
    [...means, ...others].every(({ length }) => whitening.length === (length * (length + 1)) / 2),
  );
export type Unseen = z.infer<typeof unseenSchema>;

export const trainConfigSchema = z.object({
  ...settings,
  /** How far clips are varied. Absent: as Beckon does it by default. */
  augmentation: augmentationSchema.optional(),
  /** Set where the CNN is a pretrained backbone; `filters`, `kernel`, `bottleneck` and `wrap` say nothing then. */
  network: pretrainedBackboneSchema.optional(),
  /** Share of each class's training clips that are learnt from; the rest is left out. Absent: all of them. */
  trainShare: z.number().positive().max(1).optional(),
});
export type TrainConfig = z.infer<typeof trainConfigSchema>;

/** As much of a configuration as somebody asks for. */
export const trainWishSchema = trainConfigSchema.partial().extend({
  augmentation: z.strictObject(augmentationSchema.partial().shape).optional(),
});
export type TrainWish = z.infer<typeof trainWishSchema>;

/**
 * How far a model's confidence can be trusted. `bins` cut the confidences 0 … 1 into equal parts; of each: clips, the
 * share of them answered right and their mean confidence, null where there are none. `ece`: the expected calibration
 * error, the mean distance between the two.
 */
const calibrationSchema = z.object({
  ece: z.number(),
  bins: z.array(
    z.object({
      clips: z.int().nonnegative(),
      accuracy: z.number().nullable(),
      confidence: z.number().nullable(),
    }),
  ),
});
export type Calibration = z.infer<typeof calibrationSchema>;

/** Both ends of a range of shares, 0 … 1. */
export const rangeSchema = z.object({ low: z.number(), high: z.number() });

/** How well a model does on some clips. `confusion[truth][predicted]` counts clips; classes in the run's order. */
export const evaluationSchema = z.object({
  clips: z.int().nonnegative(),
  accuracy: z.number(),
  loss: z.number(),
  /** The share one gets right by always answering the training clips' most frequent class. */
  baseline: z.number(),
  /**
   * The share one gets right by naming the class whose training clips' mean is nearest, with nothing learnt. Absent
   * where the training clips were not at hand, and in runs of versions before.
   */
  nearestMean: z.number().optional(),
  /**
   * The share that a model gets right whose last layer is solved at once, with nothing trained, learnt from the same clips.
   * Absent where it was not asked for or there is none such, and in runs of versions before.
   */
  instant: z.number().optional(),
  perClass: z.array(
    z.object({
      classId: idSchema,
      name: z.string(),
      clips: z.int().nonnegative(),
      /** Null where the denominator is zero. */
      precision: z.number().nullable(),
      recall: z.number().nullable(),
      f1: z.number().nullable(),
    }),
  ),
  confusion: z.array(z.array(z.int().nonnegative())),
  /**
   * What each clip, `<class id>/<clip id>`, was taken for, and the confidence that its own class got. `typicality`: the share of
   * known clips that look as unusual as it or more; absent where the model cannot tell. Absent in runs of versions before.
   */
  answers: z
    .array(
      z.object({
        clip: z.string(),
        predicted: z.int().nonnegative(),
        confidence: z.number(),
        own: z.number().optional(),
        typicality: z.number().optional(),
      }),
    )
    .optional(),
  /** Of each session, how many clips there are and how many were right. Absent in runs of versions before. */
  sessions: z
    .array(z.object({ name: z.string(), clips: z.int().nonnegative(), right: z.int().nonnegative() }))
    .optional(),
  /**
   * Between what the accuracy on other sessions lies, 95 %, by resampling these; null where there is one only. It tells
   * of other sessions only where the model had learnt from none of these. Absent in runs of versions before.
   */
  range: rangeSchema.nullable().optional(),
  /** Absent in runs of versions before. */
  calibration: calibrationSchema.optional(),
  /** Where clips of classes that it does not know were asked for, too: see `OpenSetDistances`. */
  openSet: z.object({ known: z.array(z.number()), unknown: z.array(z.number()) }).optional(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;
export type Answer = NonNullable<Evaluation['answers']>[number];

export const splitSchema = z.object({
  /** `session`: no session stands on two sides. `clip`: there was one session only, so scores flatter. */
  by: z.enum(['session', 'clip']),
  /** Clips as `<class id>/<clip id>`. */
  train: z.array(z.string()),
  validation: z.array(z.string()),
  test: z.array(z.string()),
  sessions: z.object({
    train: z.array(z.string()),
    validation: z.array(z.string()),
    test: z.array(z.string()),
  }),
  /** What a person should know about this split, as sentences. */
  warnings: z.array(z.string()),
});
export type Split = z.infer<typeof splitSchema>;

export const epochSchema = z.object({
  loss: z.number(),
  accuracy: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
});
export type Epoch = z.infer<typeof epochSchema>;

/** A row of the layer table. `outputShape` leaves the batch out. */
const layerRowSchema = z.object({
  name: z.string(),
  type: z.string(),
  outputShape: z.array(z.int().nullable()),
  parameters: z.int(),
});
export type LayerRow = z.infer<typeof layerRowSchema>;

/** The run whose weights another one began from. */
export const originSchema = z.object({
  id: idSchema,
  name: nameSchema,
  /** Clips, `<class id>/<clip id>`, that it, or one it came from, had learnt from. */
  learnt: z.array(z.string()),
  /** Set where only its CNN was taken. */
  part: z.literal('cnn').optional(),
});
export type Origin = z.infer<typeof originSchema>;

/** `run.json`: all there is to know of one training run beside the weights. */
export const runSchema = z.object({
  schema: z.int().positive(),
  id: idSchema,
  name: nameSchema,
  created: timeSchema,
  appVersion: z.string(),
  config: trainConfigSchema,
  classes: z.array(gestureClassSchema).min(2),
  preprocess: preprocessSpecSchema,
  split: splitSchema,
  epochs: z.array(epochSchema).min(1),
  /** Index into `epochs` of the one whose weights were kept. */
  bestEpoch: z.int().nonnegative(),
  /** True where a person stopped it before its last epoch. */
  stopped: z.boolean(),
  metrics: z.object({
    train: evaluationSchema,
    validation: evaluationSchema.nullable(),
    test: evaluationSchema.nullable(),
  }),
  layers: z.array(layerRowSchema),
  backend: z.object({ name: z.string(), device: z.string() }),
  /**
   * What logits were divided by so that confidences fit the validation clips; it is in the last layer's weights already.
   * 1 or more, which makes it less sure; runs of versions before may have less. Absent where there was nothing to fit it on.
   */
  temperature: z.number().positive().optional(),
  /**
   * The network has one output more than classes, the last: that no gesture is due. Absent: it has none, and always names
   * the likeliest class.
   */
  idle: z.literal(true).optional(),
  /** Absent: in live use, too, it looks at the whole centre square. */
  framing: framingSchema.optional(),
  /** Absent in runs of versions before, and where its clips were too few: it says of no movement that it has never seen it. */
  unseen: unseenSchema.optional(),
  /** Ids of the recorded stretches that it has learnt from. Absent: of none. */
  learntStretches: z.array(idSchema).optional(),
  /** Absent where it began from nothing. */
  from: originSchema.optional(),
  /** Wall time of training, in seconds. */
  seconds: z.number().nonnegative(),
  ...measurementsSchema.shape,
});
export type Run = z.infer<typeof runSchema>;

/** A row of the run list. */
export const runSummarySchema = z.object({
  id: idSchema,
  name: z.string(),
  created: timeSchema,
  classes: z.int(),
  epochs: z.int(),
  trainAccuracy: z.number(),
  validationAccuracy: z.number().nullable(),
  testAccuracy: z.number().nullable(),
  /** Sessions that it was tested on. */
  testSessions: z.array(z.string()),
  /** True: the scores on training and validation clips are of a first pass, whose network was not kept. */
  refitted: z.boolean(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;

/** A trained model's files. `topology` is a Keras-style `model.json` (weights manifest included). */
export const modelFilesSchema = z.object({
  run: runSchema,
  topology: z.instanceof(Blob),
  weights: z.instanceof(Blob),
});
export type ModelFiles = z.infer<typeof modelFilesSchema>;
