import { array, assert, asyncProperty, integer, shuffledSubarray } from "fast-check";
import { describe, expect, test } from "vitest";
import { orderOfMoves } from "./order-of-moves.ts";
import type { MovedVideo } from "./scan-library.ts";

/** The video `number`, which was at `from`. */
function move(number: number, from: string, to: string, size = 1): MovedVideo {
  const version = { size, modifiedUs: 1, disk: "disk", fileNumber: number };
  return {
    file: { path: to, ...version, changedUs: 2_000 + number },
    from: {
      number,
      path: from,
      ...version,
      changedUs: 1_000 + number,
      fingerprint: null,
      isMissing: false,
      isToBeRead: false,
    },
  };
}

/** The same on a file system that keeps no file numbers, and no change times. */
function moveWithoutNumber(...given: Parameters<typeof move>): MovedVideo {
  const { file, from } = move(...given);
  return { file: { ...file, fileNumber: null, changedUs: null }, from: { ...from, fileNumber: null, changedUs: null } };
}

/** Moves rows as a database has them: a part may only leave each path to one video. */
function apply(rows: Map<string, number>, part: readonly MovedVideo[]): void {
  for (const { from } of part) {
    expect(rows.get(from.path)).toBe(from.number);
    rows.delete(from.path);
  }
  for (const { file, from } of part) {
    expect(rows.has(file.path)).toBe(false);
    rows.set(file.path, from.number);
  }
}

async function partsOf(...given: Parameters<typeof orderOfMoves>): Promise<readonly (readonly MovedVideo[])[]> {
  const parts: (readonly MovedVideo[])[] = [];
  for await (const part of orderOfMoves(...given)) parts.push(part);
  return parts;
}

describe("moves in parts", () => {
  const names = Array.from({ length: 40 }, (_, index) => `p${index}`);

  test("end with every video at its path, whatever chains and cycles there are, and no path ever has two videos", async () => {
    await assert(
      asyncProperty(shuffledSubarray(names), integer({ min: 3, max: 9 }), async (to, most) => {
        const from = names.slice(0, to.length);
        const rows = new Map(from.map((name, number) => [name, number]));
        const moves = to.flatMap((path, number) =>
          path === from[number] ? [] : [move(number, from[number] ?? "", path)],
        );
        for await (const part of orderOfMoves(moves, most)) {
          expect(part.length).toBeLessThanOrEqual(most);
          apply(rows, part);
        }
        expect(rows).toEqual(new Map(to.map((path, number) => [path, number])));
      }),
    );
  });

  test("of files without numbers leave no video at the path of a file with its size and time, before they are done", async () => {
    const steps = array(integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 40 });
    await assert(
      asyncProperty(array(steps, { maxLength: 4 }), integer({ min: 3, max: 9 }), async (cycles, most) => {
        // No scan would find that a file has taken the place of one of its size and time.
        const sizes = cycles.flatMap((cycle) => {
          const ofCycle = cycle.map((_, nth) => cycle.slice(0, nth).reduce((sum, step) => sum + step, 0) % 4);
          return ofCycle.at(-1) === ofCycle[0] ? [...ofCycle.slice(0, -1), 4] : ofCycle;
        });
        const from = sizes.map((_, number) => `p${number}`);
        let first = 0;
        const to = cycles.flatMap(({ length }) => {
          const own = from.slice(first, (first += length));
          return [...own.slice(1), own[0] ?? ""];
        });
        const rows = new Map(from.map((path, number) => [path, number]));
        const files = new Map(to.map((path, number) => [path, number]));
        const moves = to.map((path, number) => moveWithoutNumber(number, from[number] ?? "", path, sizes[number]));
        for await (const part of orderOfMoves(moves, most)) {
          expect(part.length).toBeLessThan(most + sizes.length);
          apply(rows, part);
          for (const [path, video] of rows) {
            const file = files.get(path) ?? -1;
            if (file !== video) expect(sizes[file]).not.toBe(sizes[video]);
          }
        }
        expect(rows).toEqual(files);
      }),
    );
  });

  test("of a long cycle leave the video that waits as it was remembered, until it has its own path", async () => {
    const moves = ["a", "b", "c", "d", "e"].map((from, number) => move(number, from, "bcdea"[number] ?? ""));
    const parts = await partsOf(moves, 3);
    expect(parts.map((part) => part.map(({ from, file }) => `${from.path}${file.path}`))).toEqual([
      ["ea", "de", "ad"],
      ["cd", "bc", "db"],
    ]);
    expect(parts[0]?.at(-1)).toMatchObject({ isReadNext: true, file: { changedUs: 1_000 } });
    expect(parts[1]?.at(-1)).toMatchObject({ isReadNext: false, file: { changedUs: 2_000 } });
  });

  test("of a long cycle end where the next file can be told from the video that waits", async () => {
    const sizes = [1, 1, 1, 1, 2, 1, 1];
    const moves = ["a", "b", "c", "d", "e", "f", "g"].map((from, nth) =>
      moveWithoutNumber(nth, from, "bcdefga"[nth] ?? "", sizes[nth]),
    );
    const parts = await partsOf(moves, 3);
    expect(parts.map((part) => part.map(({ from, file }) => `${from.path}${file.path}`))).toEqual([
      ["ga", "fg", "af"],
      ["ef", "de", "cd", "bc", "fb"],
    ]);
  });
});
