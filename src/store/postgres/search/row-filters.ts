/** The filters of videos, as conditions on rows of `videos`. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import { codesOfLanguage, languagesByWord } from "../../../library/languages.ts";
import {
  type MeasureRange,
  noValue,
  timeMeasures,
  type ValueChoice,
  type VideoMeasure,
  type VideoProperty,
  videoMeasures,
  videoProperties,
} from "../../../library/video-filter.ts";
import { asPrefix, everythingIn } from "../../directory-range.ts";
import { isBroken, isNotBroken } from "../../schema.ts";
import { storableText } from "../../storable-text.ts";
import { resolutionOfRow } from "../../videos/resolution-of-row.ts";
import type { FilterKey, VideosToMatch } from "../../videos/video-index.ts";

export interface RowFilter {
  readonly key: FilterKey;
  readonly condition: RawBuilder<SqlBool>;
}

/** All filters but those on words. */
export function rowFilters(filters: VideosToMatch): readonly RowFilter[] {
  const { jobId, missing, broken, directory, isDirect, values, ranges } = filters;
  const conditions: RowFilter[] = [];
  const add = (key: FilterKey, condition: RawBuilder<SqlBool>) => conditions.push({ key, condition });
  if (missing !== null) add("missing", missing ? sql`missing_since is not null` : sql`missing_since is null`);
  if (broken !== null) add("broken", broken ? isBroken : isNotBroken);
  for (const property of videoProperties) {
    const choice = values[property];
    if (choice !== undefined) add(property, hasValue(property, choice));
  }
  for (const measure of videoMeasures) {
    const range = ranges[measure];
    if (range !== undefined) add(measure, isInRange(measure, range));
  }
  // The job that marks a video missing does not write the video: it has a column of its own.
  if (jobId !== null) add("place", sql`${sql.ref(missing === true ? "missing_job_id" : "job_id")} = ${jobId}`);
  if (directory !== null) add("place", isInDirectory(directory, isDirect));
  return conditions;
}

function isInDirectory(directory: string, isDirect: boolean): RawBuilder<SqlBool> {
  if (isDirect) return sql`directory_id in (select id from directories where path = ${asPrefix(directory)})`;
  const { from, before } = everythingIn(directory);
  return sql`directory_id in (select id from directories where path >= ${from} and path < ${before})`;
}

/** The text of a property: see `valuesInText`. Without parameters, as it is also grouped by. */
export const textOfProperty: Readonly<Record<VideoProperty, RawBuilder<string>>> = {
  video_codec: sql`video_codec`,
  audio_codec: sql`coalesce(audio_codecs, audio_codec, '')`,
  audio_language: sql`audio_languages`,
  subtitle_language: sql`subtitle_languages || subtitle_files`,
  hdr: sql`coalesce(hdr, '')`,
  bit_depth: sql`coalesce(cast(bit_depth as text), '')`,
  container: sql`container`,
  resolution: resolutionOfRow,
  suspect: sql`coalesce(suspect, '')`,
};

