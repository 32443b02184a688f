import { implement, ORPCError } from '@orpc/server';
import { BeckonError, contract } from '../contract';
import { importDataset, openArchive, saveArchive, saveDataset, saveTraining } from './dataset-calls';
import { datasetFormats } from '../formats/datasets';
import { checkPrecision, exporters, findExporter, precisionsOf } from '../formats/models';
import type { Precision } from '../shared/precision';
import type { HostCapabilities } from '../hosts/host';
import type { Services } from '../services';
import { stayAwake } from './stay-awake';
import { slugify } from '../store/names';

/** What a call comes with beside its input. */
export interface CallContext {
  /** Aborted once whoever calls is gone. */
  connection?: AbortSignal;
}

/** Carries each procedure of the contract to its service. Every error that leaves it has one of the contract's codes. */
export function createRouter(services: Services, host: HostCapabilities) {
  const {
    settings,
    projects,
    classes,
    clips,
    moving,
    models,
    modelImports,
    outputs,
    midi,
    captions,
    checkpoints,
    features,
    stretches,
    transfers,
    history,
    trash,
    trimming,
    updates,
    watching,
  } = services;
  const os = implement(contract)
    .$context<CallContext>()
    .use(async ({ next, path }) => {
      try {
        return await next();
      } catch (error) {
        throw toSentence(error, path.join('.'), host.log);
      }
    });
  /** What fails after the first answer is past the middleware above. */
  async function* told<T, R>(
    procedure: string,
    answers: AsyncGenerator<T, R, void>,
  ): AsyncGenerator<T, R, void> {
    try {
      return yield* answers;
    } catch (error) {
      throw toSentence(error, procedure, host.log);
    }
  }

  return os.router({
    app: {
      info: os.app.info.handler(() => ({
        version: host.version,
        host: host.host,
        saveDialog: host.saveDialog !== null,
        dataFolder: services.dataDir,
        opensFolder: host.openFolder !== null,
        notices: [...services.notices],
      })),
      openDataFolder: os.app.openDataFolder.handler(async () => {
        if (!host.openFolder) {
          throw new BeckonError('UNSUPPORTED', `Folders cannot be opened here. It is ${services.dataDir}.`);
        }
        await host.openFolder(services.dataDir);
      }),
      notices: os.app.notices.handler(({ signal }) => told('app.notices', services.board.posts(signal))),
      arrivals: os.app.arrivals.handler(({ signal }) =>
        told('app.arrivals', services.arrivals.arrived(signal)),
      ),
      stayAwake: os.app.stayAwake.handler(({ input, signal, context }) =>
        told('app.stayAwake', stayAwake(host, input.screen, [signal, context.connection])),
      ),
    },
    settings: {
      get: os.settings.get.handler(() => settings.get()),
      set: os.settings.set.handler(({ input }) => settings.set(input)),
    },
    updates: {
      states: os.updates.states.handler(({ signal }) => told('updates.states', updates.states(signal))),
      look: os.updates.look.handler(() => updates.look()),
    },
    projects: {
      list: os.projects.list.handler(() => projects.list()),
      create: os.projects.create.handler(({ input }) => projects.create(input.name, input.capture)),
      open: os.projects.open.handler(({ input }) => projects.open(input.slug)),
      rename: os.projects.rename.handler(({ input }) => projects.rename(input.slug, input.name)),
      setCapture: os.projects.setCapture.handler(({ input }) =>
        projects.setCapture(input.slug, input.capture),
      ),
      setPreset: os.projects.setPreset.handler(({ input }) => projects.setPreset(input.slug, input.preset)),
      setFine: os.projects.setFine.handler(({ input }) =>
        projects.setFine(input.slug, input.findingKey, input.fine),
      ),
      setTexts: os.projects.setTexts.handler(({ input }) => projects.setTexts(input.slug, input.texts)),
      remove: os.projects.remove.handler(({ input }) => projects.remove(input.slug)),
      deleted: os.projects.deleted.handler(() => projects.deleted()),
      restore: os.projects.restore.handler(({ input }) => projects.restore(input.trashId)),
      changes: os.projects.changes.handler(({ input, signal }) =>
        told('projects.changes', watching.changes(input.slug, signal)),
      ),
    },
    classes: {
      add: os.classes.add.handler(({ input }) => classes.add(input.slug, input.name, input.colour)),
      update: os.classes.update.handler(({ input: { slug, classId, ...change } }) =>
        classes.update(slug, classId, change),
      ),
      reorder: os.classes.reorder.handler(({ input }) => classes.reorder(input.slug, input.order)),
      remove: os.classes.remove.handler(({ input }) => classes.remove(input.slug, input.classId)),
      restore: os.classes.restore.handler(({ input }) => classes.restore(input.slug, input.trashId)),
    },
    clips: {
      list: os.clips.list.handler(({ input }) => clips.list(input.slug)),
      add: os.clips.add.handler(({ input }) => clips.add(input.slug, input.clip)),
      read: os.clips.read.handler(({ input }) => clips.read(input.slug, input.clips, input.surroundings)),
      relabel: os.clips.relabel.handler(({ input }) => clips.relabel(input.slug, input.clips, input.to)),
      moveToProject: os.clips.moveToProject.handler(({ input }) =>
        moving.toProject(input.slug, input.clips, input.to),
      ),
      trim: os.clips.trim.handler(({ input: { slug, clip, from, frames } }) =>
        trimming.trim(slug, clip, from, frames),
      ),
      remove: os.clips.remove.handler(({ input }) => clips.remove(input.slug, input.clips)),
      restore: os.clips.restore.handler(({ input }) => clips.restore(input.slug, input.trashIds)),
    },
    features: {
      read: os.features.read.handler(({ input }) => features.read(input.slug)),
      save: os.features.save.handler(({ input }) => features.save(input.slug, input.features)),
    },
    history: {
      state: os.history.state.handler(({ input }) => history.state(input.slug)),
      added: os.history.added.handler(({ input }) => history.added(input.slug, input.clips, input.kind)),
      undo: os.history.undo.handler(({ input }) => history.undo(input.slug, input.step)),
      redo: os.history.redo.handler(({ input }) => history.redo(input.slug, input.step)),
    },
    trash: {
      list: os.trash.list.handler(({ input }) => trash.list(input.slug)),
      empty: os.trash.empty.handler(({ input }) => trash.empty(input.slug)),
    },
    models: {
      list: os.models.list.handler(({ input }) => models.list(input.slug)),
      save: os.models.save.handler(({ input }) => models.save(input.slug, input.model)),
      read: os.models.read.handler(({ input }) => models.read(input.slug, input.runId)),
      report: os.models.report.handler(({ input }) => models.report(input.slug, input.runId)),
      import: os.models.import.handler(async ({ input: { slug, transfer, fileName } }) => {
        const path = await transfers.path(transfer);
        return modelImports.import(slug, path, fileName).finally(() => transfers.end(transfer));
      }),
      rename: os.models.rename.handler(({ input }) => models.rename(input.slug, input.runId, input.name)),
      note: os.models.note.handler(({ input }) => models.note(input.slug, input.runId, input.measurements)),
      remove: os.models.remove.handler(({ input }) => models.remove(input.slug, input.runId)),
      restore: os.models.restore.handler(({ input }) => models.restore(input.slug, input.trashId)),
      captions: os.models.captions.handler(({ input }) => captions.find(input.slug, input.runId)),
      saveCaptions: os.models.saveCaptions.handler(({ input }) =>
        captions.save(input.slug, input.runId, input.files),
      ),
    },
    stretches: {
      list: os.stretches.list.handler(({ input }) => stretches.list(input.slug)),
      add: os.stretches.add.handler(async ({ input: { slug, transfer, stretch } }) => {
        const path = await transfers.path(transfer);
        return stretches.add(slug, path, stretch).finally(() => transfers.end(transfer));
      }),
      read: os.stretches.read.handler(({ input }) => stretches.read(input.slug, input.id, input.offset)),
      change: os.stretches.change.handler(({ input }) =>
        stretches.change(input.slug, input.id, input.change),
      ),
      remove: os.stretches.remove.handler(({ input }) => stretches.remove(input.slug, input.id)),
      restore: os.stretches.restore.handler(({ input }) => stretches.restore(input.slug, input.trashId)),
    },
    checkpoints: {
      save: os.checkpoints.save.handler(({ input }) => checkpoints.save(input.slug, input.checkpoint)),
      look: os.checkpoints.look.handler(({ input }) => checkpoints.look(input.slug)),
      read: os.checkpoints.read.handler(({ input }) => checkpoints.read(input.slug)),
      clear: os.checkpoints.clear.handler(({ input }) => checkpoints.clear(input.slug)),
      discard: os.checkpoints.discard.handler(({ input }) => checkpoints.discard(input.slug)),
      restore: os.checkpoints.restore.handler(({ input }) => checkpoints.restore(input.slug, input.trashId)),
    },
    exports: {
      formats: os.exports.formats.handler(() =>
        exporters.map((exporter) => {
          const { id, name, extension, description } = exporter;
          return { id, name, extension, description, precisions: precisionsOf(exporter) };
        }),
      ),
      save: os.exports.save.handler(async ({ input }) => {
        const { name, bytes } = await buildExport(
          services,
          input.slug,
          input.runId,
          input.format,
          input.precision,
        );
        if (host.saveDialog) return host.saveDialog(name, [bytes]);
        return { outcome: 'download' as const, name, file: new Blob([bytes]) };
      }),
      saveTraining: os.exports.saveTraining.handler(({ input, context }) =>
        saveTraining(services, host, input, context.connection),
      ),
    },
    outputs: {
      kinds: os.outputs.kinds.handler(() => outputs.kinds()),
      put: os.outputs.put.handler(({ input }) => outputs.put(input.slug, input.output, input.at)),
      remove: os.outputs.remove.handler(({ input }) => outputs.remove(input.slug, input.id)),
      arm: os.outputs.arm.handler(({ input }) => outputs.arm(input.slug, input.arming)),
      secrets: os.outputs.secrets.handler(({ input }) => outputs.secretsOf(input.id)),
      switch: os.outputs.switch.handler(({ input }) => outputs.switch(input.slug, input.id, input.on)),
      stop: os.outputs.stop.handler(({ input }) => outputs.stop(input.slug)),
      test: os.outputs.test.handler(({ input }) => outputs.test(input.output, input.message)),
      send: os.outputs.send.handler(({ input }) => outputs.send(input.slug, input.messages)),
      states: os.outputs.states.handler(({ input, signal }) =>
        told('outputs.states', outputs.states(input.slug, signal)),
      ),
    },
    midi: {
      wishes: os.midi.wishes.handler(({ signal }) => told('midi.wishes', midi.wishes(signal))),
      answer: os.midi.answer.handler(({ input }) => midi.answer(input)),
      ports: os.midi.ports.handler(({ input }) => midi.tell(input.names)),
    },
    datasets: {
      formats: os.datasets.formats.handler(() =>
        datasetFormats.map(({ id, name, extension, description }) => ({ id, name, extension, description })),
      ),
      save: os.datasets.save.handler(({ input, context }) =>
        saveDataset(services, host, input, context.connection),
      ),
      import: os.datasets.import.handler(({ input, signal }) =>
        told('datasets.import', importDataset(services, input, signal)),
      ),
    },
    archives: {
      save: os.archives.save.handler(({ input, context }) =>
        saveArchive(services, host, input.slug, context.connection),
      ),
      open: os.archives.open.handler(({ input, signal }) =>
        told('archives.open', openArchive(services, input, signal)),
      ),
    },
    transfers: {
      begin: os.transfers.begin.handler(({ context }) => transfers.begin(context.connection)),
      append: os.transfers.append.handler(({ input }) =>
        transfers.append(input.id, input.offset, input.bytes),
      ),
      read: os.transfers.read.handler(({ input }) => transfers.read(input.id, input.offset)),
      end: os.transfers.end.handler(({ input }) => transfers.end(input.id)),
    },
    offeredFiles: {
      read: os.offeredFiles.read.handler(async ({ input }) => ({ files: await host.offeredFiles(input.id) })),
    },
  });
}

