import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { ColumnReader, placeOf, selectColumns } from "./column-reader.ts";

/** Blocks 0 to 99, without those of `never`, whose columns have the number of their block. */
function readerOf(direction: "ascending" | "descending", never: readonly number[] = []) {
  const database = new DatabaseSync(":memory:");
  database.exec("create table video_columns (place integer primary key, data any)");
  const insert = database.prepare("insert into video_columns (place, data) values (?, ?)");
  for (let block = 0; block < 100; block += 1) {
    if (never.includes(block)) continue;
    for (const name of ["rows", "directories"] as const) insert.run(placeOf(name, block), `${name} ${block}`);
  }
  const select = database.prepare(selectColumns);
  select.setReturnArrays(true);
  return { reader: new ColumnReader(select, direction), [Symbol.dispose]: () => database.close() };
}

const blocks = Array.from({ length: 100 }, (_, block) => block);

test.each([
  ["ascending", blocks],
  ["descending", blocks.toReversed()],
] as const)("columns of all blocks are read in %s order", (direction, wanted) => {
  using parts = readerOf(direction);
  for (const block of wanted) {
    expect(parts.reader.read("rows", block)).toBe(`rows ${block}`);
    // Another column, of which most blocks are skipped.
    if (block % 7 < 2) expect(parts.reader.read("directories", block)).toBe(`directories ${block}`);
  }
});

test("a block that was never written has no column, and those beside it have theirs", () => {
  using parts = readerOf("ascending", [0, 5, 6]);
  const read = blocks.map((block) => parts.reader.read("rows", block));
  expect(read).toEqual(blocks.map((block) => ([0, 5, 6].includes(block) ? undefined : `rows ${block}`)));
});
