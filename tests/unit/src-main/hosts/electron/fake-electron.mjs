// Stands in for the `electron` module: does as little as lets the app start, and remembers what it was asked.
import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';

/** What the app asked for, in order. `handlers` are those it handed over. */
export const asked = {
  /** @type {string[]} */
  order: [],
  /** @type {object[]} */
  schemes: [],
  /** @type {Map<string, (request: Request) => Promise<Response>>} */
  protocols: new Map(),
  /** @type {FakeWindow[]} */
  windows: [],
  /** @type {Record<string, (...args: never[]) => unknown>} */
  handlers: {},
  /** @type {string[]} */
  switches: [],
  /** @type {Record<string, string>} */
  paths: {},
  /** @type {string[]} */
  errors: [],
};

class FakeApp extends EventEmitter {
  commandLine = { appendSwitch: (/** @type {string} */ name) => void asked.switches.push(name) };
  requestSingleInstanceLock() {
    return true;
  }
  /** As in Electron, ready comes after the main module was run. */
  whenReady() {
    asked.order.push('whenReady');
    return new Promise((resolve) => setTimeout(resolve, 10));
  }
  /** @param {string} name @param {string} path */
  setPath(name, path) {
    asked.paths[name] = path;
  }
  /** @param {string} name */
  getPath(name) {
    return asked.paths[name] ?? '';
  }
  getVersion() {
    return '0.0.0';
  }
  quit() {
    asked.order.push('quit');
  }
  exit() {
    asked.order.push('exit');
  }
}

export const app = new FakeApp();

export const protocol = {
  registerSchemesAsPrivileged(/** @type {object[]} */ schemes) {
    asked.order.push('registerSchemesAsPrivileged');
    asked.schemes.push(...schemes);
  },
  handle(/** @type {string} */ scheme, /** @type {(request: Request) => Promise<Response>} */ handler) {
    asked.order.push('protocol.handle');
    asked.protocols.set(scheme, handler);
  },
};

const keep = (/** @type {string} */ name) => (/** @type {(...args: never[]) => unknown} */ handler) => {
  asked.order.push(name);
  asked.handlers[name] = handler;
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler: keep('permissionRequest'),
    setPermissionCheckHandler: keep('permissionCheck'),
    setDevicePermissionHandler: keep('devicePermission'),
  },
};

export class FakeContents extends EventEmitter {
  url = '';
  /** @type {{ channel: string, message: unknown, ports: import('node:worker_threads').MessagePort[] }[]} */
  posted = [];
  /** @type {((details: { url: string }) => { action: string }) | null} */
  openHandler = null;
  getURL() {
    return this.url;
  }
  /** @param {(details: { url: string }) => { action: string }} handler */
  setWindowOpenHandler(handler) {
    this.openHandler = handler;
  }
  /** @param {string} channel @param {unknown} message @param {FakePort[]} ports */
  postMessage(channel, message, ports) {
    this.posted.push({ channel, message, ports: ports.map((port) => port.port) });
  }
}

export class FakeWindow extends EventEmitter {
  webContents = new FakeContents();
  /** @param {object} options */
  constructor(options) {
    super();
    asked.order.push('BrowserWindow');
    asked.windows.push(this);
    this.options = options;
    app.emit('web-contents-created', {}, this.webContents);
  }
  /** @param {string} url */
  async loadURL(url) {
    asked.order.push('loadURL');
    this.webContents.url = url;
    this.webContents.emit('did-finish-load');
  }
  show() {}
}

/** Node's port in the clothes of Electron's: messages come as `{ data, ports }`. */
class FakePort extends EventEmitter {
  /** @param {import('node:worker_threads').MessagePort} port */
  constructor(port) {
    super();
    this.port = port;
  }
  /** @param {unknown} message */
  postMessage(message) {
    this.port.postMessage(message);
  }
  start() {
    this.port.on('message', (data) => this.emit('message', { data, ports: [] }));
    this.port.on('close', () => this.emit('close'));
  }
  close() {
    this.port.close();
  }
}

export class MessageChannelMain {
  #channel = new MessageChannel();
  port1 = new FakePort(this.#channel.port1);
  port2 = new FakePort(this.#channel.port2);
}

export const dialog = {
  showErrorBox: (/** @type {string} */ title, /** @type {string} */ text) =>
    void asked.errors.push(`${title}: ${text}`),
  /** What a person would click, by its place. */
  click: 0,
  showMessageBoxSync: () => dialog.click,
  showSaveDialog: async () => ({ canceled: true, filePath: '' }),
};

export const systemPreferences = { askForMediaAccess: async () => true };
export const ipcMain = { on: () => undefined, handle: () => undefined };
export const shell = {};
export { FakeWindow as BrowserWindow };
export default { app, ipcMain, shell };
