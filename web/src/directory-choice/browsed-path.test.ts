import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginningWith, below, crumbsOf, lastNameOf, parentOf } from "./browsed-path.ts";

describe("a path in the directory browser", () => {
  it("has the directory above it, up to the root", () => {
    expect(parentOf("/films/2019")).toBe("/films");
    expect(parentOf("/films/")).toBe("/");
    expect(parentOf("/films")).toBe("/");
    expect(parentOf("/")).toBeNull();
    expect(parentOf("films/2019")).toBeNull();
    expect(parentOf("")).toBeNull();
  });

  it("is put together again from what is above it and its name", () => {
    const names = fc.stringMatching(/^[^/]{1,8}$/);
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 5 }), (parts) => {
        const path = `/${parts.join("/")}`;
        expect(below(parentOf(path) ?? "", lastNameOf(path))).toBe(path);
      }),
    );
  });

  it("is shown as the way from the root to it", () => {
    expect(crumbsOf("/films/2019", [])).toEqual([
      { name: "/", path: "/" },
      { name: "films", path: "/films" },
      { name: "2019", path: "/films/2019" },
    ]);
    expect(crumbsOf("/", [])).toEqual([{ name: "/", path: "/" }]);
  });

  it("is shown from the root that the server allows, the nearest of several", () => {
    expect(crumbsOf("/mnt/nas/films/2019", ["/mnt/nas", "/mnt/nas/films", "/mnt/nas/film"])).toEqual([
      { name: "films", path: "/mnt/nas/films" },
      { name: "2019", path: "/mnt/nas/films/2019" },
    ]);
  });
});

describe("directories that begin with what is typed", () => {
  const directories = [".cache", "Films", "films old", "Series"].map((name) => ({ name }));
  it("are found with capitals or without, hidden ones last", () => {
    expect(beginningWith(directories, "fi").map(({ name }) => name)).toEqual(["Films", "films old"]);
    expect(beginningWith(directories, "").map(({ name }) => name)).toEqual(["Films", "films old", "Series", ".cache"]);
  });
});
