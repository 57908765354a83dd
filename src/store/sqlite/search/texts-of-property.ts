import { resolutions } from "../../../library/resolution.ts";
import type { VideoProperty } from "../../../library/video-filter.ts";
import { factBits, type LabelColumn, type Labels, type Rows } from "./video-block.ts";
import type { ReadableBlock } from "./video-blocks.ts";

const columns: Readonly<Record<Exclude<VideoProperty, "resolution" | "suspect">, LabelColumn>> = {
  video_codec: "codecs",
  audio_codec: "audio_codecs",
  audio_language: "audio_languages",
  subtitle_language: "subtitle_languages",
  hdr: "hdr_kinds",
  bit_depth: "bit_depths",
  container: "containers",
};

/** The column with the texts of a property; null if `Rows.facts` have them. */
export function columnOf(property: VideoProperty): LabelColumn | null {
  return property === "resolution" || property === "suspect" ? null : columns[property];
}

/** The text of a property of each video of a block: see `valuesInText`. */
export function textsOf(property: VideoProperty, { facts }: Rows, block: ReadableBlock): Labels {
  if (property === "resolution")
    return { labels: resolutions, indexes: Uint16Array.from(facts, (bits) => bits & factBits.resolution) };
  if (property === "suspect") return { labels: suspectTexts, indexes: Uint16Array.from(facts, suspectOf) };
  return block.labels(columns[property], facts.length);
}

/** For each number that `Rows.facts` can have, the text of a property; null for a property that has a column. */
export function textsOfFacts(property: VideoProperty): readonly string[] | null {
  if (columnOf(property) !== null) return null;
  const facts = Array.from({ length: 256 }, (_, bits) => bits);
  if (property === "suspect") return facts.map((bits) => suspectTexts[suspectOf(bits)] ?? "");
  return facts.map((bits) => resolutions[bits & factBits.resolution] ?? "");
}

const suspectTexts = ["", "truncated", "length"];

function suspectOf(bits: number): number {
  return (bits & factBits.truncated) !== 0 ? 1 : (bits & factBits.suspectLength) !== 0 ? 2 : 0;
}
