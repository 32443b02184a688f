import { BeckonError, clipFeaturesSchema, type ClipFeatureFiles, type ClipFeatures } from '../contract';
import { isMissing } from '../store/disk';
import type { ProjectFiles } from '../store/project-files';
import { encodeHeader, parseHeader } from '../store/safetensors';

const FOLDER = 'features';
const FILE = 'clips.safetensors';
/** The note in the file's header that says all but the numbers. */
const NOTE = 'features';

/**
 * What a project's clips are to the motion network is one safetensors file, `features/clips.safetensors`: `values` float32
 * `[rows, units]`, and in `__metadata__` of which clips they are. All of it can be made again.
 */
export class Features {
  constructor(private readonly files: ProjectFiles) {}

  /** Null where there are none, or none that can be read. */
  async read(slug: string): Promise<ClipFeatureFiles | null> {
    await this.files.read(slug);
    const bytes = await this.files.disk.attempt('read what is known of the clips', (fs) =>
      fs.readFile(this.files.path(slug, FOLDER, FILE)).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    );
    return bytes && decodeFeatures(new Uint8Array(bytes));
  }

  /** Puts them in the place of those before, whole or not at all. */
  save(slug: string, { values, ...features }: ClipFeatureFiles): Promise<void> {
    const doing = 'save what is known of the clips';
    return this.files.locked(slug, async () => {
      await this.files.read(slug);
      const shape = shapeOf(features);
      if (values.size !== 4 * shape[0] * shape[1]) {
        throw new BeckonError(
          'INVALID',
          `These features take ${4 * shape[0] * shape[1]} bytes, and ${values.size} were given.`,
        );
      }
      const header = encodeHeader([{ name: 'values', dtype: 'F32', shape }], {
        [NOTE]: JSON.stringify(features),
      });
      await this.files.disk.makeFolder(this.files.path(slug, FOLDER), doing);
      const chunks = [header, new Uint8Array(await values.arrayBuffer())];
      await this.files.disk.write(this.files.path(slug, FOLDER, FILE), chunks, doing);
    });
  }
}

const shapeOf = ({ clips, units }: ClipFeatures): [rows: number, units: number] => [
  clips.reduce((sum, { rows }) => sum + rows.length, 0),
  units,
];

/** Null where these bytes cannot be used. */
function decodeFeatures(bytes: Uint8Array<ArrayBuffer>): ClipFeatureFiles | null {
  try {
    const { tensors, metadata } = parseHeader(bytes, bytes.length);
    const features = clipFeaturesSchema.parse(JSON.parse(metadata.get(NOTE) ?? ''));
    const values = tensors.get('values');
    if (values?.dtype !== 'F32' || values.shape.join() !== shapeOf(features).join()) return null;
    return { ...features, values: new Blob([bytes.subarray(values.start, values.end)]) };
  } catch {
    // They are made again of the clips, which are unharmed.
    return null;
  }
}
