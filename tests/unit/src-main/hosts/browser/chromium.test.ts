import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openAppWindow } from '../../../../../src-main/hosts/browser/chromium';

it('says in a sentence that the browser could not be started', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'beckon-window-'));
  try {
    const missing = join(dir, 'no-browser');
    await expect(openAppWindow(missing, 'http://127.0.0.1/', dir).closed).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining(`The browser ${missing} could not be started`) as string,
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
