import { screen, type BrowserWindow, type Rectangle } from 'electron';
import { z } from 'zod';

const placeSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(200),
  height: z.int().min(200),
  maximised: z.boolean(),
});
/** Where a window stood and how large it was, in the screen's points. */
export type WindowPlace = z.infer<typeof placeSchema>;

/** Where the place is kept from one start to the next. */
export interface PlaceStore {
  get(key: 'place'): unknown;
  set(key: 'place', place: WindowPlace): void;
}

/** How much of a window must be on a screen, in points each way, for it to be found and moved. */
const LEAST_SEEN = 100;

/** The place kept, unless there is none, or no screen is there any more. */
export function keptPlace(store: PlaceStore): WindowPlace | null {
  const place = placeSchema.safeParse(store.get('place'));
  if (!place.success) return null;
  const seen = screen.getAllDisplays().some(({ workArea }) => isSeen(place.data, workArea));
  return seen ? place.data : null;
}

function isSeen(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const down = Math.min(window.y + window.height, area.y + area.height) - Math.max(window.y, area.y);
  return across >= LEAST_SEEN && down >= LEAST_SEEN;
}

/** Keeps the window's place when it closes: that of its unmaximised form, and whether it was maximised. */
export function keepPlace(window: BrowserWindow, store: PlaceStore): void {
  window.on('close', () =>
    store.set('place', { ...window.getNormalBounds(), maximised: window.isMaximized() }),
  );
}
