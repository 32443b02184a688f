import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { MAX_CLIPS_IN_STEP, MAX_CLIPS_READ, MAX_SOURCE } from '../shared/limits';
import { captionFilesSchema, captionsSchema, foundCaptionsSchema } from './captions';
import { changeSchema } from './change';
import { bytesSchema, colourSchema, idSchema, nameSchema, textSchema, trashIdSchema } from './common';
import { checkpointSchema, checkpointStateSchema } from './checkpoint';
import { clipBatchSchema, clipInfoSchema, clipRefSchema, newClipSchema, unreadableClipSchema } from './clip';
import { clipFeatureFilesSchema } from './clip-features';
import {
  archiveReportSchema,
  datasetImportReportSchema,
  savedDatasetSchema,
  takeInProgressSchema,
} from './dataset';
import { measurementsSchema } from './measurements';
import { midiAnswerSchema, midiWishSchema } from './midi';
import { historyStateSchema, newStepSchema, stepTakenSchema, trashItemSchema } from './history';
import {
  armingSchema,
  gestureMessageSchema,
  outputKindSchema,
  outputSchema,
  outputStateSchema,
} from './outputs';
import {
  captureSettingsSchema,
  deletedProjectSchema,
  gestureClassSchema,
  projectSchema,
  projectSummarySchema,
  findingKeySchema,
} from './project';
import { PRECISIONS } from '../shared/precision';
import { choiceSchema } from './setting-schema';
import { presetSchema } from './preset';
import { modelFilesSchema, runSchema, runSummarySchema } from './run';
import { newStretchSchema, stretchChangeSchema, stretchSchema } from './stretch';
import { updateStateSchema } from './updates';
import { settingsPatchSchema, settingsSchema } from './settings';

/** How exactly an export keeps weights. */
const precisionSchema = choiceSchema(PRECISIONS);

const inProject = z.object({ slug: idSchema });
const trashed = z.object({ trashId: trashIdSchema });

