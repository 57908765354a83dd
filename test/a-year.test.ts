/**
 * A library stays true by itself. fast-check draws what happens to its films, and prints the seed when something is wrong.
 * `npm run year` lives through a year of 5,000 films, in some ten minutes.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { simulateYear } from "./a-year/simulate-year.ts";
import { temporaryDirectory } from "./clip-tree.ts";

const days = Number(process.env["YEAR_DAYS"] ?? 8);
const films = Number(process.env["YEAR_FILMS"] ?? 40);

test(`after ${days} days of changes, the library holds exactly the films that are there`, {
  timeout: 60_000 * days,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (gen) => {
      await using directory = await temporaryDirectory();
      const draw = (below: number) => (below < 2 ? 0 : gen(fc.integer, { min: 0, max: below - 1 }));
      const happened = await simulateYear({ days, films, draw, directory: directory.path });
      expect(happened.nights).toBe(days + 1);
    }),
    { numRuns: 1, endOnFailure: true },
  );
});
