import { BeckonError, type ClipInfo } from '../../contract';
import { describeClip } from '../../store/clip-file';
import type { Dataset, DatasetFormat } from './format';
import { npyBool, npyHeader, npyInt32, npyText } from './npy';
import { zipStream, type ZipPart } from './zip-stream';

/**
 * One file for NumPy, `numpy.load(file)`: `x` uint8 `[N, T, H, W, C]`, `y` int32 `[N]` (index into `classes`), `session`
 * and `classes` (text), and `mirror` `[N]` (whether the clip's picture is mirrored).
 */
export const npz: DatasetFormat = {
  id: 'npz',
  name: 'NumPy arrays',
  extension: 'npz',
  description: 'One file for Python: the frames of all clips as one array, with their class and session.',
  write: (dataset) => {
    const shape = commonShape(dataset.clips);
    return zipStream(parts(dataset, shape), new Date(dataset.project.modified));
  },
};

function* parts({ project, clips, read }: Dataset, shape: readonly number[]): Generator<ZipPart> {
  const classOf = new Map(project.classes.map(({ id }, index) => [id, index]));
  const header = npyHeader('|u1', [clips.length, ...shape]);
  const size = header.length + clips.length * pixelsOf(shape);
  yield { path: 'x.npy', size, chunks: pixels(header, clips, shape, read) };
  yield { path: 'y.npy', bytes: npyInt32(clips.map(({ classId }) => classOf.get(classId) ?? -1)) };
  yield { path: 'session.npy', bytes: npyText(clips.map(({ meta }) => meta.session)) };
  yield { path: 'classes.npy', bytes: npyText(project.classes.map(({ name }) => name)) };
  yield { path: 'mirror.npy', bytes: npyBool(clips.map(({ meta }) => meta.mirror)) };
}

/** The array says beforehand how many clips it has, so one that cannot be read stops the whole. */
async function* pixels(
  header: Uint8Array,
  clips: readonly ClipInfo[],
  shape: readonly number[],
  read: Dataset['read'],
): AsyncGenerator<Uint8Array> {
  yield header;
  for (const clip of clips) {
    const bytes = await read(clip);
    const { frames, shape: own } = describeClip(bytes, bytes.length);
    if (own.join() !== shape.join()) {
      throw new BeckonError('UNREADABLE', `The clip ${clip.id} changed while it was exported. Try again.`);
    }
    yield bytes.subarray(frames.start, frames.end);
  }
}

const pixelsOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

function commonShape(clips: readonly ClipInfo[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const { shape } of clips) counts.set(shape.join('×'), (counts.get(shape.join('×')) ?? 0) + 1);
  const [first] = clips;
  if (!first) throw new BeckonError('EMPTY', 'There are no clips to export yet. Record some first.');
  if (counts.size === 1) return first.shape;
  const found = [...counts].map(([shape, count]) => `${count} of ${shape}`).join(', ');
  throw new BeckonError(
    'INVALID',
    `An .npz file holds clips of one size only, and these are of ${counts.size} sizes (${found}; frames×height×width×channels). ` +
      'Export them as a zip, or delete those that differ.',
  );
}
