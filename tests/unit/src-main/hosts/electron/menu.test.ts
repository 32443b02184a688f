import { describe, expect, it, vi } from 'vitest';
import { menuRows } from '../../../../../src-main/hosts/electron/menu';

vi.mock('electron', () => import('../../../../fixtures/electron/fake-electron.mjs'));

const rolesOf = (developing: boolean, platform: NodeJS.Platform): string[] =>
  menuRows(developing, platform).flatMap(({ role, submenu }) => [
    ...(role === undefined ? [] : [role]),
    ...(Array.isArray(submenu) ? submenu.flatMap((row) => row.role ?? []) : []),
  ]);

describe('menuRows', () => {
  it('has the standard rows, and the app’s own on macOS alone', () => {
    expect(rolesOf(false, 'linux')).toEqual([
      'fileMenu',
      'editMenu',
      'reload',
      'resetZoom',
      'zoomIn',
      'zoomOut',
      'togglefullscreen',
      'windowMenu',
    ]);
    expect(rolesOf(false, 'darwin')[0]).toBe('appMenu');
  });

  it('has tools for developers only while Beckon is developed', () => {
    expect(rolesOf(true, 'linux')).toContain('toggleDevTools');
    expect(rolesOf(false, 'win32')).not.toContain('toggleDevTools');
  });
});