/** Every procedure of Beckon, written once. The router checks each call against it; clients take its types. */
export const contract = {
  app: {
    /**
     * `saveDialog`: whether `exports.save` opens the system's dialog (else the page offers a download).
     * `dataFolder`: where everything is kept, to be shown and nothing else; `opensFolder`: whether it can be opened here.
     * `notices`: what a person should know of the start, as sentences (e.g. a damaged settings file set aside).
     */
    info: oc.output(
      z.object({
        version: z.string(),
        host: z.enum(['electron', 'browser']),
        saveDialog: z.boolean(),
        dataFolder: z.string(),
        opensFolder: z.boolean(),
        notices: z.array(z.string()).default([]),
      }),
    ),
    /** Shows the data folder, and no other, in the system's file manager. */
    openDataFolder: oc,
    /** Every such sentence that comes up from now on, until it is ended. */
    notices: oc.output(eventIterator(z.string())),
    /** Slugs of projects that came in from outside of the page, each once, until it is ended. */
    arrivals: oc.output(eventIterator(idSchema)),
    /**
     * Keeps the computer from sleeping, and where asked its screen from turning dark, until it is ended. Its one answer
     * says whether that is done (`kept`); where not, the page may do it.
     */
    stayAwake: oc
      .input(z.object({ screen: z.boolean() }))
      .output(eventIterator(z.object({ kept: z.boolean() }))),
  },
  settings: {
    get: oc.output(settingsSchema),
    set: oc.input(settingsPatchSchema).output(settingsSchema),
  },
  updates: {
    /** Where a new version is, now and whenever that changes, until it is ended. The person's yes is in the settings. */
    states: oc.output(eventIterator(updateStateSchema)),
    /** Looks now instead of tomorrow, where the person has said yes. */
    look: oc,
  },
  projects: {
    list: oc.output(z.array(projectSummarySchema)),
    /** Makes the folder's name from the project's; two projects may not share one. */
    create: oc
      .input(z.object({ name: nameSchema, capture: captureSettingsSchema.optional() }))
      .output(projectSchema),
    open: oc.input(inProject).output(projectSchema),
    rename: oc.input(inProject.extend({ name: nameSchema })).output(projectSchema),
    setCapture: oc.input(inProject.extend({ capture: captureSettingsSchema })).output(projectSchema),
    /** How thoroughly the next model is to be trained; null: nobody has said. */
    setPreset: oc.input(inProject.extend({ preset: presetSchema.nullable() })).output(projectSchema),
    /** Dismisses a finding of the clip check (`fine`), or brings it back. */
    setFine: oc
      .input(inProject.extend({ findingKey: findingKeySchema, fine: z.boolean() }))
      .output(projectSchema),
    /** Gives clips, by their ids, texts of their own; null: that of their class holds again. */
    setTexts: oc
      .input(inProject.extend({ texts: z.record(idSchema, textSchema.nullable()) }))
      .output(projectSchema),
    remove: oc.input(inProject).output(trashed),
    /** Those that were removed and can be restored, the last one first. */
    deleted: oc.output(z.array(deletedProjectSchema)),
    /** Brings a project back; where another has its name or slug meanwhile, under one that is free. */
    restore: oc.input(trashed).output(projectSchema),
    /** Tells of every change in the project's folder, until it is ended or the folder has gone. */
    changes: oc.input(inProject).output(eventIterator(changeSchema)),
  },
  classes: {
    /** Colour and key are chosen where they are not given. */
    add: oc
      .input(inProject.extend({ name: nameSchema, colour: colourSchema.optional() }))
      .output(z.object({ project: projectSchema, classId: idSchema })),
    update: oc
      .input(
        inProject.extend({
          classId: idSchema,
          name: nameSchema.optional(),
          colour: colourSchema.optional(),
          key: gestureClassSchema.shape.key.optional(),
          /** Its mirror twin, which becomes so too; its own id: it is symmetric; null: its clips are not mirrored. */
          mirror: idSchema.nullable().optional(),
          /** What is being done in its clips; null: nobody says. */
          text: textSchema.nullable().optional(),
        }),
      )
      .output(projectSchema),
    /** `order` names every class once. */
    reorder: oc.input(inProject.extend({ order: z.array(idSchema) })).output(projectSchema),
    /** Takes the class and its clips to the trash. */
    remove: oc
      .input(inProject.extend({ classId: idSchema }))
      .output(z.object({ project: projectSchema, trashId: trashIdSchema })),
    restore: oc.input(inProject.extend({ trashId: trashIdSchema })).output(projectSchema),
  },
  clips: {
    /** Reads headers only. */
    list: oc
      .input(inProject)
      .output(z.object({ clips: z.array(clipInfoSchema), unreadable: z.array(unreadableClipSchema) })),
    /** Answers when the clip is on disk, synced. */
    add: oc.input(inProject.extend({ clip: newClipSchema })).output(clipInfoSchema),
    read: oc
      .input(
        inProject.extend({
          clips: z.array(clipRefSchema).max(MAX_CLIPS_READ),
          surroundings: z.boolean().optional(),
        }),
      )
      .output(clipBatchSchema),
    relabel: oc
      .input(inProject.extend({ clips: z.array(clipRefSchema).max(MAX_CLIPS_IN_STEP), to: idSchema }))
      .output(z.array(clipInfoSchema)),
    remove: oc
      .input(inProject.extend({ clips: z.array(clipRefSchema).max(MAX_CLIPS_IN_STEP) }))
      .output(z.object({ trashIds: z.array(trashIdSchema) })),
    /** Moves them into another project, each into its class of the same name there. */
    moveToProject: oc
      .input(inProject.extend({ clips: z.array(clipRefSchema).max(MAX_CLIPS_IN_STEP), to: idSchema }))
      .output(z.object({ moved: z.int().nonnegative() })),
    /** Puts `frames` frames, from frame `from` (0 is the first) on, in the place of the whole clip. */
    trim: oc
      .input(
        inProject.extend({ clip: clipRefSchema, from: z.int().nonnegative(), frames: z.int().positive() }),
      )
      .output(clipInfoSchema),
    restore: oc
      .input(inProject.extend({ trashIds: z.array(trashIdSchema).max(MAX_CLIPS_IN_STEP) }))
      .output(z.array(clipInfoSchema)),
  },
  /**
   * What clips are to Beckon's motion network, so that it need not look at them again. It can be thrown away at any time:
   * what is damaged counts as not there.
   */
  features: {
    read: oc.input(inProject).output(clipFeatureFilesSchema.nullable()),
    /** Replaces those before. */
    save: oc.input(inProject.extend({ features: clipFeatureFilesSchema })),
  },
  /** Undo and Redo of what was done to clips, also after a restart. `step` guards against taking another one. */
  history: {
    state: oc.input(inProject).output(historyStateSchema),
    /** Notes that these clips, which are there now, came in or were recorded together, so that they can leave together. */
    added: oc.input(inProject.extend(newStepSchema.shape)),
    undo: oc.input(inProject.extend({ step: idSchema.optional() })).output(stepTakenSchema),
    redo: oc.input(inProject.extend({ step: idSchema.optional() })).output(stepTakenSchema),
  },
  trash: {
    list: oc.input(inProject).output(z.array(trashItemSchema)),
    /** For good. */
    empty: oc.input(inProject).output(z.object({ clips: z.int().nonnegative() })),
  },
  models: {
    /** Newest first. Folders that hold no readable run are listed with the reason. */
    list: oc.input(inProject).output(
      z.object({
        runs: z.array(runSummarySchema),
        unreadable: z.array(z.object({ id: z.string(), reason: z.string() })),
      }),
    ),
    save: oc.input(inProject.extend({ model: modelFilesSchema })).output(runSchema),
    read: oc.input(inProject.extend({ runId: idSchema })).output(modelFilesSchema),
    /**
     * Makes a run of a file that the page has sent as a transfer, whole or not at all: a model that Beckon has
     * exported.
     */
    import: oc
      .input(inProject.extend({ transfer: idSchema, fileName: z.string().max(MAX_SOURCE) }))
      .output(runSchema),
    /** Without its weights. */
    report: oc.input(inProject.extend({ runId: idSchema })).output(runSchema),
    rename: oc.input(inProject.extend({ runId: idSchema, name: nameSchema })).output(runSchema),
    /** Keeps measurements with their run; each replaces the last of its kind. */
    note: oc.input(inProject.extend({ runId: idSchema, measurements: measurementsSchema })).output(runSchema),
    remove: oc.input(inProject.extend({ runId: idSchema })).output(trashed),
    restore: oc.input(inProject.extend({ trashId: trashIdSchema })).output(runSchema),
    /** What puts this run's clips into words. It goes where the run goes. */
    captions: oc.input(inProject.extend({ runId: idSchema })).output(foundCaptionsSchema),
    /** Replaces those before. */
    saveCaptions: oc
      .input(inProject.extend({ runId: idSchema, files: captionFilesSchema }))
      .output(captionsSchema),
  },
  /** Recorded videos of gestures with pauses between, and what was done in them. */
  stretches: {
    /** Oldest first. */
    list: oc.input(inProject).output(
      z.object({
        stretches: z.array(stretchSchema),
        unreadable: z.array(z.object({ file: z.string(), reason: z.string() })),
      }),
    ),
    /** Keeps the video of a transfer that the page has sent, and ends the transfer. */
    add: oc.input(inProject.extend({ transfer: idSchema, stretch: newStretchSchema })).output(stretchSchema),
    /** A piece of its video from `offset` on; empty at the video's end. */
    read: oc.input(inProject.extend({ id: idSchema, offset: z.int().nonnegative() })).output(bytesSchema),
    change: oc.input(inProject.extend({ id: idSchema, change: stretchChangeSchema })).output(stretchSchema),
    remove: oc.input(inProject.extend({ id: idSchema })).output(trashed),
    restore: oc.input(inProject.extend({ trashId: trashIdSchema })).output(stretchSchema),
  },
  /** Of the project's run that is not over, at most one. It outlasts the app. */
  checkpoints: {
    /** Replaces the one before. */
    save: oc.input(inProject.extend({ checkpoint: checkpointSchema })),
    /** Null: there is none. A damaged one is set aside; `problem` says so, or why it cannot be read. */
    look: oc
      .input(inProject)
      .output(z.object({ state: checkpointStateSchema.nullable(), problem: z.string().nullable() })),
    read: oc.input(inProject).output(checkpointSchema),
    /** For good: its run is over. */
    clear: oc.input(inProject),
    discard: oc.input(inProject).output(trashed),
    restore: oc.input(inProject.extend({ trashId: trashIdSchema })).output(checkpointStateSchema),
  },
  exports: {
    formats: oc.output(
      z.array(
        z.object({
          id: idSchema,
          name: z.string(),
          extension: z.string(),
          description: z.string(),
          precisions: z.array(precisionSchema),
        }),
      ),
    ),
    /** Builds the file; then, with `saveDialog`, asks where to and writes it, else hands the bytes to the page. */
    save: oc
      .input(inProject.extend({ runId: idSchema, format: idSchema, precision: precisionSchema.optional() }))
      .output(
        z.discriminatedUnion('outcome', [
          z.object({ outcome: z.literal('saved'), name: z.string() }),
          z.object({ outcome: z.literal('cancelled') }),
          z.object({ outcome: z.literal('download'), name: z.string(), file: bytesSchema }),
        ]),
      ),
    /**
     * Writes a training bundle: clips, and what trains a network on them elsewhere, from the weights of a run, or where that is null from
     * Beckon's motion network. With `saveDialog`, asks where to and writes the file there; else makes a transfer of it.
     */
    saveTraining: oc.input(inProject.extend({ runId: idSchema.nullable() })).output(savedDatasetSchema),
  },
  /** What gestures set off outside of Beckon. Each output is off until it is switched on, and again after a restart. */
  outputs: {
    kinds: oc.output(z.array(outputKindSchema)),
    /** Puts an output in the place of the one with its id, or adds it, at `at` (0 is the first) or at the end. */
    put: oc
      .input(inProject.extend({ output: outputSchema, at: z.int().nonnegative().optional() }))
      .output(projectSchema),
    remove: oc.input(inProject.extend({ id: idSchema })).output(projectSchema),
    /** What all of the project's outputs wait for before anything is sent; null: nothing. */
    arm: oc.input(inProject.extend({ arming: armingSchema.nullable() })).output(projectSchema),
    /** Values of an output's secret settings, which are kept on this computer and not with the project. */
    secrets: oc.input(z.object({ id: idSchema })).output(z.record(z.string(), z.string())),
    /** Where it cannot be switched on, its state says why. */
    switch: oc.input(inProject.extend({ id: idSchema, on: z.boolean() })),
    /** Switches all outputs off at once, of one project or of all. */
    stop: oc.input(z.object({ slug: idSchema.optional() })),
    /** Sends one message as this output would, whether or not it is saved or on. `problem`: why that failed. */
    test: oc
      .input(z.object({ output: outputSchema, message: gestureMessageSchema }))
      .output(z.object({ problem: z.string().nullable() })),
    /** Hands gestures to the project's outputs that are on; waits for none of them. */
    send: oc.input(inProject.extend({ messages: z.array(gestureMessageSchema).max(100) })),
    /** How the project's outputs do, now and after every change, until it is ended. */
    states: oc.input(inProject).output(eventIterator(z.array(outputStateSchema))),
  },
  /** MIDI, which only a page can send, as its ports are the browser's. */
  midi: {
    /** What this page is to send, until it is ended. */
    wishes: oc.output(eventIterator(midiWishSchema)),
    /** What became of a wish. */
    answer: oc.input(midiAnswerSchema),
    /** The ports that there are now, told whenever one comes or goes. */
    ports: oc.input(z.object({ names: z.array(z.string()).max(256) })),
  },
  datasets: {
    formats: oc.output(
      z.array(z.object({ id: idSchema, name: z.string(), extension: z.string(), description: z.string() })),
    ),
    /** With `saveDialog`, asks where to and writes the file there; else makes a transfer of it. */
    save: oc.input(inProject.extend({ format: idSchema })).output(savedDatasetSchema),
    /**
     * Takes in the zip of a transfer that the page has sent: into the project `into`, or into a new one. Yields how far
     * it is; returns the report. Ending the iterator stops it between two clips.
     */
    import: oc
      .input(
        z.object({ transfer: idSchema, fileName: z.string().max(MAX_SOURCE), into: idSchema.nullable() }),
      )
      .output(eventIterator(takeInProgressSchema, datasetImportReportSchema)),
  },
  /** Whole projects as one file: clips, models, settings and outputs. */
  archives: {
    /** With `saveDialog`, asks where to and writes the file there; else makes a transfer of it. */
    save: oc.input(inProject).output(savedDatasetSchema),
    /**
     * Makes a project of an archive that the page has sent as a transfer, whole or not at all. Yields how far it is;
     * returns the report. Ending the iterator stops it.
     */
    open: oc
      .input(z.object({ transfer: idSchema, fileName: z.string().max(MAX_SOURCE) }))
      .output(eventIterator(takeInProgressSchema, archiveReportSchema)),
  },
  /** Files too large for one message, in pieces. */
  transfers: {
    begin: oc.output(z.object({ id: idSchema })),
    append: oc
      .input(z.object({ id: idSchema, offset: z.int().nonnegative(), bytes: bytesSchema }))
      .output(z.object({ size: z.int() })),
    /** A piece from `offset` on; empty at the file's end. */
    read: oc.input(z.object({ id: idSchema, offset: z.int().nonnegative() })).output(bytesSchema),
    end: oc.input(z.object({ id: idSchema })),
  },
  /** What the command line offers the page it has opened, to be turned into clips. */
  offeredFiles: {
    /** The bytes of one file (a video) or of each image of a folder, in name order. */
    read: oc
      .input(z.object({ id: idSchema }))
      .output(z.object({ files: z.array(z.object({ name: z.string(), bytes: bytesSchema })) })),
  },
};
export type Contract = typeof contract;

export * from './captions';
export * from './change';
export * from './checkpoint';
export * from './clip';
export * from './clip-features';
export * from './common';
export * from './dataset';
export * from './engine';
export * from './errors';
export * from './event-rule';
export * from './event-score';
export * from './measurements';
export * from './headless';
export * from './history';
export * from './midi';
export * from './outputs';
export * from './preset';
export * from './project';
export * from './rehearsed';
export * from './augmentation';
export * from './run';
export * from './settings';
export * from './stretch';
export * from './updates';
