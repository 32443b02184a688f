/** Of hidden states with more numbers than this no account is kept: it would be many times as long as all else of a run. */
export const MAX_UNSEEN_UNITS = 480;
/** Thresholds are kept for 0 to so many percent of known clips that are refused. */
export const UNSEEN_PERCENTS = 10;
/** Percent of known clips that are refused, unless a person says otherwise. */
export const UNSEEN_PERCENT = 2;
