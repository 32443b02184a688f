import { flushSync, mount, unmount } from 'svelte';
import { cdp } from 'vitest/browser';
import { afterEach, describe, expect, it } from 'vitest';
import ClipPlayer from '../../../../src-renderer/ui/ClipPlayer.svelte';
import { filmOf, filmOfSheet, type Film } from '../../../../src-renderer/ui/film';

/** Frame n is red n everywhere. */
const numbered = (n: number): ImageData => {
  const image = new ImageData(2, 2);
  for (let at = 0; at < image.data.length; at += 4) image.data.set([n, 0, 0, 255], at);
  return image;
};
const FILM = filmOf([0, 1, 2, 3, 4, 5].map(numbered));

let shown: ReturnType<typeof mount> | null = null;

interface Shown {
  film?: Film;
  fps?: number;
  playing?: boolean;
  part?: { from: number; count: number };
  rest?: number;
}

function show(props: Shown): void {
  shown = mount(ClipPlayer, { target: document.body, props: { film: FILM, ...props } });
  flushSync();
}

/** The number of the frame that is shown. */
function frame(): number | undefined {
  const canvas = document.querySelector('canvas');
  return canvas?.getContext('2d')?.getImageData(1, 1, 1, 1).data[0];
}

/** Which frames are shown while some time passes. */
async function framesSeen(ms: number): Promise<Set<number | undefined>> {
  const seen = new Set<number | undefined>();
  for (const until = performance.now() + ms; performance.now() < until;) {
    seen.add(frame());
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  return seen;
}

afterEach(async () => {
  if (shown) await unmount(shown);
  shown = null;
});

describe('ClipPlayer', () => {
  it('shows the middle frame while it stands still, or the one it is told to', async () => {
    show({ playing: false });
    expect(frame()).toBe(3);
    expect([...(await framesSeen(200))]).toEqual([3]);
    if (shown) await unmount(shown);
    show({ playing: false, rest: 5 });
    expect(frame()).toBe(5);
  });

  it('begins with the frame at which it rests, and shows all', async () => {
    show({ fps: 50 });
    expect(frame()).toBe(3);
    const seen = new Set<number | undefined>();
    await expect.poll(() => seen.add(frame()).size, { interval: 5 }).toBe(6);
  });

  it('plays a part only', async () => {
    show({ fps: 50, part: { from: 2, count: 2 }, rest: 2 });
    expect(frame()).toBe(2);
    await expect.poll(frame, { interval: 5 }).toBe(3);
    expect([...(await framesSeen(300))].sort()).toEqual([2, 3]);
  });

  it('draws frames that stand side by side in one picture', async () => {
    const sheet = new OffscreenCanvas(6, 2);
    const context = sheet.getContext('2d');
    [7, 8, 9].forEach((n, at) => context?.putImageData(numbered(n), at * 2, 0));
    const picture = await createImageBitmap(sheet);
    show({ film: filmOfSheet({ picture, frames: 3, side: 2 }), playing: false });
    expect(frame()).toBe(8);
  });

  it('stands still where the person asked their system for less motion', async () => {
    const media = (value: string): Promise<unknown> =>
      cdp().send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-reduced-motion', value }] });
    await media('reduce');
    try {
      show({ fps: 50 });
      expect([...(await framesSeen(200))]).toEqual([3]);
      await media('');
      await expect.poll(frame, { interval: 5 }).not.toBe(3);
    } finally {
      await media('');
    }
  });
});
