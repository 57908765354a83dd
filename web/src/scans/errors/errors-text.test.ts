import { expect, it } from "vitest";
import { errorsAsText } from "./errors-text.ts";

const error = { path: "/films/a.mp4", error: "It is empty.", code: "empty", job_id: "1", at: "2026-01-01T00:00:00Z" };

it("copied errors are lines of columns between tabs", () => {
  expect(errorsAsText([error, error], ["Path", "Error", "Code", "Time"])).toBe(
    [
      "Path\tError\tCode\tTime",
      "/films/a.mp4\tIt is empty.\tempty\t2026-01-01T00:00:00Z",
      "/films/a.mp4\tIt is empty.\tempty\t2026-01-01T00:00:00Z",
    ].join("\n"),
  );
});

it("a path with a tab and a line break in it stays in its line and its column", () => {
  expect(errorsAsText([{ ...error, path: "/films/a\tb\nc" }]).split("\t")[0]).toBe(String.raw`/films/a\tb\nc`);
});
