import { strToU8, zipSync } from 'fflate';
import type { PreprocessSpec, Run } from '../../contract';
import { confidenceWords, furthestFigure, scoreCaveats, scoreSentence } from '../../shared/score-words';
import { PACES } from '../../shared/paces';
import { count, percent } from '../../shared/words';
import inputModule from '../../../resources/export/beckon_input.py?raw';
import { describe, DESCRIPTION_FILE } from './description';

/** A file that an export consists of. */
export interface ExportFile {
  name: string;
  /** What it is, for the table of files. */
  what: string;
  bytes: Uint8Array | string;
}

/** A zip for programs in Python: the model's files, its description, its input's preparation, and a card that says how to use it all. */
export function pythonBundle(
  run: Run,
  files: readonly ExportFile[],
  { needs, use, live }: { needs: string; use: string; live?: string },
): Uint8Array<ArrayBuffer> {
  const all: ExportFile[] = [
    ...files,
    {
      name: DESCRIPTION_FILE,
      what: 'Labels, how the input is made, when a gesture starts and ends, scores: for programs',
      bytes: json(describe(run)),
    },
    { name: 'beckon_input.py', what: 'Makes the input and tells gestures, in numpy', bytes: inputModule },
    {
      name: 'run.json',
      what: 'How it was trained and how well it does, with everything Beckon knows of it',
      bytes: json(run),
    },
  ];
  const card = `${cardHead(run)}
${fileTable(all)}

${inputWords(run.preprocess)}
\`beckon_input.py\` does this.

## Use

\`\`\`sh
pip install ${needs}
\`\`\`

\`\`\`python
${use.trim()}
\`\`\`

\`pictures\`: ${run.preprocess.frames === 1 ? 'one picture' : `${run.preprocess.frames} pictures, ${(1000 / run.preprocess.fps).toFixed(0)} ms apart, oldest first`}, bytes \`[${run.preprocess.frames}, height, width, 3]\`,
red, green and blue. Say \`mirrored=True\` of pictures that are mirrored already.
${live === undefined ? '' : liveWords(live)}`;
  return zipSync(
    Object.fromEntries(
      [...all, { name: 'README.md', bytes: card }].map(({ name, bytes }) => [
        name,
        [typeof bytes === 'string' ? strToU8(bytes) : bytes, { level: 1 }],
      ]),
    ),
  );
}

const liveWords = (code: string): string => `
In a stream, one picture at a time, this looks at each picture once:

\`\`\`python
${code.trim()}
\`\`\`
`;

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What a model is and how good it is. */
export function cardHead(run: Run): string {
  const spec = run.preprocess;
  return `# ${run.name}

A gesture classifier trained with Beckon ${run.appVersion} on ${run.created.slice(0, 10)}. It looks at ${spec.frames}
frames of a camera picture, taken ${spec.fps} times a second, and tells which of ${run.classes.length} gestures it saw:

${run.classes.map(({ name }, index) => `${index}. ${name}`).join('\n')}
${run.idle ? nothing(run) : ''}${whereItLooks(run)}${run.unseen?.live ? NEVER_SEEN : ''}
${howGood(run)}
`;
}

/** The files of an export, and a word on the one that may name people. */
export const fileTable = (files: readonly Pick<ExportFile, 'name' | 'what'>[]): string => {
  const names = files.map(({ name }) => `\`${name}\``);
  const width = Math.max(...names.map((name) => name.length));
  const row = (name: string, what: string): string => `| ${name.padEnd(width)} | ${what} |`;
  return `${row('File', 'What it is')}
| ${'-'.repeat(width)} | --- |
${files.map(({ what }, index) => row(names[index] ?? '', what)).join('\n')}

\`run.json\` names the recording sessions, which may be people's names. Leave that file out where you do not want to pass
them on; the model works without it.`;
};

