import { expect, it } from 'vitest';
import { systemOf, whereToAllow } from '../../../../../src-renderer/features/camera/where-to-allow';

it.each([
  ['MacIntel', 'macos'],
  ['Win32', 'windows'],
  ['Linux x86_64', 'linux'],
  ['', 'linux'],
])('knows the system of %j', (platform, system) => {
  expect(systemOf(platform)).toBe(system);
});

it('says of Beckon’s own window where the system lets it use the camera', () => {
  expect(whereToAllow('electron', 'macos', false)).toBe(
    'In System Settings, under Privacy & Security, Camera, turn on Beckon, and restart it.',
  );
  expect(whereToAllow('electron', 'windows', false)).toContain('“Let desktop apps access your camera”');
  expect(whereToAllow('electron', 'linux', false)).toContain('under Privacy, Camera');
});

it('says of a browser where its own setting is, and then the system’s', () => {
  const said = whereToAllow('browser', 'macos', false);
  expect(said).toMatch(
    /^Open this window’s ⋮ menu.* set Camera to Allow\. If that does not help: in System Settings/,
  );
  expect(said).toContain('turn on this browser');
  expect(whereToAllow('browser', 'windows', false)).toContain('in Settings, under Privacy & security');
  expect(whereToAllow('browser', 'linux', false)).toContain('Flatpak');
});

it('says only where the system’s setting is where the system refused', () => {
  expect(whereToAllow('browser', 'macos', true)).toMatch(/^In System Settings/);
});
