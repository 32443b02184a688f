import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherWay, type Installed } from '../../../../../src-main/hosts/electron/update-way';

let resources: string;
beforeAll(async () => (resources = await mkdtemp(join(tmpdir(), 'beckon-way-'))));
afterAll(() => rm(resources, { recursive: true, force: true }));

const way = (how: Partial<Installed>): string | null =>
  otherWay({ packaged: true, platform: 'linux', env: {}, resources, ...how });

describe('otherWay', () => {
  it('says who brings new versions where Beckon does not', async () => {
    expect(way({ packaged: false })).toContain('from its source');
    expect(way({ env: { FLATPAK_ID: 'io.github.Beckon' } })).toContain('Flatpak');
    expect(way({})).toContain('unpacked into a folder');
    expect(way({ platform: 'win32', env: { PORTABLE_EXECUTABLE_FILE: 'beckon.exe' } })).toContain('portable');
    await writeFile(join(resources, 'package-type'), 'rpm\n');
    expect(way({})).toContain('a newer .rpm file');
    await rm(join(resources, 'package-type'));
  });

  it('leaves it to Beckon only where there is a place for releases, and on Windows who signs them', async () => {
    const image = { env: { APPIMAGE: '/home/me/beckon.AppImage' } };
    expect(way(image)).toContain('built without a signed place');
    await writeFile(join(resources, 'app-update.yml'), 'provider: github\nowner: them\n');
    expect(way(image)).toBeNull();
    expect(way({ platform: 'darwin' })).toBeNull();
    expect(way({ platform: 'win32' })).toContain('built without a signed place');
    await writeFile(join(resources, 'app-update.yml'), 'provider: github\npublisherName:\n  - Them\n');
    expect(way({ platform: 'win32' })).toBeNull();
  });
});
