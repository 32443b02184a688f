import type { GestureFile } from './api';
import { load } from './gestures';
import { showPage } from './page';

export { load };

// In the page that was exported; elsewhere there is none of it.
const carried = globalThis.document?.getElementById('beckon-model');
if (carried) showPage(JSON.parse(carried.textContent ?? '') as GestureFile);