/** How a model's input is made. */
export function inputWords(spec: PreprocessSpec): string {
  const depth = { 'grey-diff': 2, grey: 1, rgb: 3 }[spec.channels];
  return `## Input

A float32 tensor of shape \`[1, ${spec.frames}, ${spec.height}, ${spec.width}, ${depth}]\` (batch, frames, height, width, channels), oldest frame first. For each frame:

${steps(spec)
  .map((step, index) => `${index + 1}. ${step}`)
  .join('\n')}
`;
}

/** How good it is, with no names of sessions: of which clips, which network and which pass the figure is. */
function howGood(run: Run): string {
  const figure = furthestFigure(run);
  const warned = run.split.warnings.length;
  const score = `${scoreSentence(run)} Always answering with the most common gesture is right on ${percent(figure.evaluation.baseline)}.`;
  return [
    score,
    ...scoreCaveats(run),
    confidenceWords(figure),
    ...(warned > 0
      ? [`Beckon had ${count(warned, 'warning')} on how it was trained; \`run.json\` has them.`]
      : []),
  ].join('\n');
}

/** What the last output of a network that knows idle is for. */
const nothing = ({ classes }: Run): string => `
Output ${classes.length}, “(nothing)”, says that no gesture is due: none has begun, it has only just begun, or it is over. In a stream, let
a gesture start where its probability reaches a threshold, and end where it falls below half of that; \`run.json\` and \`beckon.json\` have what was
fitted to this model (\`events\`).
Beckon itself looks at each moment at ${PACES.length} paces, and takes the mean of the answers: pace p takes the frames round(p × k) back from the newest
one, for k = T − 1 … 0, with p = ${PACES.join(', ')}. One pace does too; it is somewhat more often wrong.
`;

/** Where it looks in a stream, and how much must move. */
function whereItLooks({ framing, idle }: Run): string {
  if (!framing) return '';
  const where = framing.centre
    ? 'In a stream Beckon looks at each movement where it is made: it cuts the square so that what moves appears where it does in the clips, and as large.'
    : 'In a stream, where a person is much further away than in the clips, Beckon cuts the square closer around their movements, up to 1.8 times.';
  const much =
    idle && framing.least
      ? ' And where less than three tenths of what moves at least in the clips of a gesture (`least`) does, its share is that of “(nothing)”.'
      : '';
  return `
${where}${much}
\`framing\` in \`beckon.json\` has the numbers; \`CameraWindow\` in \`beckon_input\` looks there, and its \`answers\` are what Beckon itself would answer.
`;
}

const NEVER_SEEN = `
It can also say that a movement is none of these, as it is like nothing that it has learnt. That is told by what enters its last layer: \`unseen\` in
\`beckon.json\` has the numbers, \`typicality\` in \`beckon_input.py\`, which the exports for Python have, the arithmetic. Files for ONNX and LiteRT give
probabilities only, so with them that cannot be told; Beckon’s web page does it by itself. And it is none of these where a whole gesture’s worth of
movement is made that no gesture was named for: \`MovementMeter\` and \`none_of_these\` there need pictures and probabilities alone.
`;

function steps(spec: PreprocessSpec): string[] {
  const { width, height, scale, offset } = spec;
  const value = `multiply each byte by ${scale}${offset === 0 ? '' : ` and add ${offset}`}`;
  const grey = 'Make it grey: 0.299 R + 0.587 G + 0.114 B, without rounding.';
  return [
    spec.mirror
      ? 'Mirror the picture (swap left and right), unless it is mirrored already as in a mirror.'
      : 'Do not mirror the picture: a hand that moves to the camera’s right moves to the right in it.',
    `Crop the largest part with the aspect ratio ${width}:${height} around its centre and resize it to ${width}×${height} by averaging areas.`,
    ...(spec.channels === 'rgb'
      ? [`Keep red, green and blue as three channels; ${value}.`]
      : [grey, `The first channel: ${value}.`]),
    ...(spec.channels === 'grey-diff'
      ? [
          `The second channel: ${spec.differenceGain} × the difference between this frame's first channel and that of the frame before (0 for the first frame)${spec.steady ? ', less the mean of that over all pixels' : ''}.`,
        ]
      : []),
  ];
}
