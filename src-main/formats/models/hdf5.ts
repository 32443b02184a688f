import h5wasm, { type Group } from 'h5wasm';
import type { Tensor } from './numbers';

/** A folder in an HDF5 file: what is said of it, the folders in it, and the tensors and texts in it. */
export interface Folder {
  attributes?: Readonly<Record<string, string | readonly string[]>>;
  folders?: Readonly<Record<string, Folder>>;
  values?: Readonly<Record<string, Tensor | string>>;
}

let files = 0;

/** The bytes of an HDF5 file, https://www.hdfgroup.org/solutions/hdf5/. It is written in memory. */
export async function hdf5(root: Folder): Promise<Uint8Array<ArrayBuffer>> {
  const { FS } = await h5wasm.ready;
  const path = `${++files}.h5`;
  const file = new h5wasm.File(path, 'w');
  try {
    fill(file, root);
  } finally {
    file.close();
  }
  const bytes = new Uint8Array(FS.readFile(path));
  FS.unlink(path);
  return bytes;
}

function fill(group: Group, { attributes = {}, folders = {}, values = {} }: Folder): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string') group.create_attribute(name, value);
    else if (value.length > 0) group.create_attribute(name, [...value]);
    else group.create_attribute(name, [], [0], 'S1');
  }
  for (const [name, folder] of Object.entries(folders)) fill(group.create_group(name), folder);
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') group.create_dataset({ name, data: value, shape: [] });
    else group.create_dataset({ name, data: value.values, shape: [...value.shape] });
  }
}
