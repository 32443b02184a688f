import { openFootage } from '../capture/footage';
import { evenly } from '../capture/import';
import { localDifferenceOf, movedIn } from '../capture/liveliest';
import { errorOf } from '../rpc/connection';
import { eachOf } from './import-pool';

/** So many videos of a class tell how long its gestures are; where there are many classes, fewer, but no fewer than that. */
const ENOUGH = 8;
const FEWEST = 2;
/** As many as a person waits for. */
const IN_ALL = 80;
/** Longer videos, in seconds, are recordings of more than a gesture, and take long to look at. */
const LONGEST_VIDEO = 30;

/** A video that goes to a class. */
interface ClassVideo {
  className: string;
  bytes: () => Promise<Blob>;
}

interface Look<T> {
  /** Frames a second that are looked at. */
  fps: number;
  signal: AbortSignal;
  onLooked: (video: T, moved: readonly number[] | null) => void;
}

/** A few videos of each class, from its first to its last, so that several people are among them. */
export function fewOfEach<T extends { className: string }>(videos: readonly T[]): T[] {
  const classes = new Map<string, T[]>();
  for (const video of videos) classes.set(video.className, [...(classes.get(video.className) ?? []), video]);
  const most = Math.max(FEWEST, Math.min(ENOUGH, Math.floor(IN_ALL / classes.size)));
  return [...classes.values()].flatMap((all) =>
    evenly(all.length, Math.min(most, all.length)).flatMap((index) => all[index] ?? []),
  );
}

/**
 * How much moves in each of some videos; null of those that are long, or cannot be read: these are told of when they are
 * imported. Rejects where the program behind the page is gone.
 */
export async function lookAtMovement<T extends ClassVideo>(
  videos: readonly T[],
  { fps, signal, onLooked }: Look<T>,
): Promise<void> {
  const look = async (video: T): Promise<void> => {
    const moved = await video
      .bytes()
      .then((bytes) => movementOf(bytes, fps))
      .catch(ifUnreadable);
    if (!signal.aborted) onLooked(video, moved);
  };
  await eachOf(videos, look, signal);
}

async function movementOf(bytes: Blob, fps: number): Promise<number[] | null> {
  const footage = await openFootage(bytes);
  try {
    return footage.seconds > LONGEST_VIDEO ? null : await movedIn(footage.shown(), fps, localDifferenceOf);
  } finally {
    footage.close();
  }
}

function ifUnreadable(error: unknown): null {
  if (errorOf(error).code === 'DISCONNECTED') throw error;
  return null;
}
