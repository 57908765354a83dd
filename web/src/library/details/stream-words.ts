/** The streams of a video as people read them. */
import type { StreamJson } from "../../../../src/api/contract/streams.ts";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { countText, decimalText, rateText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";

const words = texts.streams;
const { details } = texts.library;

export type PictureJson = Extract<StreamJson, { kind: "video" }>;
type SoundJson = Extract<StreamJson, { kind: "audio" }>;
type SubtitleJson = Extract<StreamJson, { kind: "subtitle" }>;

/** The stream that the fields of the video are about. Undefined if its streams are not known. */
export function filmOf({ streams, width, height, video_codec: codec }: VideoJson): PictureJson | undefined {
  return streams
    .filter((stream) => stream.kind === "video")
    .find(
      (stream) =>
        !stream.attached_picture && stream.width === width && stream.height === height && stream.codec === codec,
    );
}

/** Its language and its title, as far as the file says. */
export function streamName({ kind, language, title, index }: StreamJson): string {
  const isSpoken = kind === "audio" || kind === "subtitle";
  const spoken = languageText(language);
  if (isSpoken) return title === null ? spoken : words.titled(spoken, visibleText(title));
  return title === null ? words.number(index) : visibleText(title);
}

/** @param language null if it is not given */
export function languageText(language: string | null): string {
  return language === null || language === "und" ? words.unknownLanguage : details.language(language);
}

function codecText(codec: string | null, profile: string | null): string {
  return profile === null ? (codec ?? details.unknownCodec) : `${codec ?? details.unknownCodec} ${profile}`;
}

/** Such as `hevc Main 10, level 5.1`. */
export function pictureCodecText(stream: PictureJson): string {
  const level = levelText(stream);
  return listed([codecText(stream.codec, stream.profile), level === null ? null : words.level(level)]);
}

/** Null for codecs whose numbers say nothing to people. */
function levelText({ codec, level }: PictureJson): string | null {
  if (level === null || level <= 0) return null;
  if (codec === "h264") return level === 9 ? "1b" : (level / 10).toFixed(1);
  if (codec === "hevc") return (level / 30).toFixed(1);
  return codec === "av1" ? `${2 + Math.floor(level / 4)}.${level % 4}` : null;
}

/** Such as `HDR10` or `Dolby Vision 8.1`; null for SDR. */
export function hdrText(hdr: VideoJson["hdr"], film: PictureJson | undefined): string | null {
  if (hdr === null) return null;
  const profile = film?.dolby_vision_profile ?? null;
  if (hdr === "dolby_vision" && profile !== null) {
    const name = words.dolbyVision(profile, film?.dolby_vision_compatibility ?? null);
    return film?.enhancement_layer === true ? `${name} ${words.enhancementLayer}` : name;
  }
  return words.hdr(hdr);
}

export function pictureText(stream: PictureJson): string {
  const bits = stream.bit_depth === null ? null : words.bits(stream.bit_depth);
  const size = words.pixels(stream.width, stream.height);
  return listed([codecText(stream.codec, stream.profile), size, hdrText(stream.hdr, stream), bits]);
}

export function soundText(stream: SoundJson): string {
  const { channels, channel_layout: layout, sample_rate: rate, bit_rate: bits } = stream;
  return listed([
    codecText(stream.codec, stream.profile),
    layout ?? (channels === null ? null : words.channels(channels)),
    rate === null ? null : details.kilohertz(decimalText(rate / 1000)),
    stream.bit_depth === null ? null : words.bits(stream.bit_depth),
    bits === null ? null : bitRateText(bits),
  ]);
}

export function subtitleText({ codec, text }: SubtitleJson): string {
  return listed([codec ?? details.unknownCodec, text ? words.subtitleKinds.text : words.subtitleKinds.pictures]);
}

/** Such as `Display P3, 0.005 to 1,000 cd/m²`; null if the file does not say. */
export function masteringText(film: PictureJson): string | null {
  const { mastering_primaries: primaries, mastering_min_luminance: least, mastering_max_luminance: most } = film;
  const text = listed([
    primaries === null ? null : words.masteringPrimaries[primaries],
    most === null ? null : words.luminance(least === null ? null : luminanceText(least), luminanceText(most)),
  ]);
  return text === "" ? null : text;
}

/** How bright the film gets; null if the file does not say. */
export function lightText({ max_content_light: pixel, max_average_light: frame }: PictureJson): string | null {
  const text = listed([
    pixel === null ? null : words.brightestPixel(luminanceText(pixel)),
    frame === null ? null : words.brightestFrame(luminanceText(frame)),
  ]);
  return text === "" ? null : text;
}

/** The darkest luminances differ in their fourth decimal. */
function luminanceText(candelas: number): string {
  return candelas < 1 ? String(Math.round(candelas * 10_000) / 10_000) : countText(Math.round(candelas));
}

function listed(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(words.comma);
}

/** @param bits per second */
export function bitRateText(bits: number): string {
  return bits < 1e6
    ? details.bitRate(rateText(bits / 1e3), "kbit/s")
    : details.bitRate(decimalText(Math.round(bits / 1e5) / 10), "Mbit/s");
}
