import { describe, expect, test } from "vitest";
import type { VideoFilterJson } from "../../../../src/api/contract/video-filters.ts";
import { chosen } from "./chosen.ts";
import { rangeText, spanText } from "./filter-words.ts";

test.each<[VideoFilterJson, string]>([
  [{}, "videos"],
  [{ missing: true, path: "/films" }, "missing videos in /films"],
  [{ broken: false, path: "/films", recursive: false }, "unbroken videos directly in /films"],
  [{ video_codec: "hevc", resolution: ["2160p", "4320p"] }, "videos in 4K or 8K in HEVC (H.265)"],
  [{ hdr: "any", audio_language: "!de" }, "videos in HDR without German sound"],
  [{ audio_language: ["de", "en", "!fr"] }, "videos with German or English sound without French sound"],
  [{ subtitle_language: "none" }, "videos with no subtitles, or no language given"],
  [{ audio_language: ["none", "de"] }, "videos with sound: German or no sound, or no language given"],
  [{ audio_codec: ["!none"], bit_depth: "!8" }, "videos without 8 bit with sound"],
  [{ resolution: "!sd", container: "avi" }, "videos not in SD in AVI"],
  [{ suspect: ["length", "none"] }, "videos whose length is in doubt or that are not suspect"],
  [{ suspect: ["truncated", "length"] }, "videos that are suspect"],
  // As the server keeps `any`.
  [{ hdr: ["sdr", "hdr10", "hdr10+", "hlg", "dolby_vision"] }, "videos in SDR or HDR"],
  [{ suspect: "!any" }, "videos that are not suspect"],
  [{ size_min: 2e9, duration_max: 60 }, "videos of at least 2 GB of up to 1 min"],
  [{ frame_rate_min: 23.5, frame_rate_max: 24.499999 }, "videos with 24 fps"],
  [{ added_after: "2026-11-01", added_before: "2026-12-01" }, "videos added in Nov 2026"],
  [{ modified_before: "2020-01-01T00:00:00Z" }, "videos changed before Jan 1, 2020"],
])("%j chooses %s", (filter, text) => {
  expect(chosen(filter)).toBe(text);
});

describe("a range is named", () => {
  test.each([
    ["size", { max: 99_999_999 }, "up to 100 MB"],
    ["size", { min: 0, max: 99_999_999 }, "up to 100 MB"],
    ["size", { min: 5e8, max: 999_999_999 }, "500 MB – 1 GB"],
    ["size", { min: 2e9, max: 4_999_999_999 }, "2–5 GB"],
    ["size", { min: 5e10 }, "at least 50 GB"],
    ["duration", { min: 1_800, max: 3_599.999999 }, "30 min – 1 h"],
    ["duration", { min: 300, max: 599.999999 }, "5–10 min"],
    ["frame_rate", { min: 47.5, max: 50.499999 }, "47.5–50.5 fps"],
    ["frame_rate", { min: 25, max: 25 }, "25 fps"],
    ["frame_rate", { min: 60.5 }, "at least 60.5 fps"],
    ["bit_rate", { min: 1e6, max: 1_999_999 }, "1–2 Mbit/s"],
  ] as const)("%s %j: %s", (measure, range, text) => {
    expect(rangeText(measure, range)).toBe(text);
  });

  test.each([
    [{ after: "2024-01-01", before: "2025-01-01" }, "2024"],
    [{ after: "2024-02-01", before: "2024-03-01" }, "Feb 2024"],
    [{ after: "2024-02-03", before: "2024-02-04" }, "Feb 3, 2024"],
    [{ after: "2024-02-03", before: "2024-02-06" }, "Feb 3, 2024 – Feb 5, 2024"],
    [{ after: "2024-12-05", before: "2024-12-02" }, "Dec 5, 2024 – Dec 1, 2024"],
    [{ after: "2024-02-01", before: null }, "since Feb 1, 2024"],
  ])("%j: %s", (span, text) => {
    expect(spanText(span)).toBe(text);
  });
});
