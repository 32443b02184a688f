import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuild, root } from '../../../../../scripts/ensure-build.mjs';
import { QUIET_SWITCHES } from '../../../../../src-main/hosts/electron/traffic';

/** What drive.mjs prints. */
interface Report {
  order: string[];
  errors: string[];
  schemes: { scheme: string; privileges: Record<string, boolean> }[];
  userData: string;
  switches: string[];
  windows: { webPreferences: Record<string, unknown> }[];
  posted: [string, number][];
  contract: Record<string, unknown>;
  killSwitch: { secrets: object; before: string[]; during: string[]; after: string[]; on: boolean[] };
  afterReload: Record<string, unknown>;
  awake: { value: unknown; during: string[]; watched: string[]; after: string[] };
  arrivals: { value: string; notices: string[] };
  crash: { reloads: number; notices: string[] };
  menu: { role?: string; submenu?: { role?: string }[] }[];
  spelling: boolean;
  downloadRefused: boolean;
  webRtc: string;
  permissions: Record<string, boolean>;
  checks: Record<string, boolean>;
  prevented: Record<string, boolean>;
  left: { stay: boolean; leave: boolean };
  newWindow: { action: string };
  newWindowOfOurs: { action: string };
  newEmptyWindow: { action: string };
  smallWindowOfOthers: { action: string };
  smallWindow: { action: string; overrideBrowserWindowOptions: Record<string, unknown> };
  page: { status: number; headers: Record<string, string>; length: number };
  missing: { status: number };
  outside: { status: number };
  otherHost: { status: number };
}

let dataDir: string;
let report: Report;

async function driven(folder: string, ...more: string[]): Promise<Report> {
  const drive = join(import.meta.dirname, '../../../../fixtures/electron/drive.mjs');
  const args = [drive, join(root, 'out', 'main', 'main.js'), '--data', folder, ...more];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
  return JSON.parse(stdout) as Report;
}

beforeAll(async () => {
  await ensureBuild();
  dataDir = await mkdtemp(join(tmpdir(), 'beckon-electron-'));
  report = await driven(dataDir);
}, 180_000);

afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('the built main bundle under a fake electron', () => {
  it('starts without an error, the scheme being registered before the app is ready', () => {
    expect(report.errors).toEqual([]);
    const { order } = report;
    expect(order.indexOf('registerSchemesAsPrivileged')).toBeGreaterThanOrEqual(0);
    expect(order.indexOf('registerSchemesAsPrivileged')).toBeLessThan(order.indexOf('whenReady'));
    const guards = ['permissionRequest', 'permissionCheck', 'devicePermission', 'onBeforeRequest'];
    for (const guard of ['protocol.handle', ...guards]) {
      expect(order.indexOf(guard)).toBeGreaterThanOrEqual(0);
      expect(order.indexOf(guard)).toBeLessThan(order.indexOf('BrowserWindow'));
    }
  });

  it('registers app:// as a standard, secure scheme', () => {
    expect(report.schemes).toHaveLength(1);
    expect(report.schemes[0]).toMatchObject({
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
    });
    expect(report.schemes[0]?.privileges).not.toHaveProperty('bypassCSP');
  });

  it('opens one window whose page has no Node, its own world, and a sandbox', async () => {
    expect(report.windows).toHaveLength(1);
    const preferences = report.windows[0]?.webPreferences;
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    });
    // What Electron's checklist warns of.
    for (const name of ['experimentalFeatures', 'enableBlinkFeatures', 'allowRunningInsecureContent'])
      expect(preferences).not.toHaveProperty(name);
    const preload = String(preferences?.preload);
    expect(preload).toBe(join(root, 'out', 'preload', 'preload.cjs'));
    expect((await readFile(preload, 'utf8')).length).toBeGreaterThan(0);
  });

  it('serves the page with its walls, and nothing outside its folder', () => {
    expect(report.page.status).toBe(200);
    expect(report.page.length).toBeGreaterThan(0);
    expect(report.page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'x-content-type-options': 'nosniff',
    });
    expect(report.page.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(report.missing.status).toBe(404);
    expect(report.outside.status).toBe(404);
    expect(report.otherHost.status).toBe(403);
  });

  it('grants the camera and MIDI to its own page, and nothing else to anyone', () => {
    const { camera, midi, ...refused } = report.permissions;
    expect([camera, midi]).toEqual([true, true]);
    expect(Object.keys(refused).length).toBeGreaterThan(10);
    expect(Object.values(refused).filter(Boolean)).toEqual([]);
    const { camera: checked, midi: played, origin, ...unchecked } = report.checks;
    expect([checked, played, origin]).toEqual([true, true, true]);
    expect(Object.values(unchecked).filter(Boolean)).toEqual([]);
  });

  it('refuses navigation and new windows, but lets the page be loaded again', () => {
    const { reload, ...others } = report.prevented;
    expect(reload).toBe(false);
    expect(Object.values(others)).toEqual(Object.values(others).map(() => true));
    expect(report.newWindow.action).toBe('deny');
    expect(report.newWindowOfOurs.action).toBe('deny');
    expect(report.newEmptyWindow.action).toBe('deny');
    expect(report.smallWindowOfOthers.action).toBe('deny');
  });

  it('lets its page have one small window, which stays on top, walled in as the page is', () => {
    expect(report.smallWindow.action).toBe('allow');
    expect(report.smallWindow.overrideBrowserWindowOptions).toMatchObject({
      alwaysOnTop: true,
      webPreferences: { contextIsolation: true, sandbox: true, nodeIntegration: false },
    });
  });

  it('asks before it leaves a page that has something to lose', () => {
    expect(report.left).toEqual({ stay: false, leave: true });
  });

  it('has a menu of its own, looks no words up, and takes no downloads', () => {
    expect(report.menu.map(({ role }) => role)).toContain('editMenu');
    expect(report.menu.flatMap(({ submenu = [] }) => submenu.map(({ role }) => role))).toContain('reload');
    expect(report.spelling).toBe(false);
    expect(report.downloadRefused).toBe(true);
  });

  it('asks nothing of the outside by itself', () => {
    expect(report.switches).toEqual(expect.arrayContaining([...QUIET_SWITCHES]));
    expect(report.switches).not.toContain('no-sandbox');
    expect(report.webRtc).toBe('disable_non_proxied_udp');
    expect(report.order).toContain('crashReporter keeps');
  });

  it('stays awake while the page asks for it, and no longer than the page is there', () => {
    expect(report.awake).toEqual({
      value: { kept: true },
      during: ['prevent-app-suspension'],
      watched: ['prevent-display-sleep'],
      after: [],
    });
  });

  it('opens a page that has crashed again, says so, and writes it down', async () => {
    expect(report.crash.reloads).toBe(1);
    expect(report.crash.notices).toEqual([expect.stringContaining('crashed and was opened again')]);
    const log = await readFile(join(dataDir, 'logs', 'crashes.log'), 'utf8');
    expect(log).toMatch(/The page has ended: crashed, code 5\n/);
    expect(log).toMatch(/GPU process \(no name\) has ended: crashed, code 6\n/);
  });

  it('makes a project of an archive that it is started with again, and says where it cannot', () => {
    expect(report.arrivals.value).toBe('waves-2');
    expect(report.arrivals.notices.at(-1)).toContain('could not read gone.beckon');
  });

  it('comes to the front when it is started again, and remembers where its window was', async () => {
    expect(report.order).toContain('focus');
    const place: unknown = JSON.parse(await readFile(join(dataDir, 'electron', 'window.json'), 'utf8'));
    expect(place).toEqual({ place: { x: 10, y: 20, width: 900, height: 700, maximised: true } });
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)('does not start as root', async () => {
    const { errors, order } = await driven(dataDir, '--as-root');
    expect(errors).toEqual([expect.stringContaining('Beckon does not run as root')]);
    expect(order).not.toContain('BrowserWindow');
  });

  it('says so where it was started without a sandbox', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'beckon-electron-'));
    const { crash } = await driven(folder, '--no-sandbox').finally(() => rm(folder, { recursive: true }));
    expect(crash.notices[0]).toContain('runs without a sandbox');
  });

  it('seals secrets with the system’s key, and reads them again', async () => {
    expect(report.killSwitch.secrets).toEqual({ token: 'a-secret-of-the-test' });
    expect(await readFile(join(dataDir, 'secrets.json'), 'utf8')).not.toContain('a-secret-of-the-test');
  });

  it('stops outputs by a shortcut that it takes only while one is on', () => {
    const { before, during, after, on } = report.killSwitch;
    expect([before, during, after]).toEqual([[], ['CommandOrControl+Alt+Shift+K'], []]);
    expect(on).toEqual([false]);
  });

  it('hands each load of its own page, and no other, a port that answers the contract', () => {
    expect(report.posted).toEqual([
      ['beckon:port', 1],
      ['beckon:port', 1],
    ]);
    expect(report.contract).toMatchObject({
      info: { host: 'electron', saveDialog: true, dataFolder: dataDir, opensFolder: true },
      opened: [dataDir],
      same: true,
      refused: 'NOT_FOUND',
      settings: { lastProject: 'waves' },
    });
    expect(report.afterReload).toMatchObject({ host: 'electron' });
  });

  it('keeps data, settings and Chromium’s own files in the folder given', async () => {
    expect(report.userData).toBe(join(dataDir, 'electron'));
    expect(await readdir(join(dataDir, 'projects'))).toContain('waves');
    const settings: unknown = JSON.parse(await readFile(join(dataDir, 'settings.json'), 'utf8'));
    expect(settings).toMatchObject({ lastProject: 'waves' });
  });
});

describe('the built preload', () => {
  it('is one CommonJS file that requires electron only', async () => {
    expect(await readdir(join(root, 'out', 'preload'))).toEqual(['preload.cjs']);
    const code = await readFile(join(root, 'out', 'preload', 'preload.cjs'), 'utf8');
    const required = [...code.matchAll(/\brequire\(\s*(['"`])(.*?)\1\s*\)/g)].map((match) => match[2]);
    expect(required).toEqual(['electron']);
    expect(code).not.toMatch(/^\s*(import|export)\b/m);
    expect(code).not.toMatch(/\bimport\(/);
  });
});
