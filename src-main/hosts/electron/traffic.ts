import type { App, Session } from 'electron';

/** What Chromium would ask of the outside by itself, switched off. */
export const QUIET_SWITCHES = [
  'disable-background-networking',
  'disable-component-update',
  'disable-domain-reliability',
  'disable-quic',
  'disable-sync',
  'dns-prefetch-disable',
  'no-pings',
] as const;

/** Addresses outside of the app; its own page is at `app://beckon`. */
const OUTSIDE = ['http', 'https', 'ws', 'wss', 'ftp', 'file'].map((scheme) => `${scheme}://*/*`);

/** Must be called before the app is ready. */
export function silenceChromium(app: App): void {
  for (const name of QUIET_SWITCHES) app.commandLine.appendSwitch(name);
  app.on('web-contents-created', (_event, contents) => {
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  });
}

/**
 * Lets nothing of the session out, whatever asks for it, and takes no file in: dictionaries would be downloaded, and
 * what a person saves goes through the system's dialog.
 */
export function guardTraffic(session: Session): void {
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest({ urls: OUTSIDE }, (_details, answer) => answer({ cancel: true }));
  session.on('will-download', (event) => event.preventDefault());
}
