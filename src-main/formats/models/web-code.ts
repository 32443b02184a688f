import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BeckonError } from '../../contract';
import { isMissing } from '../../store/disk';

/** What `npm run build` makes to be handed out with models, by its names in `out/webpage`. */
type WebFile = 'beckon.js' | 'beckon.d.ts' | 'page.html';

/** The text of such a file, wherever this program lies in the project that was built. */
export async function webCode(name: WebFile): Promise<string> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const text = await readFile(join(folder, 'out', 'webpage', name), 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (text !== null) return text;
    if (dirname(folder) === folder) break;
  }
  throw new BeckonError('UNSUPPORTED', 'The code for web pages is not built. Run `npm run build` first.');
}
