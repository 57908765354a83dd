import { type Command, Option } from "commander";
import type { VideoFilterJson } from "../api/contract/video-filters.ts";
import { hdrKinds } from "../library/picture-colours.ts";
import { resolutions } from "../library/resolution.ts";
import { OptionWithValues } from "./completion/option-with-values.ts";
import {
  codecOf,
  containerNames,
  containerOf,
  dayOf,
  isOne,
  languageOf,
  lengthOf,
  numberOf,
  oneOf,
  rateOf,
  resolutionOf,
  sizeOf,
  usualCodecs,
  usualLanguages,
  usualSoundCodecs,
} from "./filter-values.ts";
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
  german+english  videos with both (--audio, --subtitles, --audio-codec)`;

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
    read: (bits) => bits,
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
  values("--audio-codec <names>", "only with a sound of these codecs, such as eac3; none for silent videos", {
    read: codecOf,
    isManyValued: true,
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
