import { PNG } from 'pngjs';
import { z } from 'zod';
import { BeckonError, clipMetaSchema, clipShapeSchema, type ClipInfo, type ClipShape } from '../../contract';
import { decodeTimestamps, describeClip, encodeClip } from '../../store/clip-file';
import type { DatasetFormat } from './format';
import { CLIPS_FOLDER, datasetZip } from './zip';
import type { ZipPart } from './zip-stream';

/** Lies beside a clip's pictures and says the rest of it. */
export const ABOUT_FILE = 'clip.json';

/** 128 frames of 512×512, the largest a project records, are 100 MB. */
const MOST_BYTES = 256 << 20;

const aboutSchema = clipMetaSchema.extend({ timestamps: z.array(z.number()).max(1024) });

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
  const { shape, meta, frames, timestamps } = describeClip(bytes, bytes.length);
  const folder = `${CLIPS_FOLDER}/${classId}/${id}`;
  const about = { ...meta, timestamps: decodeTimestamps(bytes.subarray(timestamps.start, timestamps.end)) };
  yield { path: `${folder}/${ABOUT_FILE}`, bytes: new TextEncoder().encode(`${JSON.stringify(about)}\n`) };
  const size = shape[1] * shape[2] * shape[3];
  for (let t = 0; t < shape[0]; t++) {
    const from = frames.start + t * size;
    const name = String(t + 1).padStart(4, '0');
    yield { path: `${folder}/${name}.png`, bytes: encodePng(bytes.subarray(from, from + size), shape) };
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
 */
export function clipOfPictures(about: Uint8Array, files: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const { timestamps, ...meta } = parseAbout(about);
  if (timestamps.length !== files.length) {
    throw unreadable(
      `${ABOUT_FILE} tells the times of ${timestamps.length} pictures, and there are ${files.length}.`,
    );
  }
  const { width, height } = sizeOf(files[0] ?? new Uint8Array());
  const shape = clipShapeSchema.safeParse([files.length, height, width, 3]);
  if (!shape.success) throw unreadable(`No clip has ${files.length} pictures of ${width}×${height}.`);
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
  return Uint8Array.from(Buffer.concat(encodeClip(shape.data, timestamps, meta, frames)));
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

The sessions may be people's names. In Beckon, "Add videos", "A dataset" (or \`beckon data import\`) takes this file in again.
`;
