import { count, list } from '../../../src-main/shared/words';

/** What went wrong with the frames of a take and what that means for its clips; empty where nothing did. */
export function troubleWords({ dropped, late }: { dropped: number; late: number }): string {
  const lost = dropped > 0 && `${count(dropped, 'frame was', 'frames were')} lost`;
  const slow = late > 0 && `${count(late, 'frame')} came late`;
  const what = list([lost, slow].filter((text) => text !== false));
  if (what === '') return '';
  const so =
    dropped > 0 ? 'the pictures before and after were blended for each lost one' : 'movement may look jerky';
  return `${what}: ${so}. The camera needs more light, or the computer is busy.`;
}
