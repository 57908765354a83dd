import { homedir } from "node:os";
import { expect, test } from "vitest";
import { typedLibrary } from "./typed-library.ts";

test.each([
  [["videos", "--saved"], {}],
  [["videos", "--data", "/mnt/library", "--saved"], { data: "/mnt/library" }],
  [["videos", "--data=/mnt/library", "--saved"], { data: "/mnt/library" }],
  [["videos", "--data", "=", "/mnt/library", "--saved", "="], { data: "/mnt/library" }],
  [["videos", "--data", String.raw`/mnt/the\ library`], { data: "/mnt/the library" }],
  [["videos", "--data", `"/mnt/the library"`], { data: "/mnt/the library" }],
  [["videos", "--data", "~/library"], { data: `${homedir()}/library` }],
  [
    ["videos", "--data", "/a", "--server", "http://nas:8765", "--data", "/b"],
    { data: "/b", server: "http://nas:8765" },
  ],
  [["videos", "--data"], {}],
])("%j names the library %j", (words, library) => {
  expect(typedLibrary(words)).toEqual(library);
});
