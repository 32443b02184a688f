import { describe, expect, it } from 'vitest';
import { rootRefusal } from '../../../../src-main/hosts/root';

describe('rootRefusal', () => {
  it('refuses root on Linux only, where Chromium has no sandbox for it', () => {
    expect(rootRefusal('linux', 0)).toContain('does not run as root');
    expect(rootRefusal('linux', 1000)).toBeNull();
    expect(rootRefusal('darwin', 0)).toBeNull();
    expect(rootRefusal('win32', undefined)).toBeNull();
  });
});
