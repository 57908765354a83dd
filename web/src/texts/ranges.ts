/** Ranges of numbers and spans of time, as filters of videos have them. */
import type { Measure, TimeMeasure } from "../library/filter-values.ts";
import { dayFrom, daysLater } from "./own-days.ts";
import { bytesText, dayText, decimalText, durationText, monthText, timeText } from "./quantities.ts";

type NumberMeasure = Exclude<Measure, TimeMeasure>;

interface Range {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** The ends are in ISO 8601, and `before` is not in the span. */
interface Span {
  readonly after?: string | undefined;
  readonly before?: string | null | undefined;
}

/** The words of a language. Their parameters are texts. */
interface RangeWords {
  readonly atLeast: (number: string) => string;
  readonly upTo: (number: string) => string;
  readonly before: (time: string) => string;
  readonly since: (time: string) => string;
}

const numbers: { readonly [One in NumberMeasure]: (value: number) => string } = {
  size: bytesText,
  // The end of a band lies a microsecond before the next one.
  duration: (seconds) => durationText(Math.round(seconds) * 1_000),
  frame_rate: (rate) => `${decimalText(rounded(rate))} fps`,
  bit_rate: (bits) => `${decimalText(rounded(bits / 1e6))} Mbit/s`,
};

function rounded(value: number): number {
  return Number(value.toFixed(3));
}

export function rangesIn({ atLeast, upTo, before: beforeText, since }: RangeWords) {
  return {
    /** Such as `2–5 GB`, `at least 50 GB` or `24 fps`. */
    rangeText(measure: NumberMeasure, { min, max }: Range): string {
      const text = numbers[measure];
      if (min === undefined || min === 0) return max === undefined ? atLeast(text(0)) : upTo(text(max));
      if (max === undefined) return atLeast(text(min));
      // A band around one of the usual rates.
      if (measure === "frame_rate" && max - min <= 1 && max >= min) return text(Math.round((min + max) / 2));
      const [from, to] = [text(min), text(max)];
      if (from === to) return from;
      const [number, unit] = from.split(" ");
      return /^\S+ \S+$/.test(from) && to.endsWith(` ${unit}`) && /^\S+ \S+$/.test(to)
        ? `${number}–${to}`
        : `${from} – ${to}`;
    },

    /** Such as `2024`, `Nov 2026` or `since Nov 3, 2026`. */
    spanText({ after, before }: Span): string {
      if (after === undefined) return beforeText(instantText(before ?? ""));
      if (before === undefined || before === null) return since(instantText(after));
      const [first, end] = [dayFrom(after), dayFrom(before)];
      if (first === null || end === null) return `${instantText(after)} – ${instantText(before)}`;
      const last = daysLater(end, -1);
      if (first.endsWith("-01-01") && last === `${first.slice(0, 4)}-12-31`) return first.slice(0, 4);
      if (first.endsWith("-01") && end.endsWith("-01") && first.slice(0, 7) === last.slice(0, 7))
        return monthText(first);
      return first === last ? dayText(first) : `${dayText(first)} – ${dayText(last)}`;
    },
  };
}

function instantText(time: string): string {
  const day = dayFrom(time);
  return day === null ? timeText(time) : dayText(day);
}
