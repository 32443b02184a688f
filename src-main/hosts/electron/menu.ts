import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The rows of the app's menu. Tools for developers are there only while Beckon is developed. */
export function menuRows(
  developing: boolean,
  platform: NodeJS.Platform = process.platform,
): MenuItemConstructorOptions[] {
  const separator = { type: 'separator' } as const;
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(developing ? [{ role: 'toggleDevTools' } as const] : []),
    separator,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
  ];
  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    { role: 'fileMenu' },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ];
}

/** Puts the app's own menu in the place of Electron's, which leads to web sites and to tools for developers. */
export function setMenu(developing: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuRows(developing)));
}
