import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { dataDirectory } from '../../../../src-main/hosts/data-dir';

const home = '/home/ada';

it.each([
  ['linux', {}, join(home, '.local', 'share', 'beckon')],
  ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'beckon')],
  ['linux', { XDG_DATA_HOME: '' }, join(home, '.local', 'share', 'beckon')],
  ['darwin', {}, join(home, 'Library', 'Application Support', 'Beckon')],
  ['win32', { APPDATA: '/roaming' }, join('/roaming', 'Beckon')],
  ['win32', {}, join(home, 'AppData', 'Roaming', 'Beckon')],
] as const)('on %s with %o it is %s', (platform, env, expected) => {
  expect(dataDirectory(undefined, { platform, env, home })).toBe(expected);
});

it('is the folder given, before BECKON_DATA, before the usual place', () => {
  const env = { BECKON_DATA: 'from-env' };
  expect(dataDirectory('given', { env, home })).toBe(resolve('given'));
  expect(dataDirectory(undefined, { env, home })).toBe(resolve('from-env'));
});
