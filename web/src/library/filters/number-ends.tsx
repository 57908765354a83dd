import { TextInput } from "@mantine/core";
import { useState } from "react";
import { texts } from "../../texts/texts.ts";
import { backwardsMeasure, measures, type NumberMeasure } from "../filter-values.ts";
import type { LibrarySearch } from "../library-search.ts";
import classes from "./filters.module.css";
import { useDraft } from "./use-draft.ts";

const words = texts.filters;

/** What one of the unit that people enter is in the unit of the API. */
const units: Readonly<Record<NumberMeasure, number>> = { size: 1e9, duration: 60, frame_rate: 1, bit_rate: 1e6 };

export interface EndsProps<One> {
  readonly search: LibrarySearch;
  readonly onChange: (changes: LibrarySearch) => void;
  readonly measure: One;
}

/** Two fields for the ends of a range. */
export function NumberEnds({ search, onChange, measure }: EndsProps<NumberMeasure>) {
  const [least, most] = measures[measure];
  const group = words.groups[measure];
  const isBackwards = backwardsMeasure({ [least]: search[least], [most]: search[most] }) !== undefined;
  const field = (end: typeof least | typeof most, label: string, placeholder: string) => (
    <NumberEnd
      {...{ label, placeholder, measure }}
      value={search[end]}
      isBackwards={end === most && isBackwards}
      onSet={(value) => onChange({ [end]: value })}
    />
  );
  return (
    <div className={classes["ends"]}>
      {field(least, words.from(group), words.fromShort)}
      {field(most, words.to(group), words.toShort)}
    </div>
  );
}

interface NumberEndProps {
  readonly label: string;
  readonly placeholder: string;
  readonly measure: NumberMeasure;
  readonly value: number | undefined;
  /** Whether it is the end, and is below the start. */
  readonly isBackwards: boolean;
  readonly onSet: (value: number | undefined) => void;
}

function NumberEnd({ label, placeholder, measure, value, isBackwards, onSet }: NumberEndProps) {
  const shown = value === undefined ? "" : String(Number((value / units[measure]).toFixed(3)));
  const [text, setText] = useDraft(shown);
  const [isWrong, setWrong] = useState(false);
  const set = () => {
    if (text.trim() === shown) return setWrong(false);
    // A comma is a decimal point in many countries.
    const number = text.trim() === "" ? undefined : Number(text.replace(",", "."));
    const isNumber = number === undefined || (Number.isFinite(number) && number >= 0);
    setWrong(!isNumber);
    if (isNumber) onSet(number === undefined ? undefined : Number((number * units[measure]).toFixed(3)));
    return undefined;
  };
  return (
    <TextInput
      size="xs"
      inputMode="decimal"
      aria-label={`${label} (${words.units[measure]})`}
      placeholder={placeholder}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={set}
      onKeyDown={({ key }) => {
        if (key === "Enter") set();
      }}
      error={isWrong ? words.notANumber : isBackwards ? words.endBeforeStart : undefined}
      rightSection={
        <span aria-hidden className={classes["unit"]}>
          {words.units[measure]}
        </span>
      }
      rightSectionWidth={48}
      rightSectionPointerEvents="none"
    />
  );
}
