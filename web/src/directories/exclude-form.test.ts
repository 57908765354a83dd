import { expect, test } from "vitest";
import { formOfPatterns, lineOfPattern, patternsOf } from "./exclude-form.ts";

const samplePatterns = ["sample/", "*-sample.???"];

test.each([
  [[], { text: "", withoutSamples: false }],
  [["extras/", " a"], { text: "extras/\n a", withoutSamples: false }],
  [samplePatterns, { text: "", withoutSamples: true }],
  [[...samplePatterns, "!sample-rate.mkv"], { text: "!sample-rate.mkv", withoutSamples: true }],
  // What comes first is overridden by the samples: this is not the same as the other order.
  [["!sample/", ...samplePatterns], { text: ["!sample/", ...samplePatterns].join("\n"), withoutSamples: false }],
  [samplePatterns.slice(1), { text: samplePatterns.slice(1).join("\n"), withoutSamples: false }],
])("the patterns %j are shown, and written again as they were", (patterns, form) => {
  expect(formOfPatterns(patterns, samplePatterns)).toEqual({ ...form, samplePatterns });
  expect(patternsOf({ ...form, samplePatterns })).toEqual(patterns);
});

test("empty lines are no patterns, and a pattern has the line that a person sees", () => {
  const form = { text: "\nextras/\r\n  \n!\n", withoutSamples: false, samplePatterns };
  expect(patternsOf(form)).toEqual(["extras/", "!"]);
  expect(lineOfPattern(form, 0)).toBe(2);
  expect(lineOfPattern(form, 1)).toBe(4);
  expect(lineOfPattern({ ...form, withoutSamples: true }, samplePatterns.length + 1)).toBe(4);
});
