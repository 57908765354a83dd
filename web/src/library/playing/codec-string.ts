/** The names under which browsers know codecs: RFC 6381 and the specifications of the codecs. */
import type { StreamJson } from "../../../../src/api/contract/streams.ts";

type PictureJson = Extract<StreamJson, { kind: "video" }>;
type SoundJson = Extract<StreamJson, { kind: "audio" }>;

/** What of a stream decides on its name. */
export type PictureCodec = Pick<PictureJson, "codec" | "profile" | "level" | "bit_depth">;
export type SoundCodec = Pick<SoundJson, "codec" | "profile">;

/** Profiles of H.264 as ffmpeg calls them: profile_idc and the constraint flags, in hexadecimal. */
const h264Profiles: Readonly<Record<string, string>> = {
  "Constrained Baseline": "42e0",
  Baseline: "4200",
  Main: "4d40",
  Extended: "5800",
  High: "6400",
  "High 10": "6e00",
  "High 4:2:2": "7a00",
  "High 4:4:4 Predictive": "f400",
};
const hevcProfiles: Readonly<Record<string, string>> = { Main: "1.6", "Main 10": "2.4", Rext: "4.10" };
const av1Profiles: Readonly<Record<string, number>> = { Main: 0, High: 1, Professional: 2 };

/** Containers in which a browser may play a codec, such as `video/mp4; codecs="avc1.640028"`; null if none does. */
export function pictureType(stream: PictureCodec): string | null {
  const { codec, profile, level } = stream;
  const bits = twoDigits(stream.bit_depth ?? 8);
  switch (codec ?? "") {
    case "h264":
      return mp4(`avc1.${h264Profiles[profile ?? ""] ?? "6400"}${(level ?? 40).toString(16).padStart(2, "0")}`);
    case "hevc":
      return mp4(`hvc1.${hevcProfiles[profile ?? ""] ?? "1.6"}.L${level ?? 120}.B0`);
    case "av1":
      return mp4(`av01.${av1Profiles[profile ?? ""] ?? 0}.${twoDigits(Math.max(0, level ?? 8))}M.${bits}`);
    case "vp9":
      return webm(`vp09.${twoDigits(Number(/\d/.exec(profile ?? "")?.[0] ?? 0))}.41.${bits}`);
    case "vp8":
      return webm("vp8");
    case "theora":
      return 'video/ogg; codecs="theora"';
    case "mpeg4":
      return mp4("mp4v.20.9");
    case "vvc":
      return mp4("vvc1.1.L83.CQA");
    default:
      return null;
  }
}

/** As `pictureType`. */
export function soundType({ codec, profile }: SoundCodec): string | null {
  switch (codec ?? "") {
    case "aac":
      return mp4(`mp4a.40.${profile === "HE-AACv2" ? 29 : profile === "HE-AAC" ? 5 : 2}`, "audio");
    case "mp3":
      return "audio/mpeg";
    case "ac3":
      return mp4("ac-3", "audio");
    case "eac3":
      return mp4("ec-3", "audio");
    case "ac4":
      return mp4("ac-4", "audio");
    case "dts":
      return mp4("dtsc", "audio");
    case "truehd":
      return mp4("mlpa", "audio");
    case "alac":
      return mp4("alac", "audio");
    case "flac":
      return mp4("flac", "audio");
    case "opus":
      return webm("opus", "audio");
    case "vorbis":
      return webm("vorbis", "audio");
    default:
      return null;
  }
}

function mp4(codec: string, kind = "video"): string {
  return `${kind}/mp4; codecs="${codec}"`;
}

function webm(codec: string, kind = "video"): string {
  return `${kind}/webm; codecs="${codec}"`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}
