import { type Command, InvalidArgumentError, Option } from "commander";
import type { VideoFilterJson } from "../api/contract/video-filters.ts";
import { languageOfTag } from "../library/languages.ts";
import { hdrKinds } from "../library/picture-colours.ts";
import { resolutions } from "../library/resolution.ts";
import { OptionWithValues } from "./completion/option-with-values.ts";
import { valuesOfFlag } from "./values-of-flag.ts";

/** The flags that choose videos, as `commander` gives them. All but the directories are filters of the API already. */
export interface VideoFilterFlags {
  readonly codec?: readonly string[];
  readonly audioCodec?: readonly string[];
  readonly audio?: readonly string[];
  readonly subtitles?: readonly string[];
  /** True: any kind. */
  readonly hdr?: readonly string[] | true;
  readonly bitDepth?: readonly string[];
  readonly resolution?: readonly string[];
  readonly container?: readonly string[];
  readonly minSize?: number;
  readonly maxSize?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minFps?: number;
  readonly maxFps?: number;
  readonly minBitRate?: number;
  readonly maxBitRate?: number;
  readonly changedAfter?: string;
  readonly changedBefore?: string;
  readonly addedAfter?: string;
  readonly addedBefore?: string;
  readonly missing: boolean;
  readonly present: boolean;
  readonly suspect: boolean;
  readonly broken: boolean;
  /** At any depth. */
  readonly under?: string;
  /** Directly in it. */
  readonly in?: string;
}

const valuesHelp = `
Several values, as for --codec and --audio:
  hevc,av1        videos with one of them
  not-hevc        videos without it
  german+english  videos with both (--audio, --subtitles)`;

/** @param notEmpty reads a directory; null for a command that has a directory as its argument */
export function addVideoFilters(command: Command, notEmpty: ((text: string) => string) | null): Command {
  const values = (
    flags: string,
    description: string,
    {
      read,
      usual,
      isManyValued = false,
    }: {
      readonly read: (value: string) => string;
      readonly usual: readonly string[];
      readonly isManyValued?: boolean;
    },
  ) =>
    command.addOption(
      new OptionWithValues(flags, description, usual).argParser(valuesOfFlag(read, { isManyValued, isOne })),
    );
  const number = (flags: string, description: string, read: (text: string) => number) =>
    command.addOption(new Option(flags, description).argParser(read));
  const day = (flags: string, description: string) =>
    command.addOption(new Option(flags, description).argParser(dayOf));
  const hdrValues = [...hdrKinds, "any", "none"];
  values("--codec <names>", "only videos of these codecs, such as hevc; none if it is not known", {
    read: codecOf,
    usual: usualCodecs,
  });
  values(
    "--resolution <names>",
    `only of these resolutions: ${resolutions.join(", ")} (4k, 8k); none if it is not known`,
    {
      read: resolutionOf,
      usual: [...resolutions, "4k", "8k", "none"],
    },
  );
  values(
    "--hdr [kinds]",
    `only with HDR, or of these kinds: ${hdrKinds.join(", ")}; any for all but sdr, none if it is not known`,
    {
      read: oneOf(hdrValues),
      usual: hdrValues,
    },
  );
  values("--bit-depth <bits>", "only with so many bits in each colour, such as 10; none if it is not known", {
    read: asTyped,
    usual: ["8", "10", "12", "none"],
  });
  values(
    "--audio <languages>",
    "only with sound in these languages, such as german; none if there is no sound, or no language is given",
    {
      read: languageOf,
      isManyValued: true,
      usual: usualLanguages,
    },
  );
  values(
    "--subtitles <languages>",
    "only with subtitles in these languages, in or beside the file; none if there are no subtitles, or no language is given",
    {
      read: languageOf,
      isManyValued: true,
      usual: usualLanguages,
    },
  );
  values("--audio-codec <names>", "only with sound of these codecs, such as eac3; none for silent videos", {
    read: codecOf,
    usual: usualSoundCodecs,
  });
  values("--container <names>", "only in these containers: mkv, mp4, or ffprobe's name; none if it is not known", {
    read: containerOf,
    usual: [...Object.keys(containerNames), "none"],
  });
  number("--min-size <size>", "only files of at least this size, such as 2GB", sizeOf);
  number("--max-size <size>", "only files of at most this size", sizeOf);
  number("--min-length <time>", "only videos of at least this length, such as 90m or 1h30m", lengthOf);
  number("--max-length <time>", "only videos of at most this length", lengthOf);
  number("--min-fps <number>", "only with at least so many frames per second", numberOf);
  number("--max-fps <number>", "only with at most so many frames per second", numberOf);
  number("--min-bit-rate <rate>", "only with at least so many bits per second, such as 8M", rateOf);
  number("--max-bit-rate <rate>", "only with at most so many bits per second", rateOf);
  day("--changed-after <day>", "only files that were changed on this day or later, such as 2024-05-01");
  day("--changed-before <day>", "only files that were changed before this day");
  day("--added-after <day>", "only videos that were added to the library on this day or later");
  day("--added-before <day>", "only videos that were added to the library before this day");
  command
    .option("--missing", "only videos whose files are missing", false)
    .addOption(new Option("--present", "only videos whose files are not missing").default(false).conflicts("missing"))
    .option("--suspect", "only videos whose files are cut off, or whose length is in doubt", false)
    .option("--broken", "only videos that a check has found broken", false)
    .addHelpText("after", valuesHelp);
  if (notEmpty === null) return command;
  return command
    .option("--under <dir>", "only videos in this directory, at any depth", notEmpty)
    .addOption(
      new Option("--in <dir>", "only videos directly in this directory").argParser(notEmpty).conflicts("under"),
    );
}

