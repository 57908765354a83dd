import { TextInput } from "@mantine/core";
import { texts } from "../../texts/texts.ts";
import { measures, shortTime, type TimeMeasure } from "../filter-values.ts";
import classes from "./filters.module.css";
import type { EndsProps } from "./number-ends.tsx";
import { useDraft } from "./use-draft.ts";

const words = texts.filters;
const dayMs = 86_400_000;

/** Two fields for the first and the last day of a span, in UTC. */
export function DayEnds({ search, onChange, measure }: EndsProps<TimeMeasure>) {
  const [after, before] = measures[measure];
  const group = words.groups[measure];
  const first = search[after]?.slice(0, 10) ?? "";
  // The filter has the instant after the last day.
  const end = search[before];
  const last = end === undefined ? "" : new Date(Date.parse(end) - 1).toISOString().slice(0, 10);
  return (
    <div className={classes["ends"]}>
      <DayEnd label={words.from(group)} value={first} onSet={(day) => onChange({ [after]: day })} />
      <DayEnd
        label={words.to(group)}
        value={last}
        onSet={(day) =>
          onChange({
            [before]: day === undefined ? undefined : shortTime(new Date(Date.parse(day) + dayMs).toISOString()),
          })
        }
      />
    </div>
  );
}

interface DayEndProps {
  readonly label: string;
  /** Such as `2026-11-30`, or an empty text. */
  readonly value: string;
  readonly onSet: (day: string | undefined) => void;
}

/** Takes a day when the field is left, because browsers report years such as 0002 while a person types 2026. */
function DayEnd({ label, value, onSet }: DayEndProps) {
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
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={set}
      onKeyDown={({ key }) => {
        if (key === "Enter") set();
      }}
    />
  );
}
