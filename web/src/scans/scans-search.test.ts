import { describe, expect, it } from "vitest";
import { readScansSearch } from "./scans-search.ts";

describe("the address of the history", () => {
  it("says how the scans ended and what their directory has in it", () => {
    expect(readScansSearch({ status: "failed", q: "Films" })).toEqual({ status: "failed", q: "Films" });
  });

  it("is read without what makes no sense in it", () => {
    expect(readScansSearch({ status: "running", q: ["a"], more: 1 })).toEqual({});
    expect(readScansSearch({ status: "all", q: "" })).toEqual({});
    expect(readScansSearch({})).toEqual({});
  });

  it("may have a number for a directory", () => {
    expect(readScansSearch({ q: 2019 })).toEqual({ q: "2019" });
  });
});
