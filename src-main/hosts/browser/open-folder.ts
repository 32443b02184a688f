import { spawn } from 'node:child_process';
import { BeckonError } from '../../contract';

/** What shows a folder on each system. It gets the folder as one argument, and no shell reads it. */
function openerOf(platform: NodeJS.Platform): { program: string; tells: boolean } {
  if (platform === 'win32') return { program: 'explorer.exe', tells: false };
  return { program: platform === 'darwin' ? 'open' : 'xdg-open', tells: true };
}

/** How long an opener is waited for that becomes the file manager itself, in ms. */
const PATIENCE = 3_000;

/** Shows a folder in the system's file manager. Rejects with UNSUPPORTED where that could not be done. */
export function openFolder(
  path: string,
  platform: NodeJS.Platform = process.platform,
  start: typeof spawn = spawn,
): Promise<void> {
  const { program, tells } = openerOf(platform);
  return new Promise((resolve, reject) => {
    const fail = (cause?: Error): void =>
      reject(
        new BeckonError('UNSUPPORTED', `The folder could not be opened here. It is ${path}.`, { cause }),
      );
    const child = start(program, [path], { stdio: 'ignore', detached: true });
    const patience = setTimeout(resolve, PATIENCE);
    child.once('error', (error) => {
      clearTimeout(patience);
      fail(error);
    });
    child.once('exit', (code) => {
      clearTimeout(patience);
      // Explorer answers 1 whatever it did.
      if (tells && code !== 0) fail();
      else resolve();
    });
    child.unref();
  });
}
