/** How much surer an answer becomes where all frames of its window were made of others; half as much where half were. */
const SURER = 2.5;

/**
 * What a model answers to a window in which frames were made of the pictures before and after them, as a slow camera gives too
 * few. Of such it is less sure, as blends move less than pictures do, and by the same threshold many gestures would be missed. So what it is
 * sure of is made surer, as logits are by a temperature below 1 (docs/decisions/0018-slow-cameras.md has what that brings).
 * @param share of the window's frames that were made, 0 to 1
 */
export function asSureAsEver(answer: Float32Array, share: number): Float32Array {
  if (share === 0) return answer;
  const powers = answer.map((probability) => probability ** (1 + SURER * share));
  const sum = powers.reduce((all, power) => all + power, 0);
  return sum > 0 ? powers.map((power) => power / sum) : answer;
}
