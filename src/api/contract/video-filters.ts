/** The filters of videos, which lists, counts, exports, checks and removals have in common. */
import { z } from "zod";
import { absolutePath, flag, id, mustBe, request } from "./request-values.ts";
import { hdrKindSchema } from "./streams.ts";

/** The smallest usual frame size that holds the picture, in either orientation. */
export const resolution = z.enum(["sd", "720p", "1080p", "1440p", "2160p", "4320p"]);
export type ResolutionJson = z.output<typeof resolution>;

export const suspect = z.enum(["truncated", "length"]);
export type SuspectJson = z.output<typeof suspect>;

const mostValues = 50;

/** One value, or several. `!` in front of a value asks for videos without it. */
function valueOrValues<Value extends z.ZodType<string>>(value: Value, what: string) {
  return z.union(
    [value, z.array(value).min(1).max(mostValues)],
    mustBe(`${what}, or a list of up to ${mostValues} such`),
  );
}

const severalMeans = "Several: videos with one of them. `!` in front: videos without it. `none`: videos that have none";

/** Not `!` alone, which would ask for nothing. */
const longestText = 200;
const text = z
  .string(mustBe("a text"))
  .max(longestText)
  .regex(/^!?[^!]/);
const texts = (what: string) =>
  valueOrValues(text, `a text of at most ${longestText} characters`)
    .optional()
    .describe(`Only videos with ${what}. ${severalMeans}`);

/** Of which a video may have several. @param example two values, which stand in the description */
const manyTexts = (what: string, { longest, example: [one, other] }: { longest: number; example: [string, string] }) =>
  valueOrValues(
    z
      .string(mustBe("a text"))
      .max(longest)
      .regex(/^[!*]?[^!*]/),
    `a text of at most ${longest} characters`,
  )
    .optional()
    .describe(
      `Only videos with ${what}. ${severalMeans}. \`*\` in front: videos that have it, too, so \`*${one}\` and ` +
        `\`*${other}\` together are videos with both`,
    );
const languages = (what: string) => manyTexts(what, { longest: 60, example: ["de", "en"] });

/** @param values without those that ask for videos without a value */
function oneOf(values: readonly string[], what: string) {
  const all = [...values, "none"].flatMap((value) => [value, `!${value}`]);
  return valueOrValues(z.enum(all), `one of ${values.join(", ")}, none`)
    .optional()
    .describe(`Only videos ${what}. ${severalMeans}`);
}

const notNegative = mustBe("a number that is not negative");
const number = z.number(notNegative).min(0, notNegative);
const numberInAddress = z
  .string(notNegative)
  .regex(/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i, notNegative)
  .transform(Number)
  .pipe(number);
type NumberSchema = z.ZodType<number, number | string>;

const date = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], mustBe("a day or a time in ISO 8601"))
  // In UTC, a time may be in another year.
  .refine((time) => /^(?!0000|9999)/.test(time), "must be in a year from 0001 to 9998");
const after = (what: string) => date.optional().describe(`Only videos ${what} then or later. A day begins at 0:00 UTC`);
const before = (what: string) => date.optional().describe(`Only videos ${what} before`);

/** Properties of videos, by which they are filtered and counted. */
const properties = {
  video_codec: texts("this codec of the film, by ffprobe's name"),
  audio_codec: manyTexts("a sound of this codec, by ffprobe's name", {
    longest: longestText,
    example: ["ac3", "truehd"],
  }),
  audio_language: languages("sound in this language: `de`, `ger` and `deu` are the same"),
  subtitle_language: languages("subtitles in this language, in the file or beside it"),
  hdr: oneOf([...hdrKindSchema.options, "any"], "with this kind of HDR; `any` for all but `sdr`"),
  bit_depth: texts("this number of bits in each colour of a pixel, such as 10"),
  resolution: oneOf(resolution.options, "of this resolution"),
  container: texts("this container, by ffprobe's name"),
  suspect: oneOf([...suspect.options, "any"], "that are suspect in this way"),
} as const;

function rangesOf(value: NumberSchema) {
  const least = (what: string) => value.optional().describe(`Only videos of at least ${what}`);
  const most = (what: string) => value.optional().describe(`Only videos of at most ${what}`);
  return {
    size_min: least("so many bytes"),
    size_max: most("so many bytes"),
    duration_min: least("so many seconds. None whose length is in doubt"),
    duration_max: most("so many seconds. None whose length is in doubt"),
    frame_rate_min: least("so many frames per second"),
    frame_rate_max: most("so many frames per second"),
    bit_rate_min: least("so many bits per second"),
    bit_rate_max: most("so many bits per second"),
  };
}

const filters = {
  path: absolutePath.optional().describe("Only videos in this directory, at any depth. It may be gone"),
  root_id: id.optional().describe("Only videos in this directory of the library; instead of `path`"),
  job_id: id
    .optional()
    .describe("Only videos that this job wrote last; with `missing=true`, those that it marked missing"),
  q: z
    .string(mustBe("a text to look for"))
    .optional()
    .describe("Only videos with all of these words in their path, in any order. Words in quotes are one phrase"),
  ...properties,
  modified_after: after("whose files were changed"),
  modified_before: before("whose files were changed"),
  added_after: after("that were added to the library"),
  added_before: before("that were added to the library"),
};

const recursiveMeans = "With `path` or `root_id`: whether videos in the directories below match, too. Default: true";
const missingMeans = "Only missing videos, or only those that are not missing";
const brokenMeans = "Only videos that a check has found broken, or only all others";

/** The filters in the query of an address. */
export const queryFilters = {
  ...filters,
  ...rangesOf(numberInAddress),
  recursive: flag.optional().describe(recursiveMeans),
  missing: flag.optional().describe(missingMeans),
  broken: flag.optional().describe(brokenMeans),
};

const bodyFlag = z.boolean(mustBe("true or false")).optional();
/** The filters in the body of a request. */
export const videoFilterSchema = request({
  ...filters,
  ...rangesOf(number),
  recursive: bodyFlag.describe(recursiveMeans),
  missing: bodyFlag.describe(missingMeans),
  broken: bodyFlag.describe(brokenMeans),
});
export type VideoFilterJson = z.output<typeof videoFilterSchema>;

/** The names of the properties that values are counted of. */
export type VideoPropertyJson = keyof typeof properties;
export const videoPropertyNames = Object.keys(properties) as readonly VideoPropertyJson[];