function hasValue(property: VideoProperty, { anyOf, allOf = [], noneOf }: ValueChoice): RawBuilder<SqlBool> {
  const conditions: RawBuilder<SqlBool>[] = [];
  if (anyOf !== undefined) conditions.push(hasOneOf(property, anyOf));
  for (const value of allOf) conditions.push(hasOneOf(property, [value]));
  if (noneOf !== undefined && noneOf.length > 0) conditions.push(sql`not ${hasOneOf(property, noneOf)}`);
  return conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` and `)})`;
}

function hasOneOf(property: VideoProperty, values: readonly string[]): RawBuilder<SqlBool> {
  const storable = values.map(storableText);
  if (property === "audio_language" || property === "subtitle_language") {
    const ways = storable.map((value) => (value === noValue ? hasNoLanguage(property) : hasLanguage(property, value)));
    return ways.length === 0 ? sql`false` : sql`(${sql.join(ways, sql` or `)})`;
  }
  if (property === "audio_codec") {
    const text = textOfProperty.audio_codec;
    const isSilent = storable.includes(noValue) ? sql<SqlBool>`btrim(${text}) = ''` : sql<SqlBool>`false`;
    const codecs = storable.filter((value) => value !== "" && value !== noValue);
    return sql`(${isSilent} or string_to_array(${text}, ' ') && cast(${codecs} as text[]))`;
  }
  // An empty text is no value.
  const texts = storable.filter((value) => value !== "").map((value) => (value === noValue ? "" : value));
  return sql`(${textOfProperty[property]} = any(cast(${texts} as text[])))`;
}

/** Regular expressions that say the same as `languagesOfStreams` and `languagesOfSubtitleFiles`. */
function hasLanguage(property: "audio_language" | "subtitle_language", language: string): RawBuilder<SqlBool> {
  const codes = codesOfLanguage(language);
  const ofStreams = sql`${streamsOf[property]} ~* ${`(^| )(${codes.map(escaped).join("|")})([-_][^ ]*)?( |$)`}`;
  if (property === "audio_language") return sql`(${ofStreams})`;
  const words = [...languagesByWord()].flatMap(([word, its]) => (its === language ? [word] : []));
  const ways = [...(words.length === 0 ? [] : [inNameOfFile(words)]), ...(language === "hi" ? [onlyHindi] : [])];
  if (ways.length === 0) return sql`(${ofStreams})`;
  return sql`(${ofStreams} or subtitle_files ~* ${ways.join("|")})`;
}

const streamsOf = { audio_language: sql`audio_languages`, subtitle_language: sql`subtitle_languages` } as const;

const onlyHindi = "\\n[.]hi[.][^.\\n]*(\\n|$)";

function hasNoLanguage(property: "audio_language" | "subtitle_language"): RawBuilder<SqlBool> {
  const ofStreams = sql`${streamsOf[property]} !~* '(^| )(?!und([-_ ]|$))[^ _-]'`;
  if (property === "audio_language") return sql`(${ofStreams})`;
  const inName = inNameOfFile([...languagesByWord().keys()]);
  return sql`(${ofStreams} and subtitle_files !~* ${`${inName}|${onlyHindi}`})`;
}

/** @param words in lower case */
function inNameOfFile(words: readonly string[]): string {
  return `[.](${words.flatMap(waysToWrite).join("|")})([-_][^.\\n]*)?[.]`;
}

/** The database folds the case of ASCII alone in some locales, and composes no letters. */
function waysToWrite(word: string): readonly string[] {
  if (/^[a-z]+$/.test(word)) return [word];
  const [first = ""] = word;
  const cases = [word, first.toUpperCase() + word.slice(first.length), word.toUpperCase()];
  return [...new Set(cases.flatMap((text) => [text, text.normalize("NFD")]))];
}

function escaped(text: string): string {
  return text.replaceAll(/[^a-z0-9]/g, (character) => `\\${character}`);
}

/** Null where the number is not known, or a length is in doubt. */
export const numberOfMeasure: Readonly<Record<VideoMeasure, RawBuilder<number | null>>> = {
  file_size: sql`file_size`,
  duration_seconds: sql`case when suspect is distinct from 'length' then duration_seconds end`,
  frame_rate: sql`frame_rate_numerator / nullif(frame_rate_denominator, 0)`,
  bit_rate: sql`bit_rate`,
  modified_at: sql`floor(modified_us / 1000)`,
  created_at: sql`cast(created_at as double precision)`,
};

function isInRange(measure: VideoMeasure, range: MeasureRange): RawBuilder<SqlBool> {
  const { min = timeMeasures.has(measure) ? Number.NEGATIVE_INFINITY : 0, max } = range;
  const number = numberOfMeasure[measure];
  const isEnough = sql<SqlBool>`${number} >= cast(${min} as double precision)`;
  const isInside = max === undefined ? isEnough : sql`${isEnough} and ${number} <= cast(${max} as double precision)`;
  return sql`coalesce(${isInside}, false)`;
}
