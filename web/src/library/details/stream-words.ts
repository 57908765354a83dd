/** The streams of a video as people read them. */
import type { StreamJson } from "../../../../src/api/contract/streams.ts";
import type { VideoJson } from "../../../../src/api/contract/videos.ts";
import { countText, decimalText, rateText } from "../../texts/quantities.ts";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";

const words = texts.streams;
const { details, codecName } = texts.library;

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

/** Such as `HEVC (H.265) Main 10`. Some profiles repeat the codec, such as `DTS-HD MA`, and some are only a number. */
function codecText(codec: string | null, profile: string | null): string {
  const name = codec === null ? details.unknownCodec : codecName(codec);
  if (profile === null || /^-?\d+$/.test(profile)) return name;
  const plain = profile.replace(/ \+ (?:Dolby Atmos|DTS:X)$/, "");
  const has = (part: string) => plain.toLowerCase().includes(part.toLowerCase());
  if (plain.toLowerCase() === codec) return name;
  return has(name) ? visibleText(plain) : `${name} ${visibleText(plain)}`;
}

/** Such as `HEVC (H.265) Main 10, level 5.1`. */
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
    layout === null ? (channels === null ? null : words.channels(channels)) : layoutText(layout),
    rate === null ? null : details.kilohertz(decimalText(rate / 1000)),
    stream.bit_depth === null ? null : words.bits(stream.bit_depth),
    bits === null ? null : bitRateText(bits),
  ]);
}

/** Such as `5.1` for `5.1(side)` and `7.1` for `8 channels (FL+FR+FC+LFE+SL+SR+BL+BR)`. */
function layoutText(layout: string): string {
  const speakers = /^\d+ channels \((.*)\)$/.exec(layout)?.[1]?.split("+");
  if (speakers === undefined) return visibleText(layout.replace(/\([a-z-]+\)$/, ""));
  const places = ["F", "B", "S", "LFE", "T"];
  if (!speakers.every((speaker) => places.some((place) => speaker.startsWith(place)))) return visibleText(layout);
  const bass = speakers.filter((speaker) => speaker.startsWith("LFE")).length;
  const top = speakers.filter((speaker) => speaker.startsWith("T")).length;
  return `${speakers.length - bass - top}.${bass}${top === 0 ? "" : `.${top}`}`;
}

/** Says that subtitles are text only where their name does not. */
export function subtitleText({ codec, text }: SubtitleJson): string {
  const name = codec === null ? details.unknownCodec : codecName(codec);
  return listed([name, text ? (name === codec ? words.subtitleKinds.text : null) : words.subtitleKinds.pictures]);
}

/** The number of the stream in the file, and ffmpeg's names, as far as the block does not show them anyway. */
export function exactText(stream: StreamJson): string {
  const number = words.number(stream.index);
  const layout = stream.kind === "audio" ? stream.channel_layout : null;
  return listed([
    streamName(stream) === number ? null : number,
    stream.codec,
    layout === null || layoutText(layout) === layout ? null : layout,
  ]);
}

/** Whether the pictures are a cover or the like. Covers often lack their flag. */
export function isStill({ attached_picture: isCover, codec }: PictureJson): boolean {
  return isCover || ["bmp", "gif", "mjpeg", "png", "tiff", "webp"].includes(codec ?? "");
}

/** Whether a stream of data only leads through the film, such as the chapters of an MP4 file. */
export function isNavigation({ kind, codec }: StreamJson, { chapter_count: chapters }: VideoJson): boolean {
  return kind === "data" && (codec === "dvd_nav_packet" || (codec === "bin_data" && chapters > 0));
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
