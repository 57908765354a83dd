import { describe, expect, test } from "vitest";
import { isPassedOverDirectory, isPassedOverFile } from "./passed-over.ts";

describe("passed over are", () => {
  test.each([
    ".hidden",
    ".Trash-1000",
    ".Trashes",
    ".snapshot",
    "@eaDir",
    "#recycle",
    "#snapshot",
    "@Recycle",
    "@Recently-Snapshot",
    "lost+found",
    "$RECYCLE.BIN",
    "$Recycle.Bin",
    "System Volume Information",
  ])("the directory %s", (name) => {
    expect(isPassedOverDirectory(name)).toBe(true);
  });

  test.each(["films", "recycle", "lost and found", "a.hidden", "@home", "#1"])("not the directory %s", (name) => {
    expect(isPassedOverDirectory(name)).toBe(false);
  });

  test("files that macOS puts beside others, but no other hidden ones", () => {
    expect(isPassedOverFile("._film.mp4")).toBe(true);
    expect(isPassedOverFile(".film.mp4")).toBe(false);
    expect(isPassedOverFile("_film.mp4")).toBe(false);
  });
});
