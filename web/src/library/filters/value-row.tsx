import { Checkbox } from "@mantine/core";
import { IconBan } from "@tabler/icons-react";
import { texts } from "../../texts/texts.ts";
import type { Choice } from "../filter-values.ts";
import classes from "./filters.module.css";

const words = texts.filters;

export interface ValueRowProps {
  readonly name: string;
  /** Such as `Without German sound`: what the second button does. */
  readonly withoutName: string;
  readonly count: number;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
  /** Whether the value is a kind of the one above. */
  readonly isKind?: boolean;
}

/** A value with the number of its videos: a check box for videos with it, and a button for videos without it. */
export function ValueRow({ name, withoutName, count, choice, onChoose, isKind = false }: ValueRowProps) {
  return (
    <li className={classes["row"]} data-choice={choice} data-none={count === 0} data-kind={isKind}>
      <label className={classes["value"]}>
        <Checkbox
          size="xs"
          aria-label={words.valueWithCount(name, count)}
          checked={choice === "with"}
          onChange={({ currentTarget: { checked } }) => onChoose(checked ? "with" : "any")}
        />
        <span className={classes["name"]} title={name}>
          {name}
        </span>
        <span className={`${classes["count"]} digits`}>{words.count(count)}</span>
      </label>
      <button
        type="button"
        className={classes["without"]}
        aria-label={withoutName}
        aria-pressed={choice === "without"}
        title={withoutName}
        onClick={() => onChoose(choice === "without" ? "any" : "without")}
      >
        <IconBan size={16} aria-hidden />
      </button>
    </li>
  );
}
