import { instantsIn } from "./instants-in.ts";
import type { MeasureRange, VideoMeasure } from "./video-filter.ts";

/** A part of the numbers of a measure, and the next number that is no longer in it; null if there is no next one. */
export interface MeasureBand {
  readonly min: number;
  readonly below: number | null;
}

/**
 * The bands in which people look for films, by their lower ends. Those of frame rates stand between the usual rates: 23.976
 * and 24 are one band. Times have years of changes and months of additions.
 */
const edges: { readonly [Measure in Exclude<VideoMeasure, TimeMeasure>]: readonly number[] } = {
  file_size: [0, 1e8, 5e8, 1e9, 2e9, 5e9, 1e10, 2e10, 5e10],
  duration_seconds: [0, 60, 300, 600, 1_200, 1_800, 3_600, 5_400, 7_200, 10_800],
  frame_rate: [0, 23.5, 24.5, 25.5, 29.5, 30.5, 47.5, 50.5, 59.5, 60.5],
  bit_rate: [0, 1e6, 2e6, 5e6, 1e7, 2e7, 4e7, 8e7],
};
type TimeMeasure = "modified_at" | "created_at";

/** In January, all years begin. */
const monthsOfYear = { modified_at: [0], created_at: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] } as const;

/** Years that have bands. */
const [firstYear, afterYears] = [1900, 2100];

/** The beginnings of years or months in a time zone. */
function beginnings(measure: TimeMeasure, timeZone: string): readonly number[] {
  const instantOf = timeZone === "UTC" ? (time: number) => time : instantsIn(timeZone);
  return Array.from({ length: afterYears - firstYear }, (_, nth) => firstYear + nth).flatMap((year) =>
    monthsOfYear[measure].map((month) => instantOf(Date.UTC(year, month))),
  );
}

/** The bands of a measure, in rising order, without a gap. @param timeZone where years and months begin. Default: UTC */
export function bandsOf(measure: VideoMeasure, timeZone = "UTC"): readonly MeasureBand[] {
  const isTime = measure === "modified_at" || measure === "created_at";
  const all = isTime ? beginnings(measure, timeZone) : edges[measure];
  return all.map((min, nth) => ({ min, below: all[nth + 1] ?? null }));
}

export type BandsOf = (measure: VideoMeasure, timeZone?: string) => readonly MeasureBand[];

/** Of how many time zones the bands are kept. */
const mostZones = 8;

/** `bandsOf`, which keeps the bands of a few time zones: to find thousands of months takes 20 ms. */
export function keptBands(): BandsOf {
  const kept = new Map<string, Map<VideoMeasure, readonly MeasureBand[]>>();
  return (measure, timeZone = "UTC") => {
    const ofZone = kept.get(timeZone) ?? new Map<VideoMeasure, readonly MeasureBand[]>();
    if (!kept.has(timeZone) && kept.size >= mostZones) kept.clear();
    kept.set(timeZone, ofZone);
    const bands = ofZone.get(measure) ?? bandsOf(measure, timeZone);
    ofZone.set(measure, bands);
    return bands;
  };
}

/** The steps between numbers of a measure: bytes, microseconds of a length, bits, milliseconds of a time. */
const steps: { readonly [Measure in VideoMeasure]: number } = {
  file_size: 1,
  duration_seconds: 1e-6,
  frame_rate: 1e-6,
  bit_rate: 1,
  modified_at: 1,
  created_at: 1,
};

/** The filter that has the videos of a band. */
export function rangeOfBand(measure: VideoMeasure, { min, below }: MeasureBand): MeasureRange {
  if (below === null) return { min };
  return { min, max: Number((below - steps[measure]).toFixed(6)) };
}
