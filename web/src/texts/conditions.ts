/** Videos that filters choose, as a part of a sentence. */
import type { VideoFilterJson, VideoPropertyJson } from "../../../src/api/contract/video-filters.ts";
import {
  isTime,
  type Measure,
  measureNames,
  measures,
  type NumberMeasure,
  properties,
  splitValues,
  type TimeMeasure,
  withAny,
} from "../library/filter-values.ts";
import type { rangesIn } from "./ranges.ts";
import { visibleText } from "./visible-text.tsx";

type Ranges = ReturnType<typeof rangesIn>;

/** The words of a language. Paths and other texts of people are visible already. */
interface ConditionWords {
  readonly videos: string;
  readonly missing: string;
  readonly present: string;
  readonly broken: string;
  readonly unbroken: string;
  readonly inFolder: (path: string) => string;
  readonly directlyIn: (path: string) => string;
  readonly inRoot: string;
  readonly matching: (words: string) => string;
  readonly ofScan: string;
  readonly wanted: (property: VideoPropertyJson, values: readonly string[]) => string;
  readonly unwanted: (property: VideoPropertyJson, value: string) => string;
  readonly range: (measure: NumberMeasure, range: Parameters<Ranges["rangeText"]>[1]) => string;
  readonly span: (measure: TimeMeasure, span: Parameters<Ranges["spanText"]>[0]) => string;
}

export function conditionsIn(words: ConditionWords) {
  /** Each as a part of a sentence; empty texts for filters that are not set. */
  function conditions(filter: VideoFilterJson): readonly string[] {
    const { path, q, job_id: job, root_id: root, recursive } = filter;
    const place = recursive === false ? words.directlyIn : words.inFolder;
    return [
      path === undefined ? "" : place(visibleText(path)),
      root === undefined ? "" : words.inRoot,
      q === undefined ? "" : words.matching(visibleText(q)),
      job === undefined ? "" : words.ofScan,
      ...properties.flatMap((property) => valueConditions(property, filter[property] ?? [])),
      ...measureNames.map((measure) => rangeCondition(measure, filter)),
    ];
  }

  function valueConditions(property: VideoPropertyJson, value: string | readonly string[]): readonly string[] {
    const values = withAny(property, typeof value === "string" ? [value] : value);
    const { wanted, required, unwanted } = splitValues(property, values);
    return [
      ...(wanted.length > 0 ? [words.wanted(property, wanted)] : []),
      ...required.map((each) => words.wanted(property, [each])),
      ...unwanted.map((each) => words.unwanted(property, each)),
    ];
  }

  function rangeCondition(measure: Measure, filter: VideoFilterJson): string {
    if (isTime(measure)) {
      const [first, end] = measures[measure];
      const [after, before] = [filter[first], filter[end]];
      return after === undefined && before === undefined ? "" : words.span(measure, { after, before });
    }
    const [least, most] = measures[measure];
    const [min, max] = [filter[least], filter[most]];
    return min === undefined && max === undefined ? "" : words.range(measure, { min, max });
  }

  /** Such as `missing videos in /films`. */
  function chosen(filter: VideoFilterJson): string {
    const { missing, broken } = filter;
    return [
      missing === undefined ? "" : missing ? words.missing : words.present,
      broken === undefined ? "" : broken ? words.broken : words.unbroken,
      words.videos,
      ...conditions(filter),
    ]
      .filter((part) => part !== "")
      .join(" ");
  }

  return { chosen, conditions };
}
