import { describe, expect, it } from 'vitest';
import { filesOfDrop, filesOfInput, type Found } from '../../../../src-renderer/capture/found-files';
import { greyGif } from '../../../fixtures/gif';

const paths = ({ files }: Found): string[] =>
  files.map(({ folders, file }) => [...folders, file.name].join('/'));

/** A dropped folder; a name without content is a file that cannot be opened. */
function dropped(name: string, files: Record<string, BlobPart | null>): DataTransfer {
  const entries = Object.entries(files).map(([each, bytes]) => ({
    name: each,
    isDirectory: false,
    file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
      bytes === null ? reject(new Error('not found')) : resolve(new File([bytes], each)),
  }));
  const createReader = () => ({
    readEntries: (resolve: (some: unknown[]) => void) => resolve(entries.splice(0, 2)),
  });
  const item = {
    kind: 'file',
    webkitGetAsEntry: () => ({ name, isDirectory: true, createReader }),
    getAsFile: () => null,
  };
  return { items: [item] } as unknown as DataTransfer;
}

it('finds all files of a folder, and names one that cannot be opened without losing the others', async () => {
  const folder = dropped('Wave', { '10.mp4': '', '2.mp4': null, '1.mp4': '', '.hidden': '', '3.mp4': '' });
  const found = await filesOfDrop(folder, new AbortController().signal);
  expect(paths(found)).toEqual(['Wave/1.mp4', 'Wave/3.mp4', 'Wave/10.mp4']);
  expect(found.failed).toEqual([{ file: 'Wave/2.mp4', reason: 'The file could not be read (not found).' }]);
});

describe('whether a picture is animated', () => {
  const animated = async (name: string, bytes: BlobPart): Promise<boolean | undefined> =>
    (await filesOfInput([new File([bytes], name)])).files[0]?.animated;

  it('is told by its pictures, since a GIF may be a single one', async () => {
    expect(await animated('moves.gif', greyGif([10, 20]))).toBe(true);
    expect(await animated('stands.gif', greyGif([10]))).toBe(false);
    expect(await animated('clip.mp4', greyGif([10, 20]))).toBe(false);
  });

  it('counts a GIF that is damaged as animated, so that it is named when it is read', async () => {
    expect(await animated('damaged.gif', greyGif([10, 20]).subarray(0, 20))).toBe(true);
    expect(await animated('letter.gif', 'no picture')).toBe(false);
  });
});
