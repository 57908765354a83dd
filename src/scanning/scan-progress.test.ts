import { describe, expect, test } from "vitest";
import { ScanProgress } from "./scan-progress.ts";

describe("the progress of a scan", () => {
  test("is unknown until somebody knows how many files there are", () => {
    const progress = new ScanProgress();
    progress.addHandled(5);
    expect(progress.share(10)).toBeNull();
    progress.expect(null);
    expect(progress.share(10)).toBeNull();
    progress.expect(20);
    expect(progress.share(10)).toBe(0.25);
  });

  test("goes on when the directory holds more files than expected", () => {
    const progress = new ScanProgress();
    progress.expect(40);
    progress.addHandled(20);
    expect(progress.share(39)).toBe(0.5);
    progress.addHandled(40);
    expect(progress.share(80)).toBe(0.75);
  });

  test("is exact once all files are found", () => {
    const progress = new ScanProgress();
    progress.expect(1_000);
    progress.addHandled(5);
    progress.walkEnded();
    expect(progress.share(10)).toBe(0.5);
    expect(new ScanProgress().share(0)).toBeNull();
  });
});
