import { rangeNames } from "./filter-payload.ts";
import { timeMeasures, videoMeasures } from "./video-filter.ts";

/**
 * The range of a filter that ends before it begins, so that no video can match: the names of its two ends; null if there is
 * none.
 *
 * @param filter with the names of the API. Times are ISO 8601
 */
export function backwardsRange(
  filter: Readonly<Record<string, unknown>>,
): readonly [least: string, most: string] | null {
  for (const measure of videoMeasures) {
    const [least, most] = rangeNames[measure];
    const isTime = timeMeasures.has(measure);
    const [start, end] = [filter[least], filter[most]].map((value) =>
      isTime ? Date.parse(String(value)) : Number(value),
    );
    // An end that is absent is NaN. The time of `before` is not in the range.
    if (start !== undefined && end !== undefined && (isTime ? end <= start : end < start)) return [least, most];
  }
  return null;
}
