/** Why Beckon does not start in Electron: root's windows would have no sandbox. Null where it may. */
export function rootRefusal(
  platform: NodeJS.Platform = process.platform,
  uid: number | undefined = process.getuid?.(),
): string | null {
  if (platform !== 'linux' || uid !== 0) return null;
  return 'Beckon does not run as root, as its window would then be without a sandbox. Start it as yourself.';
}
