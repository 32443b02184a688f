/*
 * A trimmed MP4 or MOV still holds every picture; its edit list says which of them are shown, and when. A phone or
 * `ffmpeg -c copy` trims this way, without encoding anything again. mediabunny follows the beginning of the first edit
 * and nothing else, so the edits are read here (ISO/IEC 14496-12, 8.6.6), and hidden from it: the times it gives are
 * then those of the medium itself.
 */

/** A part of the time that is shown, and the part of the medium that is shown in it. All times in seconds. */
export interface Edit {
  from: number;
  /** Infinity: as long as there are pictures. */
  to: number;
  /** The time of the medium at `from`. */
  media: number;
  /** Seconds of the medium a second; 0 holds one picture. */
  rate: number;
}

export interface EditedFile {
  /** The file with its edit lists hidden; the very file where it has none. */
  bytes: Blob;
  /** By the number of the track; a track without a list of its own is shown as it is. */
  edits: ReadonlyMap<number, readonly Edit[]>;
}

interface Box {
  type: string;
  /** Where the box begins, where what is in it begins, and where both end, in bytes. */
  at: number;
  from: number;
  to: number;
}

/** More boxes beside each other, or edits in a list, are those of a file that means harm. */
const MOST_BOXES = 10_000;
const MOST_EDITS = 10_000;

/** What a file shows of what it holds. A file of another format, or a damaged one, comes back as it is. */
export async function readEdits(bytes: Blob): Promise<EditedFile> {
  const edits = new Map<number, readonly Edit[]>();
  const lists: Box[] = [];
  // Only files that begin with a box of their own are looked through.
  const first = await boxAt(bytes, 0, bytes.size);
  if (!first || !['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot'].includes(first.type))
    return { bytes, edits };
  const movie = await boxIn(bytes, { from: 0, to: bytes.size }, 'moov');
  const header = movie && (await boxIn(bytes, movie, 'mvhd'));
  if (!header) return { bytes, edits };
  const movieScale = await timescaleOf(bytes, header);
  for await (const track of boxesIn(bytes, movie)) {
    if (track.type !== 'trak') continue;
    const list = await boxIn(bytes, track, 'edts');
    if (!list) continue;
    lists.push(list);
    const [head, media, entries] = await Promise.all([
      boxIn(bytes, track, 'tkhd'),
      boxIn(bytes, track, 'mdia'),
      boxIn(bytes, list, 'elst'),
    ]);
    const mediaHeader = media && (await boxIn(bytes, media, 'mdhd'));
    if (!head || !mediaHeader || !entries) continue;
    const own = await entriesOf(bytes, entries, movieScale, await timescaleOf(bytes, mediaHeader));
    edits.set(await trackNumber(bytes, head), own);
  }
  return { bytes: hidden(bytes, lists), edits };
}

/**
 * The edits cut to what the medium holds, from `first` to `end`. None of them is empty, and where none would be left
 * the medium is shown as it is, as players do.
 */
export function shownOf(edits: readonly Edit[] | undefined, first: number, end: number): readonly Edit[] {
  const whole: Edit = { from: first, to: end, media: first, rate: 1 };
  if (!edits) return [whole];
  const shown = edits.flatMap(({ from, to, media, rate }): Edit[] => {
    if (rate === 0) return media < end && to > from && to < Infinity ? [{ from, to, media, rate }] : [];
    const late = Math.max(0, first - media) / rate;
    const last = Math.min(to, from + (end - media) / rate);
    return last > from + late ? [{ from: from + late, to: last, media: media + late * rate, rate }] : [];
  });
  return shown.length > 0 ? shown : [whole];
}

async function entriesOf(
  bytes: Blob,
  { from, to }: Box,
  movieScale: number,
  mediaScale: number,
): Promise<Edit[]> {
  const head = await viewOf(bytes, from, from + 8);
  const wide = head.getUint8(0) === 1;
  const size = wide ? 20 : 12;
  const held = Math.floor((to - from - 8) / size);
  const count = Math.min(head.getUint32(4), held, MOST_EDITS);
  const view = await viewOf(bytes, from + 8, from + 8 + count * size);
  const edits: Edit[] = [];
  let time = 0;
  for (let index = 0; index < count; index++) {
    const at = index * size;
    const duration = (wide ? Number(view.getBigUint64(at)) : view.getUint32(at)) / movieScale;
    const media = wide ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    const rate = view.getInt32(at + size - 4) / 65536;
    // No duration is known while a file is written in fragments; the last edit then lasts as long as there are pictures.
    const to = duration === 0 && index === count - 1 ? Infinity : time + duration;
    // An edit of no medium shows nothing: the pictures before it stay.
    if (media >= 0) edits.push({ from: time, to, media: media / mediaScale, rate: rate < 0 ? 1 : rate });
    time += duration;
  }
  return edits;
}

/** Times of the header are in so many parts of a second. */
async function timescaleOf(bytes: Blob, { from }: Box): Promise<number> {
  const view = await viewOf(bytes, from, from + 24);
  return Math.max(1, view.getUint32(view.getUint8(0) === 1 ? 20 : 12));
}

async function trackNumber(bytes: Blob, { from }: Box): Promise<number> {
  const view = await viewOf(bytes, from, from + 24);
  return view.getUint32(view.getUint8(0) === 1 ? 20 : 12);
}

async function boxIn(bytes: Blob, within: Pick<Box, 'from' | 'to'>, type: string): Promise<Box | null> {
  for await (const box of boxesIn(bytes, within)) {
    if (box.type === type) return box;
  }
  return null;
}

async function* boxesIn(bytes: Blob, { from, to }: Pick<Box, 'from' | 'to'>): AsyncGenerator<Box> {
  let at = from;
  for (let count = 0; count < MOST_BOXES; count++) {
    const box = await boxAt(bytes, at, to);
    if (!box) return;
    yield box;
    at = box.to;
  }
}

/** The box that begins there; null where there is none that ends within `end`. */
async function boxAt(bytes: Blob, at: number, end: number): Promise<Box | null> {
  if (at + 8 > end) return null;
  const view = await viewOf(bytes, at, at + 16);
  const type = String.fromCharCode(...[4, 5, 6, 7].map((index) => view.getUint8(index)));
  const size = view.getUint32(0);
  const from = at + (size === 1 ? 16 : 8);
  const to = size === 0 ? end : size === 1 ? at + Number(view.getBigUint64(8)) : at + size;
  return to < from || to > end ? null : { type, at, from, to };
}

/** Bytes of a file; those past its end are 0. */
async function viewOf(bytes: Blob, from: number, to: number): Promise<DataView> {
  const found = new Uint8Array(await bytes.slice(from, to).arrayBuffer());
  const whole = new Uint8Array(to - from);
  whole.set(found);
  return new DataView(whole.buffer);
}

/** The same file, its boxes renamed to one that readers pass over. Nothing is copied. */
function hidden(bytes: Blob, boxes: readonly Box[]): Blob {
  if (boxes.length === 0) return bytes;
  const parts: BlobPart[] = [];
  let at = 0;
  for (const box of boxes) {
    parts.push(bytes.slice(at, box.at + 4), 'free');
    at = box.at + 8;
  }
  return new Blob([...parts, bytes.slice(at)]);
}
