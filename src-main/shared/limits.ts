/** Characters in the name of a project, class or model. */
export const MAX_NAME = 80;
/** Characters in what is said of a clip or class. */
export const MAX_TEXT = 120;
/** Characters in the name of a session. */
export const MAX_SESSION = 120;
/** Characters in what a clip or a count came from: a camera's label or a file's name. */
export const MAX_SOURCE = 300;
/** Classes in a project. */
export const MAX_CLASSES = 200;
/** Clips of a project that can have a text of their own. */
export const MAX_TEXTS = 5000;
/** Dismissed findings of the clip check that are remembered; the oldest are forgotten first. */
export const MAX_DISMISSED = 10_000;
/** Frames in a clip that is recorded. */
export const CLIP_FRAMES = { min: 1, max: 128 } as const;
/** Frames that a clip may carry of what was seen right before it, and right after it. */
export const MAX_SURROUNDING_FRAMES = 64;
/** Clips that one call changes, or reads with their pixels. */
export const MAX_CLIPS_IN_STEP = 10_000;
export const MAX_CLIPS_READ = 500;

/** Clips of a project whose features are kept. */
export const MAX_FEATURED_CLIPS = 2000;

/** Stretches of a project, gestures or other movements marked in one, and the bytes of its video. */
export const MAX_STRETCHES = 500;
export const MAX_MARKS = 10_000;
export const MAX_STRETCH_BYTES = 2 ** 31 - 1;

/** So many outputs can a project have. */
export const MAX_OUTPUTS = 50;

/** The most characters of a setting that is text. */
export const MAX_SETTING_TEXT = 4000;
