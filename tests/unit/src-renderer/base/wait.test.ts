import { describe, expect, it } from 'vitest';
import { wait } from '../../../../src-renderer/base/wait';

describe('wait', () => {
  it('ends at once where it is stopped, before or meanwhile', async () => {
    const abort = new AbortController();
    const waiting = wait(60_000, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toThrow('stopped');
    await expect(wait(60_000, abort.signal)).rejects.toThrow('stopped');
    await expect(wait(1, new AbortController().signal)).resolves.toBeUndefined();
  });
});
