import { TextInput } from "@mantine/core";
import { dayFrom, dayHere, daysLater, startOfDay } from "../../texts/own-days.ts";
import { texts } from "../../texts/texts.ts";
import { backwardsMeasure, measures, shortTime, type TimeMeasure } from "../filter-values.ts";
import classes from "./filters.module.css";
import type { EndsProps } from "./number-ends.tsx";
import { useDraft } from "./use-draft.ts";

const words = texts.filters;

/** Two fields for the first and the last day of a span, where the reader is. */
export function DayEnds({ search, onChange, measure }: EndsProps<TimeMeasure>) {
  const [after, before] = measures[measure];
  const group = words.groups[measure];
  // The filter has the instant after the last day.
  const [start, end] = [search[after], search[before]];
  const first = start === undefined ? "" : (dayFrom(start) ?? dayHere(start));
  const last = end === undefined ? "" : lastDayBefore(end);
  return (
    <div className={classes["ends"]}>
      <DayEnd label={words.from(group)} value={first} onSet={(day) => onChange({ [after]: day && beginning(day) })} />
      <DayEnd
        label={words.to(group)}
        value={last}
        error={backwardsMeasure({ [after]: start, [before]: end }) === undefined ? undefined : words.endBeforeStart}
        onSet={(day) => onChange({ [before]: day && beginning(daysLater(day, 1)) })}
      />
    </div>
  );
}

function lastDayBefore(end: string): string {
  const day = dayFrom(end);
  return day === null ? dayHere(end) : daysLater(day, -1);
}

function beginning(day: string): string {
  return shortTime(startOfDay(day));
}

interface DayEndProps {
  readonly label: string;
  /** Such as `2026-11-30`, or an empty text. */
  readonly value: string;
  readonly error?: string | undefined;
  readonly onSet: (day: string | undefined) => void;
}

/** Takes a day when the field is left, because browsers report years such as 0002 while a person types 2026. */
function DayEnd({ label, value, error, onSet }: DayEndProps) {
  const [text, setText] = useDraft(value);
  const set = () => {
    if (text !== value) onSet(text === "" ? undefined : text);
  };
  return (
    <TextInput
      size="xs"
      type="date"
      max="9999-12-30"
      aria-label={label}
      value={text}
      error={error}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={set}
      onKeyDown={({ key }) => {
        if (key === "Enter") set();
      }}
    />
  );
}
