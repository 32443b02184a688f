import { afterEach, describe, expect, it, vi } from 'vitest';
import { startBackend } from '../../../../../src-renderer/engine/backends';

afterEach(() => vi.restoreAllMocks());

describe('startBackend', () => {
  it('says in a sentence that there is no WebGL 2, and works once there is', async () => {
    const getContext = vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockReturnValue(null);
    await expect(startBackend('webgl')).rejects.toMatchObject({
      name: 'EngineError',
      code: 'NO_WEBGL2',
      message: expect.stringMatching(/no WebGL 2/) as string,
    });
    getContext.mockRestore();
    expect((await startBackend('webgl')).device).toMatch(/\S/);
  });
});
