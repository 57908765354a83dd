import type { VideoFilterJson, VideoPropertyJson } from "../api/contract/video-filters.ts";
import type { ApiClient } from "./api-client.ts";
import { having, noVideoHas } from "./no-video-matches.ts";

/** Properties whose values nobody checks before: a mistyped one looks like any other. */
const typedFreely = Object.keys({
  video_codec: true,
  bit_depth: true,
  audio_language: true,
  audio_codec: true,
  subtitle_language: true,
  container: true,
} satisfies { readonly [Property in VideoPropertyJson]?: true }) as readonly VideoPropertyJson[];

/**
 * A sentence for each value that a video shall not have, or that is one of several, and that no video of the library has.
 * The list does not show that such a value was mistyped. If all of several are unknown, the list is empty: see
 * `noVideoMatches`.
 */
export async function unknownValues(
  client: Pick<ApiClient, "statistics">,
  filter: VideoFilterJson,
): Promise<readonly string[]> {
  const asked = typedFreely.flatMap((name) => {
    const value = filter[name];
    const all = value === undefined ? [] : typeof value === "string" ? [value] : value;
    const unwanted = all.filter((each) => each.startsWith("!")).map((each) => each.slice(1));
    const wanted = all.filter((each) => !/^[!*]/.test(each));
    return unwanted.length === 0 && wanted.length < 2 ? [] : [{ name, unwanted, wanted }];
  });
  if (asked.length === 0) return [];
  const { values } = await client.statistics({});
  return asked.flatMap(({ name, unwanted, wanted }) => {
    const known = new Set(["none", ...values[name].map(({ value }) => value)]);
    const isUnknown = (value: string) => !known.has(value);
    const some = wanted.every(isUnknown) ? [] : wanted;
    return [...unwanted, ...some]
      .filter(isUnknown)
      .map((value) => noVideoHas(having[name] ?? name, [value], values[name]));
  });
}
