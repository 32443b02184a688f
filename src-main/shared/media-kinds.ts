const VIDEO = /\.(?:mp4|m4v|mov|3gp|3g2|webm|mkv|ts|mts|m2ts)$/i;
const PICTURE = /\.(?:png|jpe?g|webp|bmp|avif|gif)$/i;
/** What people have, and browsers cannot read. */
const OTHER_VIDEO = /\.(avi|wmv|flv|mpe?g|vob|ogv)$/i;
const OTHER_PICTURE = /\.(tiff?|heic|heif|jxl|svg|psd)$/i;
const ANIMATABLE = /\.(?:gif|webp)$/i;

/** What a file dialog offers where videos and animations are asked for. */
export const VIDEO_ACCEPT = 'video/*,.mkv,.3gp,.ts,.mts,.m2ts,image/gif,image/webp';

export const SINGLE_PICTURE =
  'A single picture is not a clip; put the pictures of one clip into a folder of their own.';
const UNKNOWN_MEDIA =
  'It is neither a video or animation that Beckon reads (MP4, MOV, 3GP, WebM, MKV, MTS, GIF, WebP) nor a folder of pictures.';

/** Why a file that is no video, animation or picture to Beckon becomes no clip. */
export function whyUnread(name: string): string {
  const [, video] = OTHER_VIDEO.exec(name) ?? [];
  if (video) return `Beckon does not read ${video.toUpperCase()} videos. Save it as MP4.`;
  const [, picture] = OTHER_PICTURE.exec(name) ?? [];
  if (picture) return `Beckon does not read ${picture.toUpperCase()} pictures. Save it as PNG or JPEG.`;
  return UNKNOWN_MEDIA;
}

/**
 * What a file is by its name. `unclear`: a picture that may be an animation, and so a video to Beckon; its bytes tell
 * ({@link isAnimation}). Null: neither.
 */
export function mediaKind(name: string): 'video' | 'picture' | 'unclear' | null {
  if (VIDEO.test(name)) return 'video';
  if (ANIMATABLE.test(name)) return 'unclear';
  return PICTURE.test(name) ? 'picture' : null;
}

const SYSTEM_NAMES = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '__macosx',
  '@eadir',
  '#recycle',
  '$recycle.bin',
  'system volume information',
  'lost+found',
]);

/** Files and folders that systems and programs keep for themselves beside what a person puts there. */
export const isHiddenFile = (name: string): boolean =>
  name.startsWith('.') || SYSTEM_NAMES.has(name.toLowerCase());

/** Bytes that {@link animationType} looks at. */
export const ANIMATION_HEAD = 21;

/** The MIME type of a GIF or an animated WebP, by its first bytes; null for anything else. A GIF may still stand still. */
export function animationType(head: Uint8Array): 'image/gif' | 'image/webp' | null {
  const text = (from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'image/gif';
  const animated = text(0, 4) === 'RIFF' && text(8, 16) === 'WEBPVP8X' && ((head[20] ?? 0) & 2) !== 0;
  return animated ? 'image/webp' : null;
}

/**
 * Whether a picture moves, by its file's bytes. A GIF that is cut off or damaged counts as one that does, so that a person
 * is told why it cannot be used when it is read.
 */
export function isAnimation(bytes: Uint8Array): boolean {
  const type = animationType(bytes.subarray(0, ANIMATION_HEAD));
  return type === 'image/gif' ? gifMoves(bytes) : type !== null;
}

const TRAILER = 0x3b;
const PICTURE_BLOCK = 0x2c;
const EXTENSION = 0x21;

/** Walks the blocks of a GIF (GIF89a, section 11 onwards) up to its second picture. */
function gifMoves(bytes: Uint8Array): boolean {
  const colours = (flags = 0): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let pictures = 0;
  let at = 13 + colours(bytes[10]);
  for (;;) {
    const block = bytes[at];
    if (block === TRAILER) return pictures !== 1;
    if (block === PICTURE_BLOCK) {
      pictures += 1;
      if (pictures > 1) return true;
      // Its descriptor, its own colours, and the size of its codes.
      at += 10 + colours(bytes[at + 9]) + 1;
    } else if (block === EXTENSION) at += 2;
    else return true;
    // Pieces of up to 255 bytes, ended by an empty one.
    for (let size = bytes[at]; size !== 0; size = bytes[at]) {
      if (size === undefined) return true;
      at += 1 + size;
    }
    at += 1;
  }
}
