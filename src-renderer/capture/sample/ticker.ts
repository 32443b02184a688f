/**
 * Calls `tick` with the time, `rate` times a second without drifting: on animation frames while the page is visible,
 * on a timer while it is hidden. Returns how to stop it.
 */
export function startTicking(rate: number, tick: (now: number) => void): () => void {
  const period = 1000 / rate;
  let due = performance.now() + period;
  let frame = 0;
  let timer = 0;

  const run = (): void => {
    const now = performance.now();
    // A third of a period of tolerance: animation frames do not fall exactly on the due times.
    if (now < due - period / 3) return;
    due = now > due + period ? now + period : due + period;
    tick(now);
  };
  const onFrame = (): void => {
    run();
    frame = requestAnimationFrame(onFrame);
  };
  const choose = (): void => {
    cancelAnimationFrame(frame);
    clearInterval(timer);
    if (document.hidden) timer = window.setInterval(run, period / 2);
    else frame = requestAnimationFrame(onFrame);
  };
  document.addEventListener('visibilitychange', choose);
  choose();
  return () => {
    document.removeEventListener('visibilitychange', choose);
    cancelAnimationFrame(frame);
    clearInterval(timer);
  };
}
