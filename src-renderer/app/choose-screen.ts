import type { Screen } from '../base/navigation.svelte';
import type { App } from './app.svelte';

/**
 * Goes to a screen, as the rail and the keys do. The library is a view of Collect, and choosing that step leads back to
 * where one records.
 */
export function chooseScreen({ library, navigation }: Pick<App, 'library' | 'navigation'>, id: Screen): void {
  if (id === 'collect' && library.open) library.close();
  navigation.go(id);
}
