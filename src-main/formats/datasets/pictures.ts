import { PNG } from 'pngjs';
import { z } from 'zod';
import { BeckonError, clipMetaSchema, clipShapeSchema, type ClipInfo, type ClipShape } from '../../contract';
import { MAX_SURROUNDING_FRAMES } from '../../shared/limits';
import {
  describeClip,
  encodeClip,
  sideFrames,
  SIDES,
  type Side,
  type SideFrames,
} from '../../store/clip-file';
import type { DatasetFormat } from './format';
import { CLIPS_FOLDER, datasetZip } from './zip';
import type { ZipPart } from './zip-stream';

/** Lies beside a clip's pictures and says the rest of it. */
export const ABOUT_FILE = 'clip.json';

/** 128 frames of 512×512, the largest a project records, are 100 MB. */
const MOST_BYTES = 256 << 20;

const surroundingTimesSchema = z.array(z.number()).max(MAX_SURROUNDING_FRAMES).optional();
const aboutSchema = clipMetaSchema.extend({
  timestamps: z.array(z.number()).max(1024),
  before: surroundingTimesSchema,
  after: surroundingTimesSchema,
});

/** A folder for each clip and a PNG for each frame of it. */
export const pictures: DatasetFormat = {
  id: 'pictures',
  name: 'Pictures (PNG)',
  extension: 'zip',
  description:
    'A zip with a folder for each clip and a PNG for each of its frames. Nothing is lost; Beckon can read it again.',
  write: (dataset) => datasetZip(dataset, readme, clipParts),
};

function* clipParts({ classId, id }: ClipInfo, bytes: Uint8Array): Generator<ZipPart> {
  const header = describeClip(bytes, bytes.length);
  const { shape, meta } = header;
  const folder = `${CLIPS_FOLDER}/${classId}/${id}`;
  const own = sideFrames(bytes, header);
  const sides = SIDES.flatMap((side) => {
    const tensors = header[side];
    return tensors ? [{ side, ...sideFrames(bytes, tensors) }] : [];
  });
  const times = Object.fromEntries(sides.map(({ side, timestamps }) => [side, timestamps]));
  const about = { ...meta, timestamps: own.timestamps, ...times };
  yield { path: `${folder}/${ABOUT_FILE}`, bytes: new TextEncoder().encode(`${JSON.stringify(about)}\n`) };
  yield* pngs(folder, own, shape);
  for (const { side, ...frames } of sides) yield* pngs(`${folder}/${side}`, frames, shape);
}

function* pngs(folder: string, { timestamps, frames }: SideFrames, shape: ClipShape): Generator<ZipPart> {
  const size = shape[1] * shape[2] * shape[3];
  for (let t = 0; t < timestamps.length; t++) {
    const name = String(t + 1).padStart(4, '0');
    const bytes = encodePng(frames.subarray(t * size, (t + 1) * size), shape);
    yield { path: `${folder}/${name}.png`, bytes };
  }
}

const RGB = 2;

function encodePng(rgb: Uint8Array, [, height, width]: ClipShape): Uint8Array {
  const png = new PNG({ width, height, colorType: RGB, inputColorType: RGB, inputHasAlpha: false });
  png.data = Buffer.from(rgb.buffer, rgb.byteOffset, rgb.byteLength);
  return PNG.sync.write(png, { colorType: RGB, inputColorType: RGB, inputHasAlpha: false });
}

/**
 * The clip's file that these pictures, in order, and what lies beside them make. Throws a `BeckonError` UNREADABLE with
 * the reason.
 * @param sides the pictures of what was seen right before and after it
 */