export type AppRouter = ReturnType<typeof createRouter>;

/** The file an export makes, and what to call it. */
export async function buildExport(
  services: Services,
  slug: string,
  runId: string,
  format: string,
  precision: Precision = 'float32',
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> }> {
  const exporter = findExporter(format);
  checkPrecision(exporter, precision);
  const { capture } = await services.projects.open(slug);
  const { run, topology, weights } = await services.models.read(slug, runId);
  const { live } = await services.settings.get();
  const bytes = await exporter.build({
    run,
    topology: new Uint8Array(await topology.arrayBuffer()),
    weights: new Uint8Array(await weights.arrayBuffer()),
    capture,
    threshold: live.threshold,
    unseen: live.unseen,
    precision,
  });
  const kept = precision === 'float32' ? '' : `-${precision}`;
  return { name: `${slug}-${slugify(run.name, 'model')}${kept}.${exporter.extension}`, bytes };
}

function toSentence(
  error: unknown,
  procedure: string,
  log: HostCapabilities['log'],
): ORPCError<string, unknown> {
  if (error instanceof BeckonError)
    return new ORPCError(error.code, { message: error.message, cause: error });
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return new ORPCError('INVALID', { message: describeIssues(error.data), cause: error });
  }
  log(`${procedure} failed`, error);
  return new ORPCError('INTERNAL', {
    message: `Something went wrong inside Beckon during “${procedure}”. The log has the details.`,
    cause: error,
  });
}

/** The first thing wrong with a call's input, as a sentence. */
function describeIssues(data: unknown): string {
  const issue = (data as { issues?: { message: string; path?: readonly PropertyKey[] }[] } | undefined)
    ?.issues?.[0];
  if (!issue) return 'The request was not understood.';
  const where = issue.path?.map(String).join('.') ?? '';
  if (where === 'name' || where === '') return issue.message;
  return `The request was not understood at “${where}”: ${issue.message}`;
}
