import { ipcRenderer } from 'electron';

/**
 * Forwards one thing: the port to the main process. The page gets it as a window message
 * `{ type: 'beckon:port' }` from its own origin with the port in `event.ports[0]`, once it has loaded. (It must call
 * `port.start()`, or set `onmessage`.) Nothing is put into the page's world.
 */
ipcRenderer.on('beckon:port', (event) => {
  const [port] = event.ports;
  if (!port || location.protocol !== 'app:' || location.host !== 'beckon') return;
  window.postMessage({ type: 'beckon:port' }, location.origin, [port]);
});
