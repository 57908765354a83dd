import { array, assert, asyncProperty, integer, shuffledSubarray } from "fast-check";
import { describe, expect, test } from "vitest";
import { orderOfMoves } from "./order-of-moves.ts";
import type { MovedVideo } from "./scan-library.ts";

/** The video `number`, which was at `from`. */
function move(number: number, from: string, to: string): MovedVideo {
  const version = { size: 1, modifiedUs: 1, disk: "disk", fileNumber: number };
  return {
    file: { path: to, ...version, changedUs: 2_000 + number },
    from: { number, path: from, ...version, changedUs: 1_000 + number, fingerprint: null, isMissing: false },
  };
}

/** Rows as a database has them: a part may only leave each path to one video. */
async function apply(
  rows: Map<string, number>,
  parts: AsyncIterable<readonly MovedVideo[]>,
  most: number,
): Promise<void> {
  for await (const part of parts) {
    expect(part.length).toBeLessThanOrEqual(most);
    for (const { from } of part) {
      expect(rows.get(from.path)).toBe(from.number);
      rows.delete(from.path);
    }
    for (const { file, from } of part) {
      expect(rows.has(file.path)).toBe(false);
      rows.set(file.path, from.number);
    }
  }
}

async function partsOf(...given: Parameters<typeof orderOfMoves>): Promise<readonly (readonly MovedVideo[])[]> {
  const parts: (readonly MovedVideo[])[] = [];
  for await (const part of orderOfMoves(...given)) parts.push(part);
  return parts;
}

describe("moves in parts", () => {
  test("end with every video at its path, whatever chains and cycles there are, and no path ever has two videos", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    await assert(
      asyncProperty(
        shuffledSubarray(names),
        array(integer({ min: 3, max: 9 }), { minLength: 1 }),
        async (to, [most = 3]) => {
          const from = names.slice(0, to.length);
          const rows = new Map(from.map((name, number) => [name, number]));
          const moves = to.flatMap((path, number) =>
            path === from[number] ? [] : [move(number, from[number] ?? "", path)],
          );
          await apply(rows, orderOfMoves(moves, { most, mostWithoutNumbers: most }), most);
          expect(rows).toEqual(new Map(to.map((path, number) => [path, number])));
        },
      ),
    );
  });

  test("of a long cycle leave the video that waits as it was remembered, until it has its own path", async () => {
    const moves = ["a", "b", "c", "d", "e"].map((from, number) => move(number, from, "bcdea"[number] ?? ""));
    const parts = await partsOf(moves, { most: 3, mostWithoutNumbers: 3 });
    expect(parts.map((part) => part.map(({ from, file }) => `${from.path}${file.path}`))).toEqual([
      ["ea", "de", "ad"],
      ["cd", "bc", "db"],
    ]);
    expect(parts[0]?.at(-1)).toMatchObject({ isReadNext: true, file: { changedUs: 1_000 } });
    expect(parts[1]?.at(-1)).toMatchObject({ isReadNext: false, file: { changedUs: 2_000 } });
  });

  test("do not have a long cycle of files without numbers, which moves as a whole or not at all", async () => {
    const moves = ["a", "b", "c", "d"].map((from, number) => {
      const { file, from: video } = move(number, from, "bcda"[number] ?? "");
      return { file: { ...file, fileNumber: null }, from: { ...video, fileNumber: null } };
    });
    expect(await partsOf(moves, { most: 3, mostWithoutNumbers: 3 })).toEqual([]);
    expect(await partsOf(moves, { most: 3, mostWithoutNumbers: 4 })).toEqual([moves.toReversed()]);
  });
});
