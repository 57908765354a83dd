import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSearch, stringifySearch } from "../search-in-address.ts";
import { measures, properties } from "./filter-values.ts";
import { filtersOf, isFiltered, longestText, noFilters, numberOfFilters, readLibrarySearch } from "./library-search.ts";

const id = "0b0e7a64-5b0a-4a6f-9f0e-3d1f3a3b8f11";

const filterNames = [...properties, ...Object.values(measures).flat()];
const fieldNames = [
  "q",
  "path",
  "recursive",
  "sort",
  "codec",
  "missing",
  "broken",
  "job",
  "view",
  "video",
  ...filterNames,
];
const anySearch = fc.record(Object.fromEntries(fieldNames.map((name) => [name, fc.anything()])), { requiredKeys: [] });

/** Texts that an address could take for something else. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
  fc.constantFrom("1e5", "007", "-1", "null", "true", '"a"', "{}", '["a"]', "a,b", "a b", "a+b", "%21", "!!", " 1"),
);
const anyValue = fc.oneof(
  anyText,
  anyText.map((text) => `!${text}`),
);
// An address has no -0.
const anyNumber = fc
  .oneof(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), fc.nat())
  .map((number) => number + 0);
const anyTime = fc
  .date({ min: new Date(0), max: new Date("2200-01-01"), noInvalidDate: true })
  .map((time) => time.toISOString());
const anyFilters = fc.record(
  Object.fromEntries([
    ...properties.map((name) => [name, fc.array(anyValue, { minLength: 1, maxLength: 4 })] as const),
    ...Object.entries(measures).flatMap(([name, ends]) =>
      ends.map((end) => [end, name === "modified" || name === "added" ? anyTime : anyNumber] as const),
    ),
  ]),
  { requiredKeys: [] },
);

const address = (search: object) => stringifySearch({ ...search });

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
      recursive: false,
      video_codec: ["hevc"],
      resolution: ["2160p", "4320p"],
      audio_language: ["!de"],
      size_min: 2e9,
      added_after: "2026-01-01",
      missing: false,
      broken: true,
      job: id,
      view: "table",
      video: id,
    };
    expect(readLibrarySearch(search)).toEqual(search);
  });

  test("may have been typed by hand", () => {
    const search = readLibrarySearch(parseSearch(`?q=2019&missing=true&codec=true&job=${id.toUpperCase()}`));
    expect(search).toEqual({ q: "2019", missing: true, video_codec: ["true"], job: id });
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
      hdr: ["hdr11", "!", "", {}],
      audio_language: ["!", "*"],
      size_min: "large",
      size_max: -1,
      duration_min: "",
      added_after: "2026-02-30",
      added_before: "yesterday",
      modified_after: "+012026-01-01",
      recursive: false,
    };
    expect(readLibrarySearch(nonsense)).toEqual({});
  });

  test.each([
    [{ audio_language: ["de", "!en"] }, "?audio_language=de&audio_language=!en"],
    [{ subtitle_language: ["*de", "*en"] }, "?subtitle_language=*de&subtitle_language=*en"],
    [{ hdr: ["any"], bit_depth: ["10"] }, "?hdr=any&bit_depth=10"],
    [{ container: ["mov,mp4"] }, "?container=mov%2Cmp4"],
    [{ size_min: 2e9, size_max: 4_999_999_999 }, "?size_min=2000000000&size_max=4999999999"],
    [{ added_after: "2026-01-01" }, "?added_after=2026-01-01"],
    [{ path: "/films", recursive: false }, "?path=%2Ffilms&recursive=false"],
  ])("is short: %j", (search, text) => {
    expect(address(search)).toBe(text);
    expect(readLibrarySearch(parseSearch(text))).toEqual(search);
  });

  test.each([
    ["?codec=h264", { video_codec: ["h264"] }],
    ["?codec=h264&video_codec=hevc", { video_codec: ["hevc"] }],
    ["?resolution=sd&suspect=length", { resolution: ["sd"], suspect: ["length"] }],
    ["?audio_language=GER&audio_language=deu", { audio_language: ["de"] }],
    ["?audio_language=und&subtitle_language=pt-BR", { audio_language: ["none"], subtitle_language: ["pt"] }],
    ["?hdr=any&hdr=hdr12", { hdr: ["any"] }],
    ["?hdr=hlg&hdr=sdr&hdr=any", { hdr: ["any", "sdr"] }],
    ["?hdr=!hdr10&hdr=!hdr10%2B&hdr=!hlg&hdr=!dolby_vision", { hdr: ["!any"] }],
    ["?suspect=length&suspect=truncated", { suspect: ["any"] }],
    ["?added_after=2026-01-01T02:00:00%2B02:00", { added_after: "2026-01-01" }],
    ["?modified_before=2026-01-01T12:30Z", { modified_before: "2026-01-01T12:30:00.000Z" }],
    ["?size_min=2e9", { size_min: 2e9 }],
  ])("is read as people and earlier versions wrote it: %s", (text, search) => {
    expect(readLibrarySearch(parseSearch(text))).toEqual(search);
  });

  test("cuts a text that no server would take", () => {
    expect(readLibrarySearch({ q: "x".repeat(longestText + 1) }).q).toHaveLength(longestText);
  });

  test.each(["/", "/media/films", "C:\\films", "c:/films", "\\\\nas\\films", `/${"x".repeat(4_000)}`])(
    "names the directory %s",
    (path) => {
      expect(readLibrarySearch(parseSearch(stringifySearch({ path })))).toEqual({ path });
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
        expect(readLibrarySearch(parseSearch(address(read)))).toEqual(read);
      }),
    );
  });

  test("holds every filter, whatever its values are", () => {
    fc.assert(
      fc.property(anyFilters, (search: Readonly<Record<string, unknown>>) => {
        const read = readLibrarySearch(search);
        expect(readLibrarySearch(parseSearch(address(read)))).toEqual(read);
        for (const end of Object.values(measures).flat()) {
          if (typeof search[end] === "number") expect(read[end]).toBe(search[end]);
        }
        for (const name of ["video_codec", "container"] as const) {
          const values = (search[name] ?? []) as readonly string[];
          expect(read[name] ?? []).toEqual([
            ...new Set(values.filter((value) => value !== "!" && !value.includes("\0"))),
          ]);
        }
      }),
    );
  });

  test("leads to what the server is asked for, details and view aside", () => {
    const filters = filtersOf({
      q: "a",
      path: "/films",
      video_codec: ["h264"],
      duration_max: 60,
      job: id,
      missing: true,
      view: "table",
      video: id,
    });
    expect(filters).toEqual({
      q: "a",
      path: "/films",
      video_codec: ["h264"],
      duration_max: 60,
      job_id: id,
      missing: true,
      sort: "-created_at",
    });
  });

  test.each([
    { q: "a" },
    { path: "/films" },
    { video_codec: ["h264"] },
    { subtitle_language: ["!de"] },
    { bit_rate_max: 1e6 },
    { modified_before: "2020-01-01" },
    { broken: false },
    { missing: false },
    { job: id },
  ])("shows less than the library with %j, and all of it once that is cleared", (search) => {
    expect(isFiltered(search)).toBe(true);
    expect(isFiltered({ ...search, ...noFilters })).toBe(false);
  });

  test("shows all of the library in whatever order and view", () => {
    expect(isFiltered({ sort: "filename", view: "table", video: id })).toBe(false);
  });

  test("has so many filters, of which words are none and the ends of a range are one", () => {
    const ranges = { size_min: 1, size_max: 2, added_after: "2026-01-01" };
    expect(numberOfFilters({ q: "a", hdr: ["any"], path: "/a", recursive: false, missing: false, ...ranges })).toBe(5);
  });
});
