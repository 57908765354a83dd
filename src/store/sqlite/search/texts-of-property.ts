import { resolutions } from "../../../library/resolution.ts";
import type { VideoProperty } from "../../../library/video-filter.ts";
import { factBits, type LabelColumn, type Labels } from "./video-block.ts";

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

/** The text of a property that has no column, of each video of a block: see `valuesInText`. @param facts see `Rows` */
export function labelsOfFacts(property: VideoProperty, facts: Uint8Array): Labels {
  const indexes = new Uint16Array(facts.length);
  const isResolution = property === "resolution";
  for (let row = 0; row < facts.length; row += 1) {
    const fact = facts[row] as number;
    indexes[row] = isResolution ? fact & factBits.resolution : suspectOf(fact);
  }
  return { labels: isResolution ? resolutions : suspectTexts, indexes };
}

const suspectTexts = ["", "truncated", "length"];

function suspectOf(bits: number): number {
  return (bits & factBits.truncated) !== 0 ? 1 : (bits & factBits.suspectLength) !== 0 ? 2 : 0;
}
