import { zipSync } from 'fflate';
import { BeckonError, type ClipInfo } from '../../contract';
import { clipKey } from '../../shared/clip-key';
import { describeClip } from '../../store/clip-file';
import { npyBool, npyHeader, npyInt32, npyText } from './npy';

/** The most bytes of pictures in a shard. */
const MOST_BYTES = 64 << 20;

/** What a clip is for. */
export type Part = 'train' | 'validation' | 'test';

export interface LabelledClip {
  info: ClipInfo;
  /** Index of its class. */
  label: number;
  part: Part;
}

/** A file of clips, and which ones are in it. */
export interface Shard {
  name: string;
  bytes: Uint8Array;
  clips: readonly LabelledClip[];
}

/**
 * Clips as files for NumPy, one after another, each of clips of one size: `x` uint8 `[N, T, H, W, C]`, `y` int32 `[N]`, and
 * `session`, `clip`, `part` (text) and `mirror`. A clip that cannot be read is told of, and left out.
 */
export async function* shardsOf(
  clips: readonly LabelledClip[],
  read: (clip: ClipInfo) => Promise<Uint8Array>,
  leftOut: (clip: ClipInfo, reason: string) => void,
): AsyncGenerator<Shard> {
  let number = 0;
  for (const group of groupsOf(clips)) {
    const taken: LabelledClip[] = [];
    const pictures: Uint8Array[] = [];
    for (const clip of group) {
      const found = await picturesOf(clip.info, read).catch((error: unknown) => {
        if (!(error instanceof BeckonError)) throw error;
        leftOut(clip.info, error.message);
        return null;
      });
      if (!found) continue;
      taken.push(clip);
      pictures.push(found);
    }
    const [first] = taken;
    if (!first) continue;
    const files = {
      'x.npy': [npyHeader('|u1', [taken.length, ...first.info.shape]), ...pictures],
      'y.npy': [npyInt32(taken.map(({ label }) => label))],
      'session.npy': [npyText(taken.map(({ info }) => info.meta.session))],
      'clip.npy': [npyText(taken.map(({ info }) => clipKey(info)))],
      'part.npy': [npyText(taken.map(({ part }) => part))],
      'mirror.npy': [npyBool(taken.map(({ info }) => info.meta.mirror))],
    };
    const whole = Object.entries(files).map(([name, pieces]) => [name, Buffer.concat(pieces)] as const);
    const name = `clips/${String(++number).padStart(4, '0')}.npz`;
    yield { name, bytes: zipSync(Object.fromEntries(whole), { level: 0 }), clips: taken };
  }
}

/** Clips of one size, as many as may lie in one file. */
function groupsOf(clips: readonly LabelledClip[]): LabelledClip[][] {
  const bySize = new Map<string, LabelledClip[]>();
  for (const clip of clips) {
    const size = clip.info.shape.join();
    const group = bySize.get(size);
    if (group) group.push(clip);
    else bySize.set(size, [clip]);
  }
  return [...bySize.values()].flatMap((group) => {
    const bytes = group[0]?.info.shape.reduce((product, side) => product * side, 1) ?? 1;
    const most = Math.max(1, Math.floor(MOST_BYTES / bytes));
    return Array.from({ length: Math.ceil(group.length / most) }, (_, index) =>
      group.slice(index * most, (index + 1) * most),
    );
  });
}

async function picturesOf(
  info: ClipInfo,
  read: (clip: ClipInfo) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const bytes = await read(info);
  const { frames, shape } = describeClip(bytes, bytes.length);
  if (shape.join() !== info.shape.join()) {
    throw new BeckonError('UNREADABLE', 'It changed while it was exported.');
  }
  return bytes.subarray(frames.start, frames.end);
}
