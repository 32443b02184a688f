import { systemPreferences, type Session } from 'electron';
import { isOurs } from './scheme';

/**
 * Lets our own page use the camera and MIDI (without system exclusive messages, which can change an instrument itself),
 * and refuses everything else to everyone: no microphone, no place, no devices.
 */
export function guardPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    if (permission === 'midi') return callback(isOurs(details.requestingUrl));
    const types = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const cameraOnly = permission === 'media' && types.length > 0 && types.every((type) => type === 'video');
    if (!cameraOnly || !isOurs(details.requestingUrl)) return callback(false);
    void allowedBySystem().then(callback);
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) =>
      (permission === 'midi' || (permission === 'media' && details.mediaType === 'video')) && isOurs(origin),
  );
  session.setDevicePermissionHandler(() => false);
}

/** macOS asks the person itself, once for each app. */
async function allowedBySystem(): Promise<boolean> {
  return process.platform === 'darwin' ? systemPreferences.askForMediaAccess('camera') : true;
}
