import { expect, test } from "vitest";
import { detailsFromText } from "./details-from-text.ts";
import { detailsText } from "./details-text.ts";
import { type VideoDetails, videoDetailsSchema } from "./video-details.ts";

const details: VideoDetails = videoDetailsSchema.parse({
  title: "kind",
  displayWidth: 3840,
  displayHeight: 2160,
  streams: [
    {
      kind: "video",
      index: 0,
      width: 3840,
      height: 2160,
      displayWidth: 3840,
      displayHeight: 2160,
      hdr: "hdr10",
      level: 0,
    },
    { kind: "audio", index: 1, codec: "eac3", channels: 6, objectAudio: "atmos", isDefault: true },
    { kind: "subtitle", index: 2, language: "eng", isText: true },
    { kind: "attachment", index: 3, title: "letters.ttf" },
  ],
});

test("details are read back as they were written", () => {
  expect(detailsFromText(detailsText(details))).toEqual(details);
});

test("details that were written with long names are read, too", () => {
  expect(detailsFromText(JSON.stringify(details))).toEqual(details);
});

test("every field of a stream has a name of its own", () => {
  const flags = ["isDefault", "isForced", "isHearingImpaired", "isCommentary", "isAttachedPicture", "isText"];
  const texts = ["codec", "language", "title", "profile", "avgFrameRate", "rFrameRate", "pixelFormat", "chroma"];
  const colours = ["fieldOrder", "colorPrimaries", "colorTransfer", "colorSpace", "colorRange", "channelLayout"];
  const sizes = ["width", "height", "displayWidth", "displayHeight", "rotation", "bitRate", "level", "bitDepth"];
  const more = ["dolbyVisionProfile", "dolbyVisionCompatibility", "channels", "sampleRate"];
  const all = {
    hdr: "hlg",
    ...Object.fromEntries(flags.map((name) => [name, true])),
    ...Object.fromEntries([...texts, ...colours].map((name) => [name, `of ${name}`])),
    ...Object.fromEntries([...sizes, ...more].map((name, place) => [name, place + 1])),
  };
  const streams = ["video", "audio", "subtitle"].map((kind, index) => Object.assign({}, all, { kind, index }));
  const full = videoDetailsSchema.parse({ displayWidth: 1, displayHeight: 2, chapterCount: 3, streams });
  expect(detailsFromText(detailsText(full))).toEqual(full);
});

test("nonsense gives no details", () => {
  const deep = "[".repeat(100_000);
  for (const text of ["{}", "7", "", deep, '{"dw":1,"dh":1,"streams":[{"k":"x"}]}']) {
    expect(detailsFromText(text)).toBeNull();
  }
});
