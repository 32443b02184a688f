import { BeckonError, type ClipInfo } from '../../contract';
import { CLIP_EXTENSION } from '../../store/clip-file';
import { formatProject } from '../../store/project-json';
import type { Dataset, DatasetFormat } from './format';
import { zipStream, type ZipPart } from './zip-stream';

/** Names the project, its classes and how its clips are recorded, as in a project's folder. */
export const PROJECT_FILE = 'project.json';
/** Holds a folder for each class, named with its id. */
export const CLIPS_FOLDER = 'clips';
export const README_FILE = 'README.txt';

/** The clips' files as they are. Nothing is lost, and Beckon can take it in again. */
export const zip: DatasetFormat = {
  id: 'zip',
  name: 'Beckon dataset',
  extension: 'zip',
  description: 'A zip with every clip as it is on disk, by class. Nothing is lost; Beckon can read it again.',
  write: (dataset) => datasetZip(dataset, readme, wholeFile),
};

function* wholeFile({ classId, id }: ClipInfo, bytes: Uint8Array): Generator<ZipPart> {
  yield { path: `${CLIPS_FOLDER}/${classId}/${id}${CLIP_EXTENSION}`, bytes };
}

/** A zip that Beckon can take in again: the project, what the zip holds in words, and what `partsOf` makes of each clip. */
export function datasetZip(
  dataset: Dataset,
  text: string,
  partsOf: (clip: ClipInfo, bytes: Uint8Array) => Iterable<ZipPart>,
): AsyncIterable<Uint8Array> {
  return zipStream(parts(dataset, text, partsOf), new Date(dataset.project.modified));
}

async function* parts(
  { project, clips, read, leftOut }: Dataset,
  text: string,
  partsOf: (clip: ClipInfo, bytes: Uint8Array) => Iterable<ZipPart>,
): AsyncGenerator<ZipPart> {
  const encoder = new TextEncoder();
  // Where its gestures go to is nobody else's business.
  const { outputs: _, ...shared } = project;
  yield { path: PROJECT_FILE, bytes: encoder.encode(formatProject(shared)) };
  yield { path: README_FILE, bytes: encoder.encode(text) };
  for (const clip of clips) {
    try {
      yield* partsOf(clip, await read(clip));
    } catch (error) {
      if (!(error instanceof BeckonError)) throw error;
      leftOut(clip, error.message);
    }
  }
}

const readme = `Clips recorded with Beckon.

project.json              the classes, in order: id (the folder's name), name, colour, key, and text where it is said
                          what is being done in them; under texts the same of single clips, by their names
clips/<class>/<clip>.safetensors
                          one clip: frames uint8 [time, height, width, RGB], timestamps float64 [time] in ms, and in
                          the header's __metadata__ its session, source, mirror (whether the picture is mirrored), fps;
                          before and after, where they were kept: up to half a second of what was seen right before
                          and right after it, in frames of the same size, with before_timestamps and after_timestamps

In Python: safetensors.numpy.load_file('clips/wave/….safetensors')['frames']

The sessions may be people's names. In Beckon, "Add videos", "A dataset" (or \`beckon data import\`) takes this file in again.
`;
