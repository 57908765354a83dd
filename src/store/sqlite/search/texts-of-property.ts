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

/** The text of a property of each video of a block: see `valuesInText`. */
export function textsOf(property: VideoProperty, { facts }: Rows, block: ReadableBlock): Labels {
  if (property === "resolution")
    return { labels: resolutions, indexes: facts.map((bits) => bits & factBits.resolution) };
  if (property === "suspect") return { labels: suspectTexts, indexes: facts.map(suspectOf) };
  return block.labels(columns[property], facts.length);
}

const suspectTexts = ["", "truncated", "length"];

function suspectOf(bits: number): number {
  return (bits & factBits.truncated) !== 0 ? 1 : (bits & factBits.suspectLength) !== 0 ? 2 : 0;
}
