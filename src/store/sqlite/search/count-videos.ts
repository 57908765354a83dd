import type { DatabaseSync } from "node:sqlite";
import { type Resolution, resolutions } from "../../../library/resolution.ts";
import type { VideosOfKind } from "../../videos/video-index.ts";
import { among, type DirectorySet, directoriesIn } from "./directory-set.ts";
import { factBits, readDirectories, readLabels, readRows } from "./video-block.ts";
import type { ReadableBlock, VideoBlocks } from "./video-blocks.ts";

/** How many values a fact can have: see `Rows.facts`. */
const factValues = 256;

/**
 * Counts videos by codec and resolution. Reads two columns of each block, or three for a directory. Both parts must belong
 * to one transaction, or to one statement.
 *
 * @param directory only videos in it, at any depth. Null: all
 */
export function countVideos(
  database: DatabaseSync,
  blocks: VideoBlocks,
  directory: string | null,
): readonly VideosOfKind[] {
  const counted = directory === null ? null : directoriesIn(database, directory);
  const kinds = new Map<string, { -readonly [Key in keyof VideosOfKind]: VideosOfKind[Key] }>();
  blocks.forEach({ direction: "ascending" }, (block) => {
    const { facts } = readRows(block.bytes("rows"));
    const isCounted = counted === null ? null : inDirectories(block, counted, facts.length);
    if (isCounted?.includes(1) === false) return;
    const { labels, indexes } = readLabels(block.bytes("codecs"), facts.length);
    const counts = new Uint16Array(labels.length * factValues);
    for (let index = 0; index < facts.length; index += 1) {
      if (isCounted !== null && isCounted[index] !== 1) continue;
      const place = (indexes[index] ?? 0) * factValues + (facts[index] ?? 0);
      counts[place] = (counts[place] ?? 0) + 1;
    }
    for (const [place, count] of counts.entries()) {
      if (count === 0) continue;
      const fact = place % factValues;
      const videoCodec = labels[Math.floor(place / factValues)] ?? "";
      const resolution = resolutionOfFact(fact);
      const key = `${resolution} ${videoCodec}`;
      const kind = kinds.get(key) ?? {
        videoCodec,
        resolution,
        total: 0,
        missing: 0,
        truncated: 0,
        suspectLength: 0,
        broken: 0,
      };
      kind.total += count;
      if ((fact & factBits.missing) !== 0) kind.missing += count;
      if ((fact & factBits.truncated) !== 0) kind.truncated += count;
      if ((fact & factBits.suspectLength) !== 0) kind.suspectLength += count;
      if ((fact & factBits.broken) !== 0) kind.broken += count;
      kinds.set(key, kind);
    }
  });
  return [...kinds.values()];
}

/** 1 for each video of a block that is in these directories. */
function inDirectories(block: ReadableBlock, directories: DirectorySet, count: number): Uint8Array {
  const { ids, indexes } = readDirectories(block.bytes("directories"), count);
  const isIn = among(ids, directories);
  return Uint8Array.from(indexes, (index) => isIn[index] ?? 0);
}

function resolutionOfFact(fact: number): Resolution {
  const number = fact & factBits.resolution;
  const resolution = resolutions[number];
  if (resolution === undefined) throw new Error(`No resolution has the number ${number}.`);
  return resolution;
}
