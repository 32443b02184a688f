/** What the app runs on, as far as its settings are concerned. */
export type System = 'macos' | 'windows' | 'linux';

/** `navigator.platform` of a page, e.g. `MacIntel`. */
export function systemOf(platform: string): System {
  if (platform.startsWith('Mac')) return 'macos';
  return platform.startsWith('Win') ? 'windows' : 'linux';
}

const IN_SYSTEM: Readonly<Record<System, (program: string) => string>> = {
  macos: (program) =>
    `In System Settings, under Privacy & Security, Camera, turn on ${program}, and restart it.`,
  windows: (program) =>
    `In Settings, under Privacy & security, Camera, turn on “Camera access” and “Let desktop apps access your camera”, and restart ${program}.`,
  linux: (program) =>
    `In the system settings, under Privacy, Camera, turn the camera on. If ${program} was installed as a Snap or a Flatpak, give it camera access there.`,
};

/**
 * Where a person lets the app use the camera, as sentences.
 * @param bySystem whether it is known to be the system that refused, and not the browser
 */
export function whereToAllow(host: 'electron' | 'browser', system: System, bySystem: boolean): string {
  if (host === 'electron') return IN_SYSTEM[system]('Beckon');
  if (bySystem) return IN_SYSTEM[system]('this browser');
  return (
    'Open this window’s ⋮ menu, or click the icon to the left of the address, open the site settings, and set Camera to Allow. ' +
    `If that does not help: ${IN_SYSTEM[system]('this browser').replace(/^In/, 'in')}`
  );
}
