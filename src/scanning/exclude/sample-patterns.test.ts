import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { problemOfPattern } from "./exclude-patterns.ts";
import { samplePatterns } from "./sample-patterns.ts";

test("the documentation lists the patterns of samples and trailers", async () => {
  const text = await readFile(new URL("../../../docs/leaving-out.md", import.meta.url), "utf8");
  expect(/```\n([^`]*)\n```/.exec(text)?.[1]?.split("\n")).toEqual(samplePatterns);
  for (const pattern of samplePatterns) expect(problemOfPattern(pattern)).toBeNull();
});