export function clipOfPictures(
  about: Uint8Array,
  files: readonly Uint8Array[],
  sides: Readonly<Record<Side, readonly Uint8Array[]>>,
): Uint8Array<ArrayBuffer> {
  const { timestamps, before = [], after = [], ...meta } = parseAbout(about);
  checkCount(timestamps, files);
  const { width, height } = sizeOf(files[0] ?? new Uint8Array());
  const shape = clipShapeSchema.safeParse([files.length, height, width, 3]);
  if (!shape.success) throw unreadable(`No clip has ${files.length} pictures of ${width}×${height}.`);
  const own = framesOf(files, timestamps, shape.data);
  const surroundings = {
    before: framesOf(sides.before, before, shape.data),
    after: framesOf(sides.after, after, shape.data),
  };
  return Uint8Array.from(Buffer.concat(encodeClip(shape.data, timestamps, meta, own.frames, surroundings)));
}

/** These pictures, which must be of the clip's size and as many as there are times. */
function framesOf(
  files: readonly Uint8Array[],
  timestamps: readonly number[],
  [, height, width]: ClipShape,
): SideFrames {
  checkCount(timestamps, files);
  const size = width * height * 3;
  if (files.length * size > MOST_BYTES) throw unreadable('It is larger than any clip that Beckon records.');
  const frames = new Uint8Array(files.length * size);
  for (const [t, file] of files.entries()) {
    const own = sizeOf(file);
    if (own.width !== width || own.height !== height) {
      throw unreadable(
        `Its pictures are of different sizes: ${width}×${height} and ${own.width}×${own.height}.`,
      );
    }
    decodePng(file, frames.subarray(t * size, (t + 1) * size));
  }
  return { timestamps, frames };
}

function checkCount({ length: times }: readonly number[], { length: pictures }: readonly Uint8Array[]): void {
  if (times === pictures) return;
  throw unreadable(`${ABOUT_FILE} tells the times of ${times} pictures, and there are ${pictures}.`);
}

function parseAbout(bytes: Uint8Array): z.infer<typeof aboutSchema> {
  try {
    return aboutSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new BeckonError('UNREADABLE', `Its ${ABOUT_FILE} is damaged.`, { cause });
  }
}

/** From the picture's first bytes, so that nothing is made room for that no clip has. */
function sizeOf(file: Uint8Array): { width: number; height: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isPng = file.length > 33 && view.getUint32(0) === 0x89504e47 && view.getUint32(12) === 0x49484452;
  if (!isPng) throw unreadable('One of its pictures is not a PNG.');
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width > 4096 || height > 4096 || width * height === 0)
    throw unreadable(`One of its pictures claims to be ${width}×${height} pixels.`);
  // How much such a picture unpacks to is not known beforehand.
  if (file[28] !== 0) throw unreadable('One of its pictures is interlaced, which Beckon does not read.');
  return { width, height };
}

/** Writes RGB; what is transparent is black, as where pictures are imported. */
function decodePng(file: Uint8Array, out: Uint8Array): void {
  try {
    const { data } = PNG.sync.read(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
    for (let from = 0, to = 0; to < out.length; from += 4, to += 3) {
      const opacity = (data[from + 3] ?? 255) / 255;
      for (let channel = 0; channel < 3; channel++)
        out[to + channel] = Math.round(opacity * (data[from + channel] ?? 0));
    }
  } catch (cause) {
    throw new BeckonError('UNREADABLE', 'One of its pictures is damaged.', { cause });
  }
}

const unreadable = (reason: string): BeckonError => new BeckonError('UNREADABLE', reason);

const readme = `Clips recorded with Beckon.

project.json              the classes, in order: id (the folder's name), name, colour, key, and text where it is said
                          what is being done in them; under texts the same of single clips, by their names
clips/<class>/<clip>/0001.png, 0002.png …
                          the frames of one clip
clips/<class>/<clip>/clip.json
                          when each was taken (timestamps, in ms), and the clip's session, source, mirror (whether the
                          picture is mirrored), fps
clips/<class>/<clip>/before/0001.png …, clips/<class>/<clip>/after/0001.png …
                          up to half a second of what was seen right before and right after it, where that was kept;
                          clip.json has the times of these frames under before and after

The sessions may be people's names. In Beckon, "Add videos", "A dataset" (or \`beckon data import\`) takes this file in again.
`;
