import stringWidth from "string-width";
import { expect, test } from "vitest";
import { plainTable, type Table } from "./table.ts";
import { wrappedTable } from "./wrapped-table.ts";

const folders: Table = {
  rows: [
    ["VIDEOS", "SIZE", "FOLDER"],
    ["6", "133 kB", "A long name of a folder with many words"],
    ["1,024", "7.2 GB", "夏の海"],
  ],
  numbers: new Set([0, 1]),
};

test("a table has a line for each row, if there is room", () => {
  const lines = [
    "VIDEOS    SIZE  FOLDER",
    "     6  133 kB  A long name of a folder with many words",
    " 1,024  7.2 GB  夏の海",
  ];
  expect(plainTable(folders)).toEqual(lines);
  expect(wrappedTable(folders, 55)).toEqual(lines);
});

test("the last column is broken between words while it is wide enough, and else begins a line of its own", () => {
  expect(wrappedTable(folders, 40)).toEqual([
    "VIDEOS    SIZE  FOLDER",
    "     6  133 kB  A long name of a folder",
    "                with many words",
    " 1,024  7.2 GB  夏の海",
  ]);
  expect(wrappedTable(folders, 30)).toEqual([
    "VIDEOS    SIZE",
    "  FOLDER",
    "     6  133 kB",
    "  A long name of a folder with",
    "  many words",
    " 1,024  7.2 GB",
    "  夏の海",
  ]);
});

test("a path begins a line of its own, so that it can be copied", () => {
  const row = ["0:02", "16.0 kB", "/mnt/films/A film of 2019.mkv"];
  const table: Table = { rows: [row], numbers: new Set([0]), least: [7, 8], narrow: "below" };
  expect(wrappedTable(table, 48)).toEqual(["   0:02  16.0 kB   /mnt/films/A film of 2019.mkv"]);
  expect(wrappedTable(table, 47)).toEqual(["   0:02  16.0 kB", "  /mnt/films/A film of 2019.mkv"]);
});

test("columns without room begin another line, in all rows alike, and blank cells and rows stay", () => {
  const rows = [
    ["SETTING", "FROM", "VALUE"],
    ["max_rate_of_the_server", "default (may be set)", "no"],
    [],
    ["", "", "(2 more)"],
  ];
  const lines = wrappedTable({ rows, numbers: new Set() }, 40);
  expect(lines).toEqual([
    "SETTING",
    "  FROM                  VALUE",
    "max_rate_of_the_server",
    "  default (may be set)  no",
    "",
    "                        (2 more)",
  ]);
  for (let columns = 24; columns < 80; columns += 1) {
    expect(
      Math.max(...wrappedTable({ rows, numbers: new Set() }, columns).map((line) => stringWidth(line))),
    ).toBeLessThanOrEqual(columns);
  }
});
