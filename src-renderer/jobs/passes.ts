/** What goes on after the first pass, in words. @param passes of the run; the first is none of these */
export function laterPass(pass: number, passes: number): string {
  return passes > 2
    ? `Network ${pass - 1} of ${passes - 1} learns from the validation clips too`
    : 'Learning from the validation clips too';
}
