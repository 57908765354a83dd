import { Command } from "commander";
import { describe, expect, test } from "vitest";
import { addVideoFilters, filterOfFlags, type VideoFilterFlags } from "./video-filter-flags.ts";

/** @throws the message of the terminal */
function read(...args: readonly string[]) {
  const command = addVideoFilters(new Command("videos"), (text) => text).exitOverride();
  let message = "";
  command.configureOutput({
    writeErr: (text) => {
      message += text;
    },
  });
  try {
    command.parse(args, { from: "user" });
  } catch {
    throw new Error(message);
  }
  const flags = command.opts<VideoFilterFlags>();
  return filterOfFlags(flags, flags.under ?? flags.in);
}

const noTimes = (
  "2024-02-31 2023-02-29 2024-13-01 2026-99-01 2026-31-12 2024-99-99 2024-00-10 2024-01-00 2024-5-1 2024-05 2024-x " +
  "2024-02-31T12:00:00Z 2024-13-01T12:00:00Z 2024-05-01T24:00 2024-05-01T25:00:00Z 2024-05-01T12:60 2024-05-01Z " +
  "2024-05-01T12:00:00+99:00 2024-05-01T12:00:00-05:60"
).split(" ");

describe("the filters of gleaner videos", () => {
  test.each<[string, object]>([
    ["", {}],
    ["--codec hevc", { video_codec: ["hevc"] }],
    ["--codec HEVC,av1 --codec vp9", { video_codec: ["hevc", "av1", "vp9"] }],
    ["--codec H.265,x264,not-avc", { video_codec: ["hevc", "h264", "!h264"] }],
    ["--audio-codec E-AC-3,none", { audio_codec: ["eac3", "none"] }],
    ["--audio-codec ac3+aac", { audio_codec: ["*ac3", "*aac"] }],
    ["--codec not-h264", { video_codec: ["!h264"] }],
    ["--audio german", { audio_language: ["de"] }],
    ["--audio deutsch,fre", { audio_language: ["de", "fr"] }],
    ["--audio german+english,not-fr", { audio_language: ["*de", "*en", "!fr"] }],
    ["--subtitles de+en --hdr hdr10+", { subtitle_language: ["*de", "*en"], hdr: ["hdr10+"] }],
    ["--audio not-ger --audio pt-BR", { audio_language: ["!de", "pt"] }],
    ["--subtitles none", { subtitle_language: ["none"] }],
    ["--hdr", { hdr: "any" }],
    ["--hdr hdr10,dolby_vision", { hdr: ["hdr10", "dolby_vision"] }],
    ["--hdr --missing", { hdr: "any", missing: true }],
    ["--resolution 4k,1080p", { resolution: ["2160p", "1080p"] }],
    ["--container mkv,mp4", { container: ["matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2"] }],
    ["--container matroska,webm", { container: ["matroska,webm"] }],
    ["--min-size 2.5GB --max-size 3GiB", { size_min: 2.5e9, size_max: 3 * 1024 ** 3 }],
    ["--min-size 700mb --max-size 1024", { size_min: 7e8, size_max: 1024 }],
    ["--min-length 90m --max-length 1h30m5s", { duration_min: 5_400, duration_max: 5_405 }],
    ["--min-length 1:30:00 --max-length 2:05", { duration_min: 5_400, duration_max: 125 }],
    ["--min-length 45", { duration_min: 45 }],
    ["--min-fps 23.9 --max-fps 30", { frame_rate_min: 23.9, frame_rate_max: 30 }],
    ["--min-bit-rate 800k --max-bit-rate 8M", { bit_rate_min: 8e5, bit_rate_max: 8e6 }],
    ["--added-after 2024-05-01T12:00:00Z", { added_after: "2024-05-01T12:00:00.000Z" }],
    ["--changed-before 2024-05-01", { modified_before: new Date(2024, 4, 1).toISOString() }],
    ["--added-after 2024-02-29T23:59:59.5+05:30", { added_after: "2024-02-29T18:29:59.500Z" }],
    ["--added-after 2024-05-01t12:30", { added_after: new Date(2024, 4, 1, 12, 30).toISOString() }],
    ["--present --suspect --broken", { missing: false, suspect: "any", broken: true }],
    ["--under /films", { path: "/films" }],
    ["--in /films", { path: "/films", recursive: false }],
  ])("%s", (line, filter) => {
    expect(read(...line.split(" ").filter((word) => word !== ""))).toEqual(filter);
  });

  test.each([
    ["--audio klingonese", 'There is no language "klingonese"'],
    ["--hdr hdr11", "It must be one of sdr, hdr10"],
    ["--resolution 1081p", "It must be one of sd, 720p"],
    ["--min-size big", "It must be a size, such as 700MB"],
    ["--min-size -1", "It must be a size"],
    ["--min-length soon", "It must be a length, such as 90m"],
    ["--min-fps -1", "It must be a number that is not negative"],
    ["--min-bit-rate 8X", "It must be a number of bits per second"],
    ["--added-after monday", "It must be a day, such as 2024-05-01"],
    ...noTimes.flatMap((time): [string, string][] => [
      [`--added-after ${time}`, "It must be a day, such as 2024-05-01, or a time"],
      [`--changed-before ${time}`, "It must be a day, such as 2024-05-01, or a time"],
    ]),
    ["--changed-before 9999-01-02", "It must be in a year from 0001 to 9998"],
    ["--changed-after 0000-06-01", "It must be in a year from 0001 to 9998"],
    ["--max-length 1:99:00", "It must be a length, such as 90m"],
    ["--max-length 2:75", "It must be a length, such as 90m"],
    ["--codec ,", "It is empty"],
    ["--audio german+", "It is empty"],
    ["--codec not-", "It is empty"],
    ["--audio german+japanese,french", "Both at once cannot be asked for"],
    ["--subtitles german,japanese+english", "Both at once cannot be asked for"],
    ["--audio de+en,not-it --audio fr", "Both at once cannot be asked for"],
    ["--audio de+en,fr+it", "Both at once cannot be asked for"],
    ["--audio english+none", '"none" cannot stand with "+"'],
    ["--subtitles und+english", '"none" cannot stand with "+"'],
    ["--missing --present", "cannot be used with"],
    ["--in /a --under /b", "cannot be used with"],
  ])("%s is refused", (line, message) => {
    expect(() => read(...line.split(" "))).toThrow(message);
  });
});
