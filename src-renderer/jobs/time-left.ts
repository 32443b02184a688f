/** Guesses the time left from how long what is done has taken. */
export function timeLeft(
  now: () => number = () => performance.now(),
): (done: number, total: number) => number | null {
  const started = now();
  return (done, total) => (done > 0 ? ((now() - started) / 1000 / done) * (total - done) : null);
}
