/** What can go wrong with any request, on disk or in the page. */
const GENERAL_CODES = [
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID',
  'EMPTY',
  'BUSY',
  'UNREADABLE',
  'NEWER_SCHEMA',
  'DISK_FULL',
  'NO_PERMISSION',
  'UNSUPPORTED',
  'CANCELLED',
  'ENGINE',
  'DISCONNECTED',
  'INTERNAL',
] as const;

const CAMERA_CODES = [
  'NO_CAMERA',
  'CAMERA_REFUSED',
  'CAMERA_IN_USE',
  'CAMERA_UNPLUGGED',
  'CAMERA_UNAVAILABLE',
] as const;
export type CameraErrorCode = (typeof CAMERA_CODES)[number];

const ENGINE_CODES = [
  'NO_WEBGL2',
  'NO_WASM',
  'NO_WEBGPU',
  'OUT_OF_MEMORY',
  'CONTEXT_LOST',
  'PAUSED',
  'TOO_FEW_CLASSES',
  'CLASS_WITHOUT_CLIPS',
  'NO_CLIPS',
  'TOO_FEW_TEXTS',
  'BAD_CLIP',
  'BAD_MODEL',
  'BAD_NETWORK',
  'CRASHED',
] as const;

/**
 * Everything that can go wrong in a way a person can act on. The code is for programs, the message (one or two plain
 * sentences, made where the error happens) is for people and is shown as it is, in the app and by the command line.
 */
export const ERROR_CODES = [...GENERAL_CODES, ...CAMERA_CODES, ...ENGINE_CODES] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export const isErrorCode = (code: unknown): code is ErrorCode =>
  (ERROR_CODES as readonly unknown[]).includes(code);
