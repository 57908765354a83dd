import type { VideoFilterJson, VideoPropertyJson } from "../api/contract/video-filters.ts";
import type { ApiClient } from "./api-client.ts";
import { namedWithMore } from "./named-with-more.ts";
import { printable } from "./printable.ts";

/** What a video has one of, as a sentence says it. */
export const having: { readonly [Property in VideoPropertyJson]?: string } = {
  video_codec: "the codec",
  resolution: "the resolution",
  hdr: "the HDR kind",
  bit_depth: "the bit depth",
  audio_language: "sound in the language",
  audio_codec: "sound of the codec",
  subtitle_language: "subtitles in the language",
  container: "the container",
};

/**
 * Says why no video matches: the first filter with a value that no video of the library has, and the values that the
 * library does have. So a mistyped value is not taken for an answer.
 */
export async function noVideoMatches(client: Pick<ApiClient, "statistics">, filter: VideoFilterJson): Promise<string> {
  const asked = Object.entries(having).flatMap(([name, words]) => {
    const all = wantedValues(filter[name as VideoPropertyJson]);
    const each = all.filter((value) => value.startsWith("*")).map((value) => [value.slice(1)]);
    const some = all.filter((value) => !value.startsWith("*"));
    return [some, ...each]
      .filter((wanted) => wanted.length > 0)
      .map((wanted) => ({ name: name as VideoPropertyJson, words, wanted }));
  });
  if (asked.length === 0) return "No video matches.";
  const { values } = await client.statistics({});
  for (const { name, words, wanted } of asked) {
    if (values[name].some(({ value }) => value !== "none" && wanted.includes(value))) continue;
    return noVideoHas(words, wanted, values[name]);
  }
  return "No video matches.";
}

/** @param words what they would have, such as `the codec` @param all the values of the library */
export function noVideoHas(
  words: string,
  wanted: readonly string[],
  all: readonly { readonly value: string }[],
): string {
  const which = wanted.map(printable).join(" or ");
  const known = all.map(({ value }) => value).filter((value) => value !== "none");
  if (known.length === 0) return `No video has ${words} ${which}.`;
  return `No video has ${words} ${which}. The library has: ${namedWithMore(known.map(printable))}.`;
}

/** The values that a video must have one of; none if `none` or `any` is among them. */
function wantedValues(value: string | readonly string[] | undefined): readonly string[] {
  const all = value === undefined ? [] : typeof value === "string" ? [value] : value;
  const wanted = all.filter((each) => !each.startsWith("!"));
  return wanted.some((each) => each === "none" || each === "any") ? [] : wanted;
}
