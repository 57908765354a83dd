import type { DatabaseSync } from "node:sqlite";
import { noVideos, type VideoTotals } from "../../../library/video-library.ts";
import { everythingIn } from "../../directory-range.ts";
import { factBits, readDirectories, readRows } from "./video-block.ts";
import type { VideoBlocks } from "./video-blocks.ts";

/**
 * See `VideoIndex.totals`. Reads four columns of each block. Both parts must belong to one transaction, or to one
 * statement.
 */
export function totalVideos(
  database: DatabaseSync,
  blocks: VideoBlocks,
  directories: readonly string[],
): readonly VideoTotals[] {
  const places = placesOfDirectories(database, directories);
  const totals = Array.from({ length: directories.length + 1 }, () => ({ ...noVideos }));
  blocks.forEach({ direction: "ascending" }, (block) => {
    const { facts } = readRows(block.bytes("rows"));
    const { ids, indexes } = readDirectories(block.bytes("directories"), facts.length);
    const sizes = block.numbers("file_size");
    const durations = block.numbers("duration_seconds");
    const totalsOfIds = Array.from(ids, (id) => totals[places[id] ?? directories.length] ?? { ...noVideos });
    for (let index = 0; index < facts.length; index += 1) {
      const total = totalsOfIds[indexes[index] ?? 0];
      const fact = facts[index] ?? 0;
      if (total === undefined) continue;
      total.videos += 1;
      if ((fact & factBits.missing) !== 0) {
        total.missing += 1;
        continue;
      }
      total.bytes += sizes[index] ?? 0;
      // A video without a length has a negative one here.
      if ((fact & factBits.suspectLength) === 0) total.durationSeconds += Math.max(durations[index] ?? 0, 0);
    }
  });
  return totals;
}

/** For each id of a directory of the library: the place of the one in which it lies, or the number of `directories`. */
function placesOfDirectories(database: DatabaseSync, directories: readonly string[]): Uint32Array {
  const last = database.prepare("select max(id) as id from directories").get();
  const places = new Uint32Array(Number(last?.["id"] ?? 0) + 1).fill(directories.length);
  const select = database.prepare("select id from directories where path >= ? and path < ?");
  select.setReturnArrays(true);
  for (const [place, directory] of directories.entries()) {
    const { from, before } = everythingIn(directory);
    for (const [id] of select.all(from, before) as unknown as [number][]) places[id] = place;
  }
  return places;
}
