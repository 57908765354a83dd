import type { DatabaseSync } from "node:sqlite";
import { noVideos, plusBytes } from "../../../library/video-library.ts";
import { asPrefix, everythingIn } from "../../directory-range.ts";
import { BytesOfLinks } from "../../videos/bytes-of-links.ts";
import type { Place, TotalsOfPlaces } from "../../videos/video-index.ts";
import { linkedIn, linkedVideos } from "./linked-videos.ts";
import { factBits, readDirectories, readRows } from "./video-block.ts";
import type { VideoBlocks } from "./video-blocks.ts";

/**
 * See `VideoIndex.totals`. Reads five columns of each block. Both parts must belong to one transaction, or to one
 * statement.
 */
export function totalVideos(database: DatabaseSync, blocks: VideoBlocks, places: readonly Place[]): TotalsOfPlaces {
  const placeOfId = placesOfDirectories(database, places);
  const totals = Array.from({ length: places.length + 1 }, () => ({ ...noVideos }));
  const linked = linkedVideos(blocks);
  const bytesOfLinks = new BytesOfLinks<number>(linked.files);
  blocks.forEach({ direction: "ascending" }, (block) => {
    const { facts } = readRows(block.bytes("rows"));
    const { ids, indexes } = readDirectories(block.bytes("directories"), facts.length);
    const sizes = block.numbers("file_size");
    const durations = block.numbers("duration_seconds");
    const placesOfIds = Array.from(ids, (id) => placeOfId[id] ?? places.length);
    const totalsOfIds = placesOfIds.map((place) => totals[place] ?? { ...noVideos });
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
    for (const { row, file } of linkedIn(linked, block)) {
      const nth = indexes[row] ?? 0;
      const [total, size] = [totalsOfIds[nth], sizes[row] ?? 0];
      if (total === undefined) continue;
      total.bytes -= size;
      bytesOfLinks.add(placesOfIds[nth] ?? places.length, file, size);
    }
  });
  return {
    totals: totals.map((total, place) => plusBytes(total, bytesOfLinks.of(place))),
    hasLinks: linked.files > 0,
  };
}

/** For each id of a directory of the library: which place it is in, or the number of places. */
function placesOfDirectories(database: DatabaseSync, places: readonly Place[]): Uint32Array {
  const last = database.prepare("select max(id) as id from directories").get();
  const placeOfId = new Uint32Array(Number(last?.["id"] ?? 0) + 1).fill(places.length);
  const select = database.prepare("select id from directories where path >= ? and path < ?");
  select.setReturnArrays(true);
  const selectDirect = database.prepare("select id from directories where path = ?");
  selectDirect.setReturnArrays(true);
  for (const [nth, { directory, isDirect }] of places.entries()) {
    const { from, before } = everythingIn(directory);
    const ids = isDirect === true ? selectDirect.all(asPrefix(directory)) : select.all(from, before);
    for (const [id] of ids as unknown as [number][]) placeOfId[id] = nth;
  }
  return placeOfId;
}
