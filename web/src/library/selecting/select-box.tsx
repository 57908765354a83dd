import { IconCheck } from "@tabler/icons-react";
import { texts } from "../../texts/texts.ts";
import { visibleText } from "../../texts/visible-text.tsx";
import classes from "./select-box.module.css";

export interface SelectBoxProps {
  readonly name: string;
  readonly index: number;
  readonly isSelected: boolean;
  readonly tabIndex: number;
}

/** Selects a video of a list. The list handles its events. */
export function SelectBox({ name, index, isSelected, tabIndex }: SelectBoxProps) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={isSelected}
      aria-label={texts.selecting.select(visibleText(name))}
      className={classes["box"]}
      data-select
      data-index={index}
      tabIndex={tabIndex}
    >
      <span className={classes["mark"]}>{isSelected && <IconCheck size={16} stroke={3} aria-hidden />}</span>
    </button>
  );
}
