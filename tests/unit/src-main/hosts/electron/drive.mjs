// Runs the built main bundle under the fake `electron` in a process of its own, tries everything on it that a page or
// a stranger could, and prints what happened as JSON. Usage: node drive.mjs MAIN_BUNDLE --data DIR
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';

const fake = new URL('./fake-electron.mjs', import.meta.url).href;
const hooks = `export const resolve = (specifier, context, next) =>
  specifier === 'electron' ? { url: ${JSON.stringify(fake)}, shortCircuit: true } : next(specifier, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const { asked, dialog } = await import(fake);
await import(pathToFileURL(process.argv[2] ?? '').href);

const deadline = Date.now() + 10_000;
while (!asked.order.includes('loadURL') && asked.errors.length === 0 && Date.now() < deadline) {
  await new Promise((resolve) => setTimeout(resolve, 10));
}

const [window] = asked.windows;
const contents = window.webContents;

/** Whether the app prevents an event of the page. @param {string} name @param {object} details */
function prevented(name, details) {
  let stopped = false;
  contents.emit(name, { ...details, preventDefault: () => (stopped = true) });
  return stopped;
}

/** @param {string} permission @param {object} details */
const requested = (permission, details) =>
  new Promise((resolve) => asked.handlers.permissionRequest(contents, permission, resolve, details));

/** @param {string} url */
async function fetched(url) {
  const response = await asked.protocols.get('app')(new Request(url));
  const body = await response.text();
  return { status: response.status, headers: Object.fromEntries(response.headers), length: body.length };
}

/** @param {import('node:worker_threads').MessagePort} port @returns {any} */
const clientOn = (port) => createORPCClient(new RPCLink({ port }));

/** @param {import('node:worker_threads').MessagePort} port */
async function tryContract(port) {
  const client = clientOn(port);
  const info = await client.app.info();
  const project = await client.projects.create({ name: 'Waves' });
  const again = await client.projects.open({ slug: project.slug });
  await client.settings.set({ lastProject: project.slug });
  const refused = await client.projects
    .open({ slug: 'none' })
    .catch((/** @type {{ code: string }} */ error) => error.code);
  const settings = await client.settings.get();
  return { info, same: JSON.stringify(again) === JSON.stringify(project), refused, settings };
}

/** Whether the window is left although its page objects. @param {number} click the place of the button */
function left(click) {
  dialog.click = click;
  return prevented('will-prevent-unload', {});
}

const ours = 'app://beckon/';
const theirs = 'https://example.org/';
const camera = { mediaTypes: ['video'], requestingUrl: ours };
const firstPort = contents.posted[0].ports[0];
const contract = await tryContract(firstPort);
contents.emit('did-finish-load');
const afterReload = await clientOn(contents.posted[1].ports[0]).app.info();
contents.url = theirs;
contents.emit('did-finish-load');

const report = {
  order: asked.order,
  errors: asked.errors,
  schemes: asked.schemes,
  userData: asked.paths.userData,
  switches: asked.switches,
  windows: asked.windows.map((/** @type {{ options: object }} */ one) => one.options),
  posted: contents.posted.map((/** @type {{ channel: string, ports: unknown[] }} */ one) => [
    one.channel,
    one.ports.length,
  ]),
  contract,
  afterReload,
  permissions: {
    camera: await requested('media', camera),
    cameraElsewhere: await requested('media', { ...camera, requestingUrl: theirs }),
    lookalike: await requested('media', { ...camera, requestingUrl: 'app://beckon.example.org/' }),
    microphone: await requested('media', { ...camera, mediaTypes: ['audio'] }),
    both: await requested('media', { ...camera, mediaTypes: ['video', 'audio'] }),
    nothingNamed: await requested('media', { ...camera, mediaTypes: [] }),
    ...Object.fromEntries(
      await Promise.all(
        [
          'geolocation',
          'notifications',
          'midi',
          'display-capture',
          'clipboard-read',
          'openExternal',
          'fullscreen',
        ].map(async (permission) => [permission, await requested(permission, { requestingUrl: ours })]),
      ),
    ),
  },
  checks: {
    camera: asked.handlers.permissionCheck(contents, 'media', ours, { mediaType: 'video' }),
    origin: asked.handlers.permissionCheck(contents, 'media', 'app://beckon', { mediaType: 'video' }),
    elsewhere: asked.handlers.permissionCheck(contents, 'media', theirs, { mediaType: 'video' }),
    microphone: asked.handlers.permissionCheck(contents, 'media', ours, { mediaType: 'audio' }),
    geolocation: asked.handlers.permissionCheck(contents, 'geolocation', ours, {}),
    device: asked.handlers.devicePermission({ deviceType: 'usb', origin: ours }),
  },
  prevented: {
    reload: prevented('will-navigate', { url: ours }),
    elsewhere: prevented('will-navigate', { url: theirs }),
    file: prevented('will-navigate', { url: 'file:///etc/passwd' }),
    otherPage: prevented('will-navigate', { url: `${ours}headless.html` }),
    frame: prevented('will-frame-navigate', { url: ours, isMainFrame: false }),
    redirect: prevented('will-redirect', { url: theirs }),
    webview: prevented('will-attach-webview', {}),
  },
  left: { stay: left(0), leave: left(1) },
  newWindow: contents.openHandler({ url: theirs }),
  newWindowOfOurs: contents.openHandler({ url: ours }),
  page: await fetched(ours),
  missing: await fetched(`${ours}missing.js`),
  outside: await fetched(`${ours}..%2fmain%2fmain.js`),
  otherHost: await fetched('app://elsewhere/index.html'),
};
process.stdout.write(JSON.stringify(report), () => process.exit(0));
