import { resolve } from "node:path";
import type { Kysely } from "kysely";
import type { VideoLibrary } from "../../library/video-library.ts";
import type { Tables } from "../schema.ts";
import type { SqlDifferences } from "../sql-differences.ts";
import { filtersToFind } from "./list-videos.ts";
import type { VideoIndex } from "./video-index.ts";
import { hasKey, type VideoKeys } from "./videos-by-key.ts";

interface Parts {
  readonly db: Kysely<Tables>;
  readonly differences: SqlDifferences;
  readonly index: VideoIndex;
}

/** How many videos are looked at together. Each search of the index costs the same for any number of them. */
const videosAtOnce = 50_000;

/** See `VideoLibrary.directoriesOf`. */
export async function directoriesOfVideos(
  parts: Parts,
  which: Parameters<VideoLibrary["directoriesOf"]>[0],
  { limit }: Parameters<VideoLibrary["directoriesOf"]>[1],
): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const keys of keysOf(parts, which)) {
    const rows = await parts.db
      .selectFrom("directories")
      .select("path")
      .where("id", "in", ({ selectFrom }) =>
        selectFrom("videos").select("directory_id").where(hasKey(keys, parts.differences)),
      )
      .limit(limit)
      .execute();
    for (const { path } of rows) found.add(resolve(path));
    if (found.size >= limit) break;
  }
  return [...found].toSorted().slice(0, limit);
}

async function* keysOf(
  { db, index }: Parts,
  which: Parameters<VideoLibrary["directoriesOf"]>[0],
): AsyncGenerator<VideoKeys> {
  if ("ids" in which) {
    yield { column: "id", keys: which.ids };
    return;
  }
  const filters = filtersToFind(which.filter);
  let after = 0;
  for (;;) {
    const keys = await index.numbers(db, filters, { after, limit: videosAtOnce });
    yield { column: "number", keys };
    if (keys.length < videosAtOnce) return;
    after = keys.at(-1) ?? after;
  }
}
