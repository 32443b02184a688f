import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { archivesIn } from '../../../../../src-main/hosts/electron/opened-files';

describe('archivesIn', () => {
  it('finds archives by their ending, seen from the folder they were named in', () => {
    const args = ['beckon', '--data', 'folder', 'hands.beckon', '/elsewhere/Signs.BECKON', 'photo.png'];
    expect(archivesIn(args, '/home/me')).toEqual([
      resolve('/home/me', 'hands.beckon'),
      resolve('/elsewhere/Signs.BECKON'),
    ]);
  });

  it('takes no switch for a file', () => {
    expect(archivesIn(['--user-data-dir=x.beckon'], '/')).toEqual([]);
  });
});
