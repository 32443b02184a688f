import { Command, Option } from 'commander';
import { appVersion } from '../hosts/version';
import type { CommandContext, Outcome } from './context';
import { openArchive } from './commands/archive';
import { deleteClass, listClasses, renameClass } from './commands/classes';
import { deleteClips, listClips, moveClips, type ClipChoice, type MoveOptions } from './commands/clips';
import { crossval, type CrossvalOptions } from './commands/crossval';
import { curve, type CurveOptions } from './commands/curve';
import { exportData, importData, type DataExportOptions, type DataImportOptions } from './commands/data';
import { demo, type DemoOptions } from './commands/demo';
import { describe, type DescribeOptions } from './commands/describe';
import { doctor } from './commands/doctor';
import { evaluate, type EvaluateOptions } from './commands/evaluate';
import { exportModel, type ExportOptions } from './commands/export';
import { importModel } from './commands/import-model';
import { importFolder, type ImportOptions } from './commands/import';
import { live, type LiveOptions } from './commands/live';
import { listProjects } from './commands/projects';
import { score, type ScoreOptions } from './commands/score';
import { addStretch, listStretches, type AddStretchOptions } from './commands/stretches';
import { start, type StartContext, type StartOptions } from './commands/start';
import { triggers, type TriggersOptions } from './commands/triggers';
import { train, trainOptions, type TrainOptions } from './commands/train';
import { settingOptions, testSessionOption, type TrainFlags } from './settings';

/** What carries the commands out. */
export interface Carrier {
  /** The data folder: the one given, else the usual one. */
  dataDir(given: string | undefined): string;
  /** Opens the data folder, does the work and prints its outcome. */
  perform(dataDir: string, work: (context: CommandContext) => Promise<Outcome>): Promise<void>;
  start: Omit<StartContext, 'dataDir'>;
  /** Where help goes. */
  write(text: string): void;
}

interface Shared {
  data?: string;
  json?: boolean;
}

interface TypedTrainOptions extends Shared, TrainFlags {
  preset: string;
  cnnOf?: string;
}

/** What may be said of how a model is trained. */
const unseenOption = (): Option =>
  new Option(
    '--unseen <share>',
    'the share of gestures it knows, 0 to 0.1, that may be refused so that others start none (default: as set in the app)',
  );

function withTrainOptions(command: Command): Command {
  command
    .option(
      '--preset <name>',
      'a ready-made choice of settings: instant (seconds), quick, balanced or best (three networks that answer together)',
      'balanced',
    )
    .option('--cnn-of <id>', 'the model whose CNN to start from, with --start cnn');
  for (const option of settingOptions) command.addOption(option);
  return command;
}

const unknownOption = (help: string): Option => new Option('--unknown <classes>', help);

/** Which clips are meant. */
const withClipChoice = (command: Command): Command =>
  command
    .option('--class <name>', 'the clips of this class')
    .option('--session <session...>', 'the clips of these sessions');

/** What was asked for. */
function trainOptionsOf({ preset, cnnOf, ...flags }: TypedTrainOptions): TrainOptions {
  const wanted = trainOptions(preset, flags);
  return cnnOf === undefined ? wanted : { ...wanted, cnnOf };
}

