import { expect, test } from "vitest";
import { parseFfprobeAnswer } from "../../libav/ffprobe-answer.ts";
import type { MediaStream } from "../../libav/media.ts";
import { describeStreams, displaySize } from "./describe-stream.ts";

/** As ffprobe describes them. */
function streamsOf(...streams: readonly object[]): readonly MediaStream[] {
  const described = streams.map((stream, index) => Object.assign({ index }, stream));
  return parseFfprobeAnswer(JSON.stringify({ format: { format_name: "x" }, streams: described }))?.streams ?? [];
}

const picture = { codec_type: "video", codec_name: "hevc", width: 16, height: 9 };

test.each([
  ["Dolby Digital Plus + Dolby Atmos", "atmos"],
  ["Dolby TrueHD + Dolby Atmos", "atmos"],
  ["DTS-HD MA + DTS:X IMAX", "dts_x"],
  ["DTS-HD MA", null],
  [undefined, null],
])("a sound of the profile %j has the object audio %j", (profile, objectAudio) => {
  const [film, sound] = streamsOf(picture, { codec_type: "audio", profile });
  if (film === undefined || sound === undefined) throw new Error("Both are described");
  expect(describeStreams([film, sound], film)[1]).toMatchObject({ kind: "audio", objectAudio });
});

test.each([
  [{ color_transfer: "smpte2084" }, "hdr10"],
  [{ color_transfer: "arib-std-b67" }, "hlg"],
  [{ color_transfer: "bt709" }, "sdr"],
  [{}, "sdr"],
  [
    { color_transfer: "smpte2084", side_data_list: [{ side_data_type: "HDR Dynamic Metadata SMPTE2094-40 (HDR10+)" }] },
    "hdr10+",
  ],
  [{ side_data_list: [{ side_data_type: "DOVI configuration record", dv_profile: 5 }] }, "dolby_vision"],
])("a picture with %j is %j", (fields, hdr) => {
  const [film] = streamsOf({ ...picture, ...fields });
  if (film === undefined) throw new Error("It is described");
  expect(describeStreams([film], film)[0]).toMatchObject({ kind: "video", hdr });
});

test("subtitles are text or pictures", () => {
  const all = streamsOf(
    picture,
    ...["subrip", "hdmv_pgs_subtitle"].map((codec_name) => ({ codec_type: "subtitle", codec_name })),
  );
  const [film] = all;
  if (film === undefined) throw new Error("It is described");
  expect(describeStreams(all, film).slice(1)).toMatchObject([{ isText: true }, { isText: false }]);
});

test("of thousands of streams, the film and the first sounds and subtitles are kept, in their order", () => {
  const fonts = Array.from({ length: 5_000 }, () => ({ codec_type: "attachment", codec_name: "ttf" }));
  const subtitles = Array.from({ length: 5_000 }, () => ({ codec_type: "subtitle", codec_name: "ass" }));
  const all = streamsOf({ codec_type: "audio" }, ...fonts, ...subtitles, picture);
  const film = all.at(-1);
  if (film === undefined) throw new Error("It is described");
  const kept = describeStreams(all, film);
  expect(kept).toHaveLength(128);
  expect(kept.map(({ index }) => index)).toEqual([0, ...Array.from({ length: 126 }, (_, n) => 5_001 + n), 10_001]);
});

test.each([
  ["4:3", 128],
  ["1:1", 96],
  ["0:1", 96],
  ["1000:1", 96],
])("a picture with pixels of %s is shown with %i columns", (shape, displayWidth) => {
  const [film] = streamsOf({ ...picture, width: 96, height: 72, sample_aspect_ratio: shape });
  if (film === undefined) throw new Error("It is described");
  expect(displaySize(film)).toEqual({ displayWidth, displayHeight: 72 });
});
