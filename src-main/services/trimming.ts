import { BeckonError, type ClipInfo, type ClipRef } from '../contract';
import { surroundingFrames } from '../shared/surroundings';
import { describeClip, encodeClip, sideFrames, type SideFrames } from '../store/clip-file';
import type { Clips } from './clips';
import type { Journal } from '../store/journal';
import { fileOf, placeOf, trashPlace } from '../store/journal-file';
import { timeId, toTrashId } from '../store/names';
import type { ProjectFiles } from '../store/project-files';
import { withTexts } from './texts';

/** Cuts clips to a part of them. The original goes to the trash; Undo brings it back. */
export class Trimming {
  constructor(
    private readonly files: ProjectFiles,
    private readonly journal: Journal,
    private readonly clips: Pick<Clips, 'readFile' | 'infosOf'>,
  ) {}

  /** Puts a part of a clip in the place of the whole, which goes to the trash; Undo changes them back. */
  trim(slug: string, ref: ClipRef, from: number, frames: number): Promise<ClipInfo> {
    return this.files.locked(slug, async () => {
      const chunks = cut(await this.clips.readFile(slug, ref), from, frames);
      const part = { classId: ref.classId, id: timeId() };
      // It waits in the trash, so that one step puts it in the place of the whole, and another back.
      const waiting = trashPlace(ref.classId, toTrashId(part.id));
      const doing = 'save the part of the clip';
      await this.files.disk.makeFolder(this.files.path(slug, 'trash', 'clips', ref.classId), doing);
      await this.files.disk.writeNew(fileOf(this.files, slug, waiting), chunks, doing);
      const moves = [
        { from: placeOf(ref), to: trashPlace(ref.classId, toTrashId(ref.id)) },
        { from: waiting, to: placeOf(part) },
      ];
      const project = await this.files.read(slug);
      const text = project.texts?.[ref.id];
      if (text !== undefined) await this.files.write(withTexts(project, { [part.id]: text }));
      await this.journal.perform(slug, { kind: 'trim', moves });
      const [info] = await this.clips.infosOf(slug, [part]);
      if (!info) throw new BeckonError('NOT_FOUND', 'The part of the clip is no longer there.');
      return info;
    });
  }
}

/** The file of some frames of a clip, in pieces. What is cut away next to them becomes their surroundings. */
function cut(bytes: Uint8Array, from: number, frames: number): Uint8Array[] {
  const header = describeClip(bytes, bytes.length);
  const [count, ...rest] = header.shape;
  if (from + frames > count || frames >= count) {
    throw new BeckonError(
      'INVALID',
      `A clip of ${count} frames cannot be cut to ${frames} from frame ${from + 1} on.`,
    );
  }
  const { before, after, meta } = header;
  const parts = [before, header, after].filter((part) => part !== null);
  const strip = parts.map((part) => sideFrames(bytes, part));
  const times = strip.flatMap(({ timestamps }) => timestamps);
  const size = rest.reduce((product, side) => product * side, 1);
  const pixels = Buffer.concat(strip.map((part) => part.frames));
  const taken = (start: number, end: number): SideFrames => ({
    timestamps: times.slice(start, end),
    frames: pixels.subarray(start * size, end * size),
  });
  const start = (before?.count ?? 0) + from;
  const end = start + frames;
  const most = surroundingFrames({ frames: count, fps: meta.fps });
  const own = taken(start, end);
  return encodeClip([frames, ...rest], own.timestamps, meta, own.frames, {
    before: taken(Math.max(0, start - most), start),
    after: taken(end, Math.min(times.length, end + most)),
  });
}
