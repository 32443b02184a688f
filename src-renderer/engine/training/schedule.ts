/**
 * From the configured rate down to a twentieth of it, along half a cosine (Loshchilov & Hutter 2017), a step an epoch;
 * before that, batch by batch, up from zero over the epochs of a warm-up.
 * @param within how far the epoch is, 0 to 1
 */
export function scheduledRate(
  { learningRate, epochs, warmUp = 0 }: { learningRate: number; epochs: number; warmUp?: number | undefined },
  epoch: number,
  within = 0,
): number {
  const rise = warmUp > 0 ? Math.min(1, (epoch + within) / warmUp) : 1;
  return rise * learningRate * (0.05 + 0.95 * 0.5 * (1 + Math.cos((Math.PI * epoch) / epochs)));
}
