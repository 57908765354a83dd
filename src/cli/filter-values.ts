/** Reads the values of the flags that choose videos, as people write them. All throw InvalidArgumentError. */
import { InvalidArgumentError } from "commander";
import { languageOfTag } from "../library/languages.ts";
import { resolutions } from "../library/resolution.ts";

/** For the shell to complete. All other values are taken, too. */
export const usualCodecs = [
  "h264",
  "hevc",
  "av1",
  "vp9",
  "vp8",
  "vvc",
  "mpeg4",
  "mpeg2video",
  "vc1",
  "wmv3",
  "prores",
  "mjpeg",
  "none",
];
export const usualSoundCodecs = ["aac", "ac3", "eac3", "dts", "truehd", "flac", "opus", "vorbis", "mp3", "mp2", "none"];
export const usualLanguages =
  "arabic chinese czech danish dutch english finnish french german greek hindi hungarian italian japanese korean norwegian polish portuguese romanian russian spanish swedish turkish ukrainian none".split(
    " ",
  );

/** Names that people use for codecs, and ffprobe's. */
const codecNames: Readonly<Record<string, string>> = {
  "h.264": "h264",
  avc: "h264",
  avc1: "h264",
  x264: "h264",
  h265: "hevc",
  "h.265": "hevc",
  x265: "hevc",
  hvc1: "hevc",
  "h.266": "vvc",
  h266: "vvc",
  xvid: "mpeg4",
  divx: "mpeg4",
  "mpeg-2": "mpeg2video",
  mpeg2: "mpeg2video",
  "ac-3": "ac3",
  "e-ac-3": "eac3",
  "eac-3": "eac3",
};

export function codecOf(value: string): string {
  return codecNames[value] ?? value;
}

export function oneOf(values: readonly string[]): (value: string) => string {
  return (value) => {
    if (values.includes(value)) return value;
    throw new InvalidArgumentError(`It must be one of ${values.join(", ")}.`);
  };
}

const usualNames: Readonly<Record<string, string>> = { "4k": "2160p", uhd: "2160p", "8k": "4320p", "2k": "1440p" };

export function resolutionOf(value: string): string {
  return oneOf([...resolutions, "none"])(usualNames[value] ?? value);
}

/** By the endings of files. */
export const containerNames: Readonly<Record<string, string>> = {
  mkv: "matroska,webm",
  webm: "matroska,webm",
  mp4: "mov,mp4,m4a,3gp,3g2,mj2",
  m4v: "mov,mp4,m4a,3gp,3g2,mj2",
  mov: "mov,mp4,m4a,3gp,3g2,mj2",
  ts: "mpegts",
  m2ts: "mpegts",
  wmv: "asf",
  mpg: "mpeg",
  ogv: "ogg",
};
const containers: ReadonlySet<string> = new Set(Object.values(containerNames));

/** The names of containers have commas in them. */
export function isOne(text: string): boolean {
  return containers.has(text.toLowerCase());
}

export function containerOf(value: string): string {
  return containerNames[value] ?? value;
}

/** A code, or the name of a language in English or in itself. */
export function languageOf(value: string): string {
  if (value === "none" || /^[a-z]{2,3}(?:[-_][a-z0-9]+)?$/.test(value)) return languageOfTag(value) ?? "none";
  const code = codesByName().get(value);
  if (code !== undefined) return code;
  throw new InvalidArgumentError(`There is no language "${value}". Give its English name, or its code, such as de.`);
}

function codesByName(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const english = new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  const letters = Array.from("abcdefghijklmnopqrstuvwxyz");
  for (const code of letters.flatMap((one) => letters.map((other) => one + other))) {
    const name = english.of(code);
    if (name === undefined || Intl.getCanonicalLocales(code)[0] !== code) continue;
    names.set(name.toLowerCase(), code);
    const own = new Intl.DisplayNames(code, { type: "language", fallback: "none" }).of(code);
    if (own !== undefined && !names.has(own.toLowerCase())) names.set(own.toLowerCase(), code);
  }
  return names;
}

const powers: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** In powers of a thousand, as sizes are shown; `GiB` and the like in powers of 1,024. */
export function sizeOf(text: string): number {
  const [, number = "", prefix = "", binary] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text.trim()) ?? [];
  if (number === "") throw new InvalidArgumentError("It must be a size, such as 700MB or 2.5GB.");
  const power = powers[prefix.toLowerCase()] ?? 1;
  return Math.round(Number(number) * (binary === "" ? power : 1024 ** Math.round(Math.log10(power) / 3)));
}

export function rateOf(text: string): number {
  const [, number = "", prefix = ""] = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:bit\/s|bps)?$/i.exec(text.trim()) ?? [];
  if (number === "") throw new InvalidArgumentError("It must be a number of bits per second, such as 800k or 8M.");
  return Math.round(Number(number) * (powers[prefix.toLowerCase()] ?? 1));
}

/** Seconds of `90m`, `1h30m`, `45s`, `1:30:00`, `2:00` or a number of seconds. */
export function lengthOf(text: string): number {
  const clock = /^(?:(\d+):)?(\d+):(\d{2})$/.exec(text.trim());
  const units = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?$/i.exec(text.trim());
  const [, hours = "0", minutes = "0", seconds = "0"] = clock ?? units ?? [];
  const isOver = clock !== null && (Number(seconds) > 59 || (clock[1] !== undefined && Number(minutes) > 59));
  if (text.trim() === "" || (clock ?? units) === null || isOver) {
    throw new InvalidArgumentError("It must be a length, such as 90m, 1h30m or 1:30:00.");
  }
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

export function numberOf(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError("It must be a number that is not negative.");
}

const aDay = "It must be a day, such as 2024-05-01, or a time in ISO 8601.";

/**
 * The beginning of a day here, or a time: of here, unless it has an offset. In UTC, for the API. `Date` takes the 31st of
 * February, and a month 13 or 99 for one of the following years. The API refuses both, and so does this.
 */
export function dayOf(text: string): string {
  const [, day = "", clock = "00:00", offset] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?)(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/i.exec(
      text.trim(),
    ) ?? [];
  const midnight = new Date(`${day}T00:00Z`);
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  if (day === "" || !isDay) throw new InvalidArgumentError(aDay);
  const time = new Date(`${day}T${clock}${offset?.toUpperCase() ?? ""}`).toISOString();
  if (/^(?!0000|9999)\d{4}-/.test(time)) return time;
  throw new InvalidArgumentError("It must be in a year from 0001 to 9998.");
}
