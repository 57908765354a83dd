import type { MeasureRange, VideoMeasure } from "./video-filter.ts";

/** A part of the numbers of a measure, and the next number that is no longer in it; null if there is no next one. */
export interface MeasureBand {
  readonly min: number;
  readonly below: number | null;
}

/**
 * The bands in which people look for films, by their lower ends. Those of frame rates stand between the usual rates: 23.976
 * and 24 are one band. Times are in UTC: years of changes, months of additions.
 */
const edges: { readonly [Measure in VideoMeasure]: readonly number[] } = {
  file_size: [0, 1e8, 5e8, 1e9, 2e9, 5e9, 1e10, 2e10, 5e10],
  duration_seconds: [0, 60, 300, 600, 1_200, 1_800, 3_600, 5_400, 7_200, 10_800],
  frame_rate: [0, 23.5, 24.5, 25.5, 29.5, 30.5, 47.5, 50.5, 59.5, 60.5],
  bit_rate: [0, 1e6, 2e6, 5e6, 1e7, 2e7, 4e7, 8e7],
  modified_at: yearsAndMonths(1),
  created_at: yearsAndMonths(12),
};

/** @param partsOfYear 1 for years, 12 for months */
function yearsAndMonths(partsOfYear: 1 | 12): readonly number[] {
  const [first, last] = [1900, 2100];
  return Array.from({ length: (last - first) * partsOfYear }, (_, nth) =>
    Date.UTC(first + Math.floor(nth / partsOfYear), nth % partsOfYear),
  );
}

/** The bands of a measure, in rising order, without a gap. */
export function bandsOf(measure: VideoMeasure): readonly MeasureBand[] {
  return edges[measure].map((min, nth, all) => ({ min, below: all[nth + 1] ?? null }));
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
