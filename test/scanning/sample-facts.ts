/** The facts of the samples, to compare with what a prober finds. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { VideoFacts } from "../../src/library/video.ts";
import { shown } from "../video-details.ts";

const samples = join(import.meta.dirname, "../../samples");

type Facts = Record<string, unknown>;

/** The samples that declare no length, with their measured lengths and the bit rates that follow. */
const measured: Readonly<Record<string, Facts>> = {
  "h264-piped.mkv": { duration_seconds: 1.023, duration_source: "measured" },
  "vp8-opus-recorded.webm": { duration_seconds: 1.014, duration_source: "measured" },
};

/** The facts of each sample according to ffprobe 5.1, with the names of the API, and the lengths that were measured. */
export async function readFacts(): Promise<Record<string, Facts>> {
  const { clips } = JSON.parse(await readFile(join(samples, "facts.json"), "utf8")) as { clips: Record<string, Facts> };
  const complete = Object.entries(clips).map(async ([name, facts]): Promise<[string, Facts]> => {
    const { duration_seconds: seconds } = { ...facts, ...measured[name] };
    const { size } = await stat(join(samples, "clips", name));
    const bitRate = name in measured ? Math.round((size * 8) / Number(seconds)) : facts["bit_rate"];
    return [name, { duration_source: "declared", suspect: null, ...facts, ...measured[name], bit_rate: bitRate }];
  });
  return Object.fromEntries(await Promise.all(complete));
}

/** Facts of a video with the names of `facts.json`. */
export function namedAsInFacts(facts: VideoFacts): Facts {
  const { details, ...ofLists } = shown(facts);
  return inSnakeCase({ ...ofLists, ...details });
}

function inSnakeCase(value: object): Facts {
  const renamed = Object.entries(value).map(([key, field]: [string, unknown]) => [
    key
      .replace(/^is(?=[A-Z])/, "")
      .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      .replace(/^_/, ""),
    Array.isArray(field) ? field.map((item) => inSnakeCase(Object(item))) : field,
  ]);
  return Object.fromEntries(renamed) as Facts;
}

/**
 * The expected facts, as the version of FFmpeg sees them that has found the others. Versions differ in the duration of
 * some files, by less than half a frame; the bit rate follows from the duration. Besides, FFmpeg 8 takes fields for frames
 * in the real rate of an MPEG-1 stream, which it calls progressive. In all else they agree on the samples.
 */
export function asVersionSees(expected: Facts, found: Facts): Facts {
  const [stream] = Array.isArray(found["streams"]) ? (found["streams"] as Facts[]) : [];
  if (stream?.["codec"] !== "mpeg1video" || stream["field_order"] !== "progressive") {
    return withOwnDuration(expected, found);
  }
  const [expectedStream, ...others] = Array.isArray(expected["streams"]) ? (expected["streams"] as Facts[]) : [];
  const own = { ...expectedStream, field_order: "progressive", r_frame_rate: "60/1" };
  return withOwnDuration({ ...expected, streams: [own, ...others] }, found);
}

function withOwnDuration(expected: Facts, found: Facts): Facts {
  const [duration, own, numerator, denominator] = [
    expected["duration_seconds"],
    found["duration_seconds"],
    expected["frame_rate_numerator"],
    expected["frame_rate_denominator"],
  ];
  if (typeof duration !== "number" || typeof own !== "number" || duration === own) return expected;
  const halfFrame = Number(denominator ?? 1) / Number(numerator ?? 25) / 2;
  return Math.abs(duration - own) < halfFrame
    ? { ...expected, duration_seconds: own, bit_rate: found["bit_rate"] }
    : expected;
}