/** Every command and its options. Parsing rejects with a `CommanderError` what it does not understand. */
export function buildProgram({ dataDir, perform, start: carried, write }: Carrier): Command {
  const program = new Command('beckon')
    .description('Teach a computer your own webcam gestures. Everything stays on your machine.')
    .version(appVersion)
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => undefined, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: false });
  const command = (usage: string, description: string, group = program): Command =>
    group
      .command(usage)
      .description(description)
      .option('--data <dir>', 'the data folder')
      .option('--json', 'print one JSON object; progress goes to stderr');

  program
    .command('start')
    .description('open the app')
    .option('--host <host>', 'electron or browser (default: Electron where it can run)')
    .option('--port <number>', 'the port of the browser host (default: the same every time)')
    .option('--no-window', 'serve the app and print its address, without opening a window')
    .option('--data <dir>', 'the data folder')
    .action((options: Shared & StartOptions) =>
      start({ ...carried, dataDir: dataDir(options.data) }, options),
    );

  command('projects', 'list the projects and their models').action(({ data }: Shared) =>
    perform(dataDir(data), listProjects),
  );

  command('doctor', 'print what of this machine matters to Beckon: cameras, how it computes, disk').action(
    ({ data }: Shared) => perform(dataDir(data), (context) => doctor(context)),
  );

  command('classes <project>', 'list the classes of a project').action((name: string, { data }: Shared) =>
    perform(dataDir(data), (context) => listClasses(context, name)),
  );
  command('rename-class <project> <class> <name>', 'give a class another name').action(
    (project: string, className: string, name: string, { data }: Shared) =>
      perform(dataDir(data), (context) => renameClass(context, project, className, name)),
  );
  command('delete-class <project> <class>', 'take a class and its clips to the trash').action(
    (project: string, className: string, { data }: Shared) =>
      perform(dataDir(data), (context) => deleteClass(context, project, className)),
  );

  withClipChoice(command('clips <project>', 'list the clips of a project')).action(
    (name: string, options: Shared & ClipChoice) =>
      perform(dataDir(options.data), (context) => listClips(context, name, options)),
  );
  withClipChoice(
    command(
      'move-clips <project> [clips...]',
      'move clips, those named or chosen, to another class or project',
    ),
  )
    .option('--to <class>', 'the class they go to')
    .option('--to-project <project>', 'the project they go to, each into its class of the same name')
    .action((name: string, clips: string[], options: Shared & MoveOptions) =>
      perform(dataDir(options.data), (context) => moveClips(context, name, clips, options)),
    );
  withClipChoice(
    command('delete-clips <project> [clips...]', 'take clips, those named or chosen, to the trash'),
  ).action((name: string, clips: string[], options: Shared & ClipChoice) =>
    perform(dataDir(options.data), (context) => deleteClips(context, name, clips, options)),
  );

  command('import <dir>', 'make clips from the videos and folders of pictures in DIR/<class>/…')
    .requiredOption('--project <name>', 'the project to add them to; created if needed')
    .option(
      '--session-pattern <regex>',
      'a regular expression whose first group in the file name is the session',
    )
    .option(
      '--level <n>',
      'how deep the class folders are: 1 for DIR/<class>, 2 for DIR/train/<class> (default: detected)',
    )
    .option(
      '--frames <n>',
      'frames of a clip, if the project is new (default: 16 to 40, as the longest gestures need); with 1, each picture is a clip',
    )
    .action((dir: string, options: Shared & ImportOptions) =>
      perform(dataDir(options.data), (context) => importFolder(context, dir, options)),
    );

  withTrainOptions(command('train <project>', 'train a model'))
    .addOption(testSessionOption)
    .addOption(unknownOption('classes to keep it from and to try it on, e.g. Push,Wave'))
    .option('--resume', 'resume the interrupted training, if there is one, with its original settings')
    .action(
      (
        name: string,
        { resume, unknown, ...options }: TypedTrainOptions & { resume?: true; unknown?: string },
      ) =>
        perform(dataDir(options.data), (context) => {
          const wanted = { ...trainOptionsOf(options), ...(unknown !== undefined && { unknown }) };
          return train(context, name, resume ? { ...wanted, resume } : wanted);
        }),
    );

  withTrainOptions(
    command('crossval <project>', 'test how well models do on sessions they have not seen, one by one'),
  )
    .option('--by <unit>', 'what is held out: session', 'session')
    .option('--few', 'the other way round: learn from one session, test on all others')
    .addOption(unknownOption('classes to keep models from and to try them on, or pairs: every two in turn'))
    .option(
      '--each-once',
      'with --unknown pairs: one model for each pair, left without another session in turn, in place of one for each session',
    )
    .action((name: string, { by, few, unknown, eachOnce, ...options }: TypedTrainOptions & CrossvalOptions) =>
      perform(dataDir(options.data), (context) =>
        crossval(
          context,
          name,
          {
            ...(by !== undefined && { by }),
            ...(few !== undefined && { few }),
            ...(unknown !== undefined && { unknown }),
            ...(eachOnce !== undefined && { eachOnce }),
          },
          trainOptionsOf(options),
        ),
      ),
    );

  command('evaluate <project>', 'measure how well a model does')
    .option('--model <id>', 'the model (default: the newest)')
    .option('--session <session...>', 'the sessions to test it on (default: those held out for its test)')
    .addOption(unknownOption('classes that it does not know, to try it on'))
    .action((name: string, options: Shared & EvaluateOptions) =>
      perform(dataDir(options.data), (context) => evaluate(context, name, options)),
    );

  command('describe <project>', 'learn to describe clips in words')
    .option('--model <id>', 'the model that looks at them (default: the newest)')
    .option('--from <what>', 'a whole clip, or one frame of it', 'clip')
    .option('--text <class=text...>', 'the description of a class, e.g. "Wave=a hand waves"')
    .action((name: string, options: Shared & DescribeOptions) =>
      perform(dataDir(options.data), (context) => describe(context, name, options)),
    );

  command('curve <project>', 'find out whether more clips would help, by training on more and more of them')
    .option('--model <id>', 'the model whose settings are used (default: the newest)')
    .action((name: string, options: Shared & CurveOptions) =>
      perform(dataDir(options.data), (context) => curve(context, name, options)),
    );

  command('triggers <project>', 'measure how often a model fires in a video without gestures')
    .option('--model <id>', 'the model (default: the newest)')
    .requiredOption('--video <file>', 'a video, the longer the better, in which nobody makes a gesture')
    .action((name: string, options: Shared & TriggersOptions) =>
      perform(dataDir(options.data), (context) => triggers(context, name, options)),
    );

  command(
    'stretches <project>',
    'list the videos of gestures with pauses between that a project keeps',
  ).action((name: string, { data }: Shared) =>
    perform(dataDir(data), (context) => listStretches(context, name)),
  );
  command(
    'add-stretch <project>',
    'keep a video of gestures with pauses between, and the gestures made in it',
  )
    .requiredOption('--video <file>', 'the video, MP4, MOV or WebM')
    .option(
      '--truth <file>',
      'the gestures made, as `score` takes them (default: none; mark them in the app)',
    )
    .option('--name <name>', 'what to call it (default: as the file)')
    .option('--learn', 'let models learn from it (default: it is kept to judge them by)')
    .action((name: string, options: Shared & AddStretchOptions) =>
      perform(dataDir(options.data), (context) => addStretch(context, name, options)),
    );

  command('score <project>', 'score the gestures a model finds in a video against those that were made')
    .option('--model <id>', 'the model (default: the newest)')
    .option(
      '--video <file>',
      'a video of gestures with pauses between (default: the stretches of the project)',
    )
    .option(
      '--truth <file>',
      'the gestures made and their times, in seconds: {events: [{class, start, end}], unknown: [{start, end}]}',
    )
    .option('--threshold <share>', 'the confidence needed for an answer (default: as set in the app)')
    .addOption(unseenOption())
    .option(
      '--fit',
      'first find the rule for its events that fits the stretches best, and keep it with the model',
    )
    .action((name: string, options: Shared & ScoreOptions) =>
      perform(dataDir(options.data), (context) => score(context, name, options)),
    );

  command('live <project>', 'print the gestures in a video, or in front of a webcam until Ctrl+C')
    .option('--model <id>', 'the model (default: the newest)')
    .option('--video <file>', 'a video to watch from beginning to end')
    .option('--camera <name>', 'a webcam to watch, by its name or a part of it')
    .option('--threshold <share>', 'the confidence needed for an answer (default: as set in the app)')
    .addOption(unseenOption())
    .option('--json-lines', 'print a JSON object a line: one when a gesture starts, one when it ends')
    .option('--probabilities', 'print a line for each frame, too')
    .option('--outputs', 'send gestures to the project’s outputs; with --camera, starts again what fails')
    .action((name: string, options: Shared & LiveOptions) =>
      perform(dataDir(options.data), (context) => live(context, name, options)),
    );

  command('export <project>', 'write a model, or the whole project, to a file')
    .option('--model <id>', 'the model (default: the newest)')
    .option(
      '--format <id>',
      'the kind of file; archive: the whole project, for Beckon elsewhere; training: its clips, to train in PyTorch',
      'tfjs',
    )
    .option(
      '--precision <kind>',
      'how exactly weights are kept: float32, float16 or int8, where the format can (default: float32)',
    )
    .addOption(testSessionOption)
    .requiredOption('--out <file>', 'the file to write, or the folder to put it in')
    .action((name: string, options: Shared & ExportOptions) =>
      perform(dataDir(options.data), (context) => exportModel(context, name, options)),
    );

  command('import-model <file>', 'make a model of the project of one that `export` wrote')
    .requiredOption('--project <name>', 'the project it goes to')
    .action((file: string, options: Shared & { project: string }) =>
      perform(dataDir(options.data), (context) => importModel(context, file, options)),
    );

  command('open <file>', 'make a project from an archive that `export --format archive` wrote').action(
    (file: string, { data: folder }: Shared) =>
      perform(dataDir(folder), (context) => openArchive(context, file)),
  );

  const data = program.command('data').description('export clips to one file, or import them from one');
  command('export <project>', 'export all clips to one file', data)
    .option(
      '--format <id>',
      'zip (all of it, for Beckon and Python), pictures (a PNG for each frame) or npz (arrays for NumPy)',
      'zip',
    )
    .requiredOption('--out <file>', 'the file to write, or the folder to put it in')
    .action((name: string, options: Shared & DataExportOptions) =>
      perform(dataDir(options.data), (context) => exportData(context, name, options)),
    );
  command('import <file>', 'import the clips of a zip that `data export` wrote', data)
    .option('--into <project>', 'the project to add them to (default: a new one)')
    .option('--name <name>', 'the name of the new project (default: its original name)')
    .action((file: string, options: Shared & DataImportOptions) =>
      perform(dataDir(options.data), (context) => importData(context, file, options)),
    );

  command('demo', 'record with the sample camera, train, watch live and export, all by itself')
    .option('--out <dir>', 'the folder for the results', 'demo-out')
    .option('--seed <n>', 'the seed of everything random', '1')
    .action((options: Shared & DemoOptions) =>
      perform(dataDir(options.data ?? `${options.out}/data`), (context) => demo(context, options)),
    );

  return program;
}
