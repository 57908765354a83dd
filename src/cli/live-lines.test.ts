import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { LiveLines } from "./live-lines.ts";

function start(columns: number) {
  const stream = Object.assign(new PassThrough({ encoding: "utf8" }), { columns });
  return {
    stream,
    lines: new LiveLines(stream as unknown as NodeJS.WriteStream),
    written: () => String(stream.read() ?? ""),
  };
}

test("lines are drawn in the place of the lines before, and only if they have changed", () => {
  const { lines, written } = start(20);
  lines.draw(["one", "two"]);
  expect(written()).toBe("one\ntwo");
  lines.draw(["one", "two"]);
  expect(written()).toBe("");
  lines.draw(["three"]);
  expect(written()).toBe("\r\u001b[1A\u001b[Jthree");
  lines.clear();
  lines.clear();
  expect(written()).toBe("\r\u001b[J");
});

test("a terminal that has become narrower is cleaned of the rows that its old lines take there", () => {
  const { stream, lines, written } = start(20);
  lines.draw(["x".repeat(19), "y".repeat(19)]);
  written();
  stream.columns = 8;
  lines.draw(["new"]);
  expect(written()).toBe("\r\u001b[5A\u001b[Jnew");
});
