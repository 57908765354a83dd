/** How many times as long the random tests are: 1 in `npm test`, and 20 in `npm run torture`, which sets TORTURE. */
const factor = Number(process.env["TORTURE"] ?? 1);

/**
 * A number of rounds, or a time limit, of a test that attacks a promise at random. The short test in `npm test` notices
 * a promise that is plainly broken. The long one in `npm run torture` searches for rare moments.
 *
 * @param inTorture the number that is multiplied in `npm run torture`. Default: `number`
 */
export function lengthen(number: number, inTorture = number): number {
  return Math.round(factor === 1 ? number : inTorture * factor);
}
