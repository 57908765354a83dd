import { defaultParseSearch, defaultStringifySearch } from "@tanstack/react-router";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filtersOf, isFiltered, longestText, noFilters, readLibrarySearch } from "./library-search.ts";

const id = "0b0e7a64-5b0a-4a6f-9f0e-3d1f3a3b8f11";

const fieldNames = ["q", "path", "sort", "codec", "resolution", "missing", "job", "view", "video"] as const;
const anySearch = fc.record(Object.fromEntries(fieldNames.map((name) => [name, fc.anything()])), { requiredKeys: [] });

describe("the address of the library", () => {
  test("is clean where everything is as usual", () => {
    expect(readLibrarySearch({})).toEqual({});
    expect(readLibrarySearch({ view: "grid", sort: "-created_at", q: "" })).toEqual({});
  });

  test("says what is shown", () => {
    const search = {
      q: "harbour",
      path: "/media/Films 2019",
      sort: "-file_size",
      codec: "hevc",
      resolution: "2160p",
      missing: false,
      job: id,
      view: "table",
      video: id,
    };
    expect(readLibrarySearch(search)).toEqual(search);
  });

  test("may have been typed by hand", () => {
    const search = readLibrarySearch(defaultParseSearch(`?q=2019&missing=true&codec=true&job=${id.toUpperCase()}`));
    expect(search).toEqual({ q: "2019", missing: true, codec: "true", job: id });
  });

  test("counts what makes no sense as missing", () => {
    const nonsense = {
      sort: "best",
      resolution: "7p",
      missing: "maybe",
      job: "42",
      view: 3,
      video: {},
      path: "films",
      q: [],
      codec: null,
    };
    expect(readLibrarySearch(nonsense)).toEqual({});
  });

  test("cuts a text that no server would take", () => {
    expect(readLibrarySearch({ q: "x".repeat(longestText + 1) }).q).toHaveLength(longestText);
  });

  test.each(["/", "/media/films", "C:\\films", "c:/films", "\\\\nas\\films", `/${"x".repeat(4_000)}`])(
    "names the directory %s",
    (path) => {
      expect(readLibrarySearch(defaultParseSearch(defaultStringifySearch({ path })))).toEqual({ path });
    },
  );

  test.each(["films", "./films", "", 7, "/films\0", "/films\ud800", `/${"x".repeat(4_096)}`])(
    "names no directory with %j, instead of another one",
    (path) => {
      expect(readLibrarySearch({ path })).toEqual({});
    },
  );

  test("is read without an error whatever it says, and means the same when it is written and read again", () => {
    fc.assert(
      fc.property(anySearch, (search) => {
        const read = readLibrarySearch(search);
        expect(readLibrarySearch(defaultParseSearch(defaultStringifySearch(read)))).toEqual(read);
      }),
    );
  });

  test("leads to what the server is asked for, details and view aside", () => {
    const filters = filtersOf({
      q: "a",
      path: "/films",
      codec: "h264",
      job: id,
      missing: true,
      view: "table",
      video: id,
    });
    expect(filters).toEqual({
      q: "a",
      path: "/films",
      video_codec: "h264",
      resolution: undefined,
      job_id: id,
      missing: true,
      sort: "-created_at",
    });
  });

  test.each([
    { q: "a" },
    { path: "/films" },
    { codec: "h264" },
    { resolution: "sd" as const },
    { missing: false },
    { job: id },
  ])("shows less than the library with %j, and all of it once that is cleared", (search) => {
    expect(isFiltered(search)).toBe(true);
    expect(isFiltered({ ...search, ...noFilters })).toBe(false);
  });

  test("shows all of the library in whatever order and view", () => {
    expect(isFiltered({ sort: "filename", view: "table", video: id })).toBe(false);
  });
});
