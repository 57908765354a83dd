import type { Kysely } from "kysely";
import { isWithin } from "../../files/is-within.ts";
import type { ScanLibrary } from "../../scanning/scan-library.ts";
import { pathOfVideo, type Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { numbersOfChoice } from "../videos/numbers-of-choice.ts";
import type { VideoIndex } from "../videos/video-index.ts";

/** See `ScanLibrary.chosen`. */
export async function chosenVideos(
  parts: { readonly reader: Kysely<Tables>; readonly differences: SqlDifferences; readonly index: VideoIndex },
  choice: Parameters<ScanLibrary["chosen"]>[0],
  { directory, after, limit }: Parameters<ScanLibrary["chosen"]>[1],
): ReturnType<ScanLibrary["chosen"]> {
  const numbers = await numbersOfChoice(parts, choice, { after, limit });
  const rows = await parts.reader
    .selectFrom("videos")
    .select([pathOfVideo.as("path"), "disk", "missing_since"])
    .where((eb) => parts.differences.isOneOf(eb.ref("number"), numbers))
    .execute();
  return {
    videos: rows
      // A file may have had the path that is a directory now.
      .filter(({ path }) => path !== directory && isWithin(path, directory))
      .map(({ path, disk, missing_since: since }) => ({ path, disk, isMissing: since !== null })),
    next: numbers.length < limit ? null : (numbers.at(-1) ?? null),
  };
}
