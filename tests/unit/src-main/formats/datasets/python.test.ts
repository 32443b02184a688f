import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { NewClip } from '../../../../../src-main/contract';
import { createServices, type Services } from '../../../../../src-main/services';
import { bytesOf, collect, newClip, temporaryFolder } from '../../../../fixtures/services/fixtures';
import { noPython, python } from '../../../../fixtures/python';

/** Reads a safetensors file by its specification, with nothing but numpy. */
const READER = `
import hashlib, json, struct, sys, zipfile
import numpy as np

DTYPES = {'U8': np.uint8, 'F64': np.float64}

def read_safetensors(data):
    (length,) = struct.unpack('<Q', data[:8])
    header = json.loads(data[8:8 + length])
    meta = header.pop('__metadata__')
    body = data[8 + length:]
    tensors = {}
    for name, tensor in header.items():
        start, end = tensor['data_offsets']
        tensors[name] = np.frombuffer(body[start:end], DTYPES[tensor['dtype']]).reshape(tensor['shape'])
    return tensors, meta

def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()
`;

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe(`datasets in Python${noPython === null ? '' : ` (skipped: ${noPython})`}`, () => {
  const sources: NewClip[] = [
    newClip('wave', 1, [3, 4, 5, 3], 'Zoë 🙂'),
    newClip('wave', 2, [3, 4, 5, 3], 's2'),
    {
      ...newClip('stop', 3, [3, 4, 5, 3], 's1'),
      meta: { ...newClip('stop').meta, mirror: false, session: 's1' },
    },
  ];

  async function exported(format: string): Promise<{ file: string; services: Services }> {
    const services = await createServices(await temporaryFolder());
    const { slug } = await services.projects.create('Hands');
    await services.classes.add(slug, 'Wave');
    await services.classes.add(slug, 'Stop 停');
    for (const clip of sources) await services.clips.add(slug, clip);
    const file = join(await temporaryFolder(), `data.${format}`);
    await writeFile(file, await collect((await services.datasets.export(slug, format)).chunks));
    return { file, services };
  }

  it.skipIf(noPython !== null)('numpy loads an .npz', async () => {
    const { file } = await exported('npz');
    const read = python(
      `${READER}
data = np.load(sys.argv[1])
print(json.dumps({name: {'dtype': data[name].dtype.kind + str(data[name].dtype.itemsize) if data[name].dtype.kind != 'U' else 'U',
  'shape': data[name].shape, 'values': [digest(clip) for clip in data[name]] if name == 'x' else data[name].tolist()}
  for name in data.files}))`,
      file,
    );
    const digests = await Promise.all(sources.map(async ({ frames }) => sha(await bytesOf(frames))));
    expect(read).toEqual({
      x: { dtype: 'u1', shape: [3, 3, 4, 5, 3], values: digests },
      y: { dtype: 'i4', shape: [3], values: [0, 0, 1] },
      session: { dtype: 'U', shape: [3], values: ['Zoë 🙂', 's2', 's1'] },
      classes: { dtype: 'U', shape: [2], values: ['Wave', 'Stop 停'] },
      mirror: { dtype: 'b1', shape: [3], values: [true, true, false] },
    });
  });

  it.skipIf(noPython !== null)('twenty lines read a zip and its .safetensors', async () => {
    const { file } = await exported('zip');
    const read = python(
      `${READER}
with zipfile.ZipFile(sys.argv[1]) as archive:
    assert archive.testzip() is None
    clips = [name for name in archive.namelist() if name.endswith('.safetensors')]
    out = []
    for name in clips:
        tensors, meta = read_safetensors(archive.read(name))
        out.append({'class': name.split('/')[1], 'shape': tensors['frames'].shape, 'frames': digest(tensors['frames']),
                    'timestamps': tensors['timestamps'].tolist(), 'session': meta['session'], 'mirror': meta['mirror']})
    print(json.dumps(out))`,
      file,
    );
    expect(read).toEqual(
      await Promise.all(
        sources.map(async ({ classId, shape, timestamps, meta, frames }) => ({
          class: classId,
          shape,
          frames: sha(await bytesOf(frames)),
          timestamps,
          session: meta.session,
          mirror: String(meta.mirror),
        })),
      ),
    );
  });
});
