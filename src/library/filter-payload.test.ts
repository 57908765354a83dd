import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filterPayload, parseFilterPayload } from "./filter-payload.ts";
import { hdrKinds } from "./picture-colours.ts";
import { resolutions } from "./resolution.ts";
import { suspects } from "./video.ts";
import { manyValued, type VideoFilter, videoMeasures, videoProperties } from "./video-filter.ts";

const words: Readonly<Record<string, readonly string[]>> = {
  hdr: hdrKinds,
  resolution: resolutions,
  suspect: suspects,
  audio_codec: ["ac3", "aac", "none"],
  audio_language: ["de", "en", "none"],
  subtitle_language: ["de", "en", "none"],
};
const some = (values: fc.Arbitrary<string>) => fc.uniqueArray(values, { minLength: 1, maxLength: 3 });
const choices = Object.fromEntries(
  videoProperties.map((property) => {
    const value = words[property] === undefined ? fc.string({ minLength: 1 }) : fc.constantFrom(...words[property]);
    const plain = value.filter((text) => !text.startsWith("!"));
    const lists = { anyOf: some(plain), noneOf: some(plain), ...(manyValued.has(property) && { allOf: some(plain) }) };
    return [property, fc.record(lists, { requiredKeys: ["anyOf"] })];
  }),
);
const ranges = Object.fromEntries(
  videoMeasures.map((measure) => [measure, fc.record({ min: fc.nat(), max: fc.nat() }, { requiredKeys: ["min"] })]),
);
const filters: fc.Arbitrary<VideoFilter> = fc.record(
  {
    text: fc.string(),
    directory: fc.string(),
    isDirect: fc.constant(true),
    jobId: fc.uuid(),
    missing: fc.boolean(),
    broken: fc.boolean(),
    values: fc.record(choices, { requiredKeys: ["video_codec"] }),
    ranges: fc.record(ranges, { requiredKeys: ["file_size"] }),
  },
  { requiredKeys: [] },
);

describe("the filters of a job", () => {
  test("are read back as they were", () => {
    fc.assert(
      fc.property(filters, (filter) => {
        expect(parseFilterPayload(JSON.parse(JSON.stringify(filterPayload(filter))))).toEqual(filter);
      }),
    );
  });

  test("of older programs are read", () => {
    expect(parseFilterPayload({ video_codec: "h264", suspect: "any", missing: true })).toEqual({
      values: { video_codec: { anyOf: ["h264"] }, suspect: { anyOf: ["truncated", "length"] } },
      missing: true,
    });
  });

  test("ask for several values at once where a video can have them", () => {
    expect(parseFilterPayload({ audio_language: ["*ger", "*en", "!fr"], video_codec: "*x" })).toEqual({
      values: { audio_language: { allOf: ["de", "en"], noneOf: ["fr"] }, video_codec: { anyOf: ["*x"] } },
    });
  });

  test.each([
    { audio_language: "*" },
    { codec: "h264" },
    { video_codec: 1 },
    { video_codec: [] },
    { video_codec: "!" },
    { hdr: [] },
    { resolution: "1081p" },
    { hdr: "hdr11" },
    { size_min: "1" },
    { added_after: "monday" },
    { added_after: 1 },
    { missing: "yes" },
    { recursive: "false" },
    { path: 1 },
    { values: {} },
  ])("%j are none", (payload) => {
    expect(parseFilterPayload(payload)).toBeNull();
  });
});
