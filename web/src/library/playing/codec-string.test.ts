import { expect, test } from "vitest";
import { pictureType, soundType } from "./codec-string.ts";

test.each([
  ["h264", "High", 41, 8, 'video/mp4; codecs="avc1.640029"'],
  ["h264", "Constrained Baseline", 30, 8, 'video/mp4; codecs="avc1.42e01e"'],
  ["h264", "High 10", 51, 10, 'video/mp4; codecs="avc1.6e0033"'],
  ["h264", "Main", 9, 8, 'video/mp4; codecs="avc1.4d4009"'],
  ["h264", null, null, null, 'video/mp4; codecs="avc1.640028"'],
  ["hevc", "Main", 93, 8, 'video/mp4; codecs="hvc1.1.6.L93.B0"'],
  ["hevc", "Main 10", 153, 10, 'video/mp4; codecs="hvc1.2.4.L153.B0"'],
  ["av1", "Main", 8, 10, 'video/mp4; codecs="av01.0.08M.10"'],
  ["av1", "High", 13, 8, 'video/mp4; codecs="av01.1.13M.08"'],
  ["vp9", "Profile 0", -99, 8, 'video/webm; codecs="vp09.00.41.08"'],
  ["vp9", "Profile 2", -99, 10, 'video/webm; codecs="vp09.02.41.10"'],
  ["vp8", null, null, 8, 'video/webm; codecs="vp8"'],
  ["theora", null, null, 8, 'video/ogg; codecs="theora"'],
  ["prores", "Standard", null, 10, null],
  [null, null, null, null, null],
])("pictures of %s %s, level %s, %s bits", (codec, profile, level, bit_depth, type) => {
  expect(pictureType({ codec, profile, level, bit_depth })).toBe(type);
});

test.each([
  ["aac", "LC", 'audio/mp4; codecs="mp4a.40.2"'],
  ["aac", "HE-AAC", 'audio/mp4; codecs="mp4a.40.5"'],
  ["aac", "HE-AACv2", 'audio/mp4; codecs="mp4a.40.29"'],
  ["ac3", null, 'audio/mp4; codecs="ac-3"'],
  ["eac3", "Dolby Digital Plus + Dolby Atmos", 'audio/mp4; codecs="ec-3"'],
  ["opus", null, 'audio/webm; codecs="opus"'],
  ["mp3", null, "audio/mpeg"],
  ["wmav2", null, null],
  [null, null, null],
])("sound of %s %s", (codec, profile, type) => {
  expect(soundType({ codec, profile })).toBe(type);
});