/** @param directory the path of `--under` or `--in`, as the library names it */
export function filterOfFlags(flags: VideoFilterFlags, directory: string | undefined): VideoFilterJson {
  const filter: { readonly [Name in keyof VideoFilterJson]: VideoFilterJson[Name] } = {
    path: directory,
    recursive: flags.in === undefined ? undefined : false,
    video_codec: chosen(flags.codec),
    audio_codec: chosen(flags.audioCodec),
    audio_language: chosen(flags.audio),
    subtitle_language: chosen(flags.subtitles),
    hdr: flags.hdr === true ? "any" : chosen(flags.hdr),
    bit_depth: chosen(flags.bitDepth),
    resolution: chosen(flags.resolution),
    container: chosen(flags.container),
    suspect: flags.suspect ? "any" : undefined,
    size_min: flags.minSize,
    size_max: flags.maxSize,
    duration_min: flags.minLength,
    duration_max: flags.maxLength,
    frame_rate_min: flags.minFps,
    frame_rate_max: flags.maxFps,
    bit_rate_min: flags.minBitRate,
    bit_rate_max: flags.maxBitRate,
    modified_after: flags.changedAfter,
    modified_before: flags.changedBefore,
    added_after: flags.addedAfter,
    added_before: flags.addedBefore,
    missing: flags.missing ? true : flags.present ? false : undefined,
    broken: flags.broken || undefined,
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

function chosen(values: readonly string[] | undefined): string[] | undefined {
  return values === undefined ? undefined : [...values];
}

function asTyped(value: string): string {
  return value;
}

/** For the shell to complete. All other values are taken, too. */
const usualCodecs = [
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
const usualSoundCodecs = ["aac", "ac3", "eac3", "dts", "truehd", "flac", "opus", "vorbis", "mp3", "mp2", "none"];
const usualLanguages =
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

function codecOf(value: string): string {
  return codecNames[value] ?? value;
}

function oneOf(values: readonly string[]): (value: string) => string {
  return (value) => {
    if (values.includes(value)) return value;
    throw new InvalidArgumentError(`It must be one of ${values.join(", ")}.`);
  };
}

const usualNames: Readonly<Record<string, string>> = { "4k": "2160p", uhd: "2160p", "8k": "4320p", "2k": "1440p" };

function resolutionOf(value: string): string {
  return oneOf([...resolutions, "none"])(usualNames[value] ?? value);
}

/** By the endings of files. */
const containerNames: Readonly<Record<string, string>> = {
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
function isOne(text: string): boolean {
  return containers.has(text.toLowerCase());
}

function containerOf(value: string): string {
  return containerNames[value] ?? value;
}

/** A code, or the name of a language in English or in itself. */
function languageOf(value: string): string {
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
function sizeOf(text: string): number {
  const [, number = "", prefix = "", binary] = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text.trim()) ?? [];
  if (number === "") throw new InvalidArgumentError("It must be a size, such as 700MB or 2.5GB.");
  const power = powers[prefix.toLowerCase()] ?? 1;
  return Math.round(Number(number) * (binary === "" ? power : 1024 ** Math.round(Math.log10(power) / 3)));
}

function rateOf(text: string): number {
  const [, number = "", prefix = ""] = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:bit\/s|bps)?$/i.exec(text.trim()) ?? [];
  if (number === "") throw new InvalidArgumentError("It must be a number of bits per second, such as 800k or 8M.");
  return Math.round(Number(number) * (powers[prefix.toLowerCase()] ?? 1));
}

/** Seconds of `90m`, `1h30m`, `45s`, `1:30:00`, `2:00` or a number of seconds. */
function lengthOf(text: string): number {
  const clock = /^(?:(\d+):)?(\d+):(\d{2})$/.exec(text.trim());
  const units = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?$/i.exec(text.trim());
  const [, hours = "0", minutes = "0", seconds = "0"] = clock ?? units ?? [];
  if (text.trim() === "" || (clock ?? units) === null) {
    throw new InvalidArgumentError("It must be a length, such as 90m, 1h30m or 1:30:00.");
  }
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}

function numberOf(text: string): number {
  const number = Number(text);
  if (text.trim() !== "" && Number.isFinite(number) && number >= 0) return number;
  throw new InvalidArgumentError("It must be a number that is not negative.");
}

/** The beginning of a day here, or a time. */
function dayOf(text: string): string {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  const time = day === null ? new Date(text) : new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
  const isDay = day === null || time.getDate() === Number(day[3]);
  if (/^\d{4}-/.test(text.trim()) && isDay && !Number.isNaN(time.getTime())) return time.toISOString();
  throw new InvalidArgumentError("It must be a day, such as 2024-05-01, or a time in ISO 8601.");
}
